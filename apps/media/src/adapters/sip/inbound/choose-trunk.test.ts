import { dialPolicy, type NumberEntry, trunkEntry, workspaceId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import type { TelephonyDirectory } from '../telephony-directory.js';
import { chooseTrunk } from './choose-trunk.js';

const [home, other] = ['home', 'other'].map((id) => workspaceId.parse(id));
const trunk = (id: string, workspace = home) =>
  trunkEntry.parse({
    ...{ id, workspaceId: workspace, name: id, gateways: [{ host: 'carrier.example' }] },
    ...{ inboundAddresses: ['192.0.2.1'], auth: null, inboundAuth: null },
  });
const number = (pattern: string, workspace = home, trunkId: string | null = null) =>
  ({ id: pattern, workspaceId: workspace, trunkId, pattern, endpointId: null, fallback: null }) as NumberEntry;

const choose = (numbers: readonly NumberEntry[], called: string, trunks = [trunk('first', other), trunk('second')]) => {
  const directory: TelephonyDirectory = {
    trunks: () => trunks,
    numbers: (id) => numbers.filter(({ workspaceId: workspace }) => workspace === id),
    users: () => [],
    isUser: () => false,
    policy: () => dialPolicy.parse({ homeCountry: '49' }),
    endpointName: () => null,
    isEndpoint: (id, name) => id === home && name === 'support',
  };
  return chooseTrunk(trunks, `sip:${called}@192.0.2.9`, directory)?.id;
};

describe('a call from an address that several trunks have', () => {
  it('is of the one that has its number, whatever all numbers of another one are', () => {
    expect(choose([number('*', other), number('+4930123456')], '030123456')).toBe('second');
    expect(choose([number('+49*', other), number('+4930*')], '+4930123456')).toBe('second');
    expect(choose([number('+4930*', other), number('+49*')], '+4930123456')).toBe('first');
    expect(choose([number('*', other)], 'support')).toBe('second');
  });

  it('is of the one the number is tied to', () => {
    const trunks = [trunk('one'), trunk('two')];
    expect(choose([number('+4930123456', home, 'two')], '+4930123456', trunks)).toBe('two');
  });

  it('is of the first when none knows it, and of none without trunks', () => {
    expect(choose([], '+4930123456')).toBe('first');
    expect(choose([], '+4930123456', [])).toBeUndefined();
  });
});
