import { type TrunkState, trunkState } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { mergeTrunkStates } from './merge-trunk-states.js';

const stateOf = (status: string, calls: number, ...gateways: object[]): TrunkState =>
  trunkState.parse({ trunkId: 't', registration: { status }, gateways, calls });
const gateway = (host: string, status: string, more: object = {}) => ({ host, status, ...more });

describe('how a trunk fares over several media processes', () => {
  it('is unknown when none has told', () => {
    expect(mergeTrunkStates([])).toBeNull();
  });

  it.each([
    ['registered', ['off', 'registered']],
    ['trying', ['registered', 'trying']],
    ['failed', ['trying', 'failed', 'registered']],
  ])('is %s out of %j: what needs looking at comes first', (worst, statuses) => {
    expect(mergeTrunkStates(statuses.map((status) => stateOf(status, 0)))?.registration.status).toBe(worst);
  });

  it('has the calls of all, and each gateway once, down when one cannot reach it', () => {
    const merged = mergeTrunkStates([
      stateOf('off', 2, gateway('a', 'up', { roundTripMs: 9 }), gateway('b', 'unknown')),
      stateOf('off', 3, gateway('a', 'down', { problem: 'no answer' }), gateway('b', 'up')),
    ]);
    expect(merged).toMatchObject({
      calls: 5,
      gateways: [
        { host: 'a', status: 'down', problem: 'no answer' },
        { host: 'b', status: 'up' },
      ],
    });
  });

  it('tells two gateways of one host apart by their order', () => {
    const merged = mergeTrunkStates([
      stateOf('off', 0, gateway('a', 'up'), gateway('a', 'down')),
      stateOf('off', 0, gateway('a', 'up'), gateway('a', 'up')),
    ]);
    expect(merged?.gateways.map(({ status }) => status)).toEqual(['up', 'down']);
  });
});
