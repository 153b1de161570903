import { type TrunkResource, trunkResource } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { gatewayHealth, healthOf } from './trunk-health';

const trunk = (state: unknown, change: object = {}): TrunkResource =>
  trunkResource.parse({
    id: 't1',
    name: 'Northtel',
    gateways: [{ host: 'b.example', priority: 20, port: 5070 }, { host: 'a.example' }],
    auth: null,
    inboundAuth: null,
    numberCount: 0,
    createdAt: '',
    updatedAt: '',
    state,
    ...change,
  });
const state = (registration: string, ...gateways: string[]) => ({
  registration: { status: registration },
  gateways: gateways.map((status, at) => ({ host: at === 0 ? 'b.example' : 'a.example', status })),
  calls: 0,
});

describe('how a trunk stands', () => {
  it.each([
    ['off', state('registered', 'up', 'up'), { isEnabled: false }],
    ['unknown', null, {}],
    ['refused', state('failed', 'down', 'down'), {}],
    ['down', state('trying', 'down', 'down'), {}],
    ['trying', state('trying', 'up', 'unknown'), {}],
    ['partly', state('registered', 'up', 'down'), { registers: true }],
    ['registered', state('registered', 'unknown', 'unknown'), { registers: true }],
    ['ready', state('off', 'up', 'unknown'), {}],
    ['unchecked', state('off', 'unknown', 'unknown'), {}],
  ])('is %s', (name, seen, change) => {
    expect(healthOf(trunk(seen, change)).name).toBe(name);
  });

  it('names its machines in the order in which they are tried', () => {
    const seen = state('off', 'up', 'down');
    expect(gatewayHealth(trunk(seen))).toMatchObject([
      { address: 'a.example', status: 'down' },
      { address: 'b.example:5070', status: 'up' },
    ]);
    expect(gatewayHealth(trunk(null)).map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  });

  it('tells two machines of one host apart', () => {
    const gateways = [
      { host: 'a.example', port: 5060 },
      { host: 'a.example', port: 5070 },
    ];
    const seen = {
      registration: { status: 'off' },
      calls: 0,
      gateways: [
        { host: 'a.example', status: 'up', roundTripMs: 9 },
        { host: 'a.example', status: 'down', problem: 'It does not answer.' },
      ],
    };
    expect(gatewayHealth(trunk(seen, { gateways }))).toMatchObject([
      { address: 'a.example:5060', status: 'up', roundTripMs: 9, problem: null },
      { address: 'a.example:5070', status: 'down', problem: 'It does not answer.' },
    ]);
  });
});
