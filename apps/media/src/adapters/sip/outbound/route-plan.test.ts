import { dialPolicy, type TrunkEntry, trunkEntry, workspaceId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { newCallId } from '../sip-bench.js';
import type { TelephonyDirectory } from '../telephony-directory.js';
import { type PlanParts, planRoutes } from './route-plan.js';

const HOME = workspaceId.parse('w-1');
const trunkOf = (name: string, change: object = {}): TrunkEntry =>
  trunkEntry.parse({
    ...{ id: name, workspaceId: HOME, name, auth: null, inboundAuth: null, callerId: '+4930999' },
    gateways: [{ host: `${name}.example` }],
    ...change,
  });

const partsOf = (trunks: readonly TrunkEntry[], isDown: PlanParts['isDown'] = () => false): PlanParts => ({
  directory: {
    trunks: () => trunks,
    users: () => [],
    policy: () => dialPolicy.parse({ homeCountry: '49' }),
  } as unknown as TelephonyDirectory,
  bindings: { of: () => [] } as unknown as PlanParts['bindings'],
  isDown,
});
const invite = { callId: newCallId(), workspaceId: HOME, target: '+49301234567', option: {} };
const hosts = (parts: PlanParts, change: object = {}) =>
  planRoutes({ ...invite, ...change }, parts).map((stage) => stage.map(({ uri }) => uri.split('@')[1]));

describe('the ways to a number', () => {
  it('are the gateways of the trunk that fits best, by priority', () => {
    const gateways = [
      { host: 'b.example', priority: 2 },
      { host: 'a.example', priority: 1 },
    ];
    const trunks = [trunkOf('all'), trunkOf('berlin', { routePrefixes: ['+4930'], gateways })];
    expect(hosts(partsOf(trunks))).toEqual([['a.example'], ['b.example']]);
  });

  it('are those of all trunks that fit as well', () => {
    expect(hosts(partsOf([trunkOf('second'), trunkOf('first')]))).toEqual([['first.example'], ['second.example']]);
  });

  it('lead by gateways that are down last', () => {
    const gateways = [{ host: 'a.example' }, { host: 'b.example', priority: 2 }];
    const isDown: PlanParts['isDown'] = (_, { host }) => host === 'a.example';
    expect(hosts(partsOf([trunkOf('first', { gateways }), trunkOf('second')], isDown))).toEqual([
      ['b.example'],
      ['second.example'],
      ['a.example'],
    ]);
  });

  it('name in Contact whom the call wants named there, at our own place', () => {
    const contact = (of: string, callerId?: string) => {
      const option = { sip: { contact: of } };
      return planRoutes({ ...invite, option, ...(callerId && { callerId }) }, partsOf([trunkOf('one')]))[0]?.[0]
        ?.headers.Contact;
    };
    expect(contact('sip:desk%207@192.0.2.7:5070;transport=tcp')).toBe('<sip:desk%207@localhost>');
    expect(contact('<sips:desk@pbx.example>')).toBe('<sip:desk@localhost>');
    expect(contact('desk')).toBe('<sip:desk@localhost>');
    expect(contact('sip:desk@pbx.example', 'anonymous')).toBeUndefined();
    expect(planRoutes(invite, partsOf([trunkOf('one')]))[0]?.[0]?.headers).not.toHaveProperty('Contact');
  });

  it('hide who calls when that is wanted, and tell the carrier alone', () => {
    const [[route] = []] = planRoutes({ ...invite, callerId: 'anonymous' }, partsOf([trunkOf('one')]));
    expect(route?.headers).toMatchObject({
      From: expect.stringContaining('anonymous@anonymous.invalid'),
      Privacy: 'id',
      'P-Asserted-Identity': expect.stringContaining('+4930999'),
    });
  });

  it('tell on what another network says of who calls, where the carrier takes the calls of others', () => {
    const identity = { asserted: '+33123456789', privacy: 'id;critical', proofs: ['one;info=<x>', 'two;info=<y>'] };
    const order = { ...invite, callerId: 'anonymous', identity };
    const headersBy = (change: object) => planRoutes(order, partsOf([trunkOf('one', change)]))[0]?.[0]?.headers;
    expect(headersBy({ numberFormat: 'e164WithoutPlus' })).toMatchObject({
      From: expect.stringContaining('anonymous@anonymous.invalid'),
      Privacy: 'id;critical',
      'P-Asserted-Identity': '<sip:33123456789@one.example>',
      Identity: ['one;info=<x>', 'two;info=<y>'],
    });
    const own = headersBy({ passesCallerId: false });
    expect(own).toMatchObject({ Privacy: 'id', 'P-Asserted-Identity': '<sip:+4930999@one.example>' });
    expect(own).not.toHaveProperty('Identity');
  });

  it('are none without a trunk that takes the number', () => {
    expect(() => hosts(partsOf([trunkOf('other', { routePrefixes: ['+1'] })]))).toThrow('no trunk');
    expect(() => hosts(partsOf([trunkOf('foreign', { workspaceId: 'w-2' })]))).toThrow('no trunk');
  });
});
