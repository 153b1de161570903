import { type CreateTrunk, createTrunk, type TrunkResource, trunkResource } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { formProblemOf } from '../form-problem';
import { changedTrunk, createdTrunk, newGateway, trunkFormOf } from './trunk-form';

const SETTINGS = {
  name: 'Northtel',
  isEnabled: true,
  gateways: [
    { host: 'sip1.northtel.example', port: 5070, transport: 'tcp', priority: 10 },
    { host: 'sip2.northtel.example', transport: 'udp', priority: 10 },
    { host: '192.0.2.9', transport: 'udp', priority: 40 },
  ],
  outboundProxy: 'proxy.example:5080',
  registers: true,
  registerExpiresSeconds: 600,
  inboundAddresses: ['192.0.2.0/24', '2001:db8::/32'],
  fromDomain: 'northtel.example',
  callerId: '+49301234',
  passesCallerId: false,
  numberFormat: 'national',
  dialPrefix: '0',
  routePrefixes: ['+49', '+41'],
  codecs: ['pcmu', 'pcma'],
  srtp: 'offered',
  keys: 'info',
  maxCalls: 30,
  checksHealth: false,
  sessionExpiresSeconds: 900,
  headers: { 'X-Account': '17: main' },
} satisfies Partial<CreateTrunk>;

const trunk = (change: object = {}): TrunkResource =>
  trunkResource.parse({
    ...SETTINGS,
    id: 't1',
    auth: { username: 'us', hasPassword: true },
    inboundAuth: null,
    numberCount: 0,
    createdAt: '',
    updatedAt: '',
    state: null,
    ...change,
  });

const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return formProblemOf(error);
  }
  return expect.unreachable();
};

describe('the form of a trunk', () => {
  it('gives back every setting it was filled with', () => {
    // Switching off is a command of its own.
    const { isEnabled: _, ...settings } = SETTINGS;
    expect(changedTrunk(trunkFormOf(trunk()))).toEqual({ ...settings, auth: { username: 'us' }, inboundAuth: null });
  });

  it('takes away what was emptied', () => {
    const form = { ...trunkFormOf(trunk()), outboundProxy: '', fromDomain: ' ', callerId: '' };
    expect(changedTrunk(form)).toMatchObject({ outboundProxy: null, fromDomain: null, callerId: null });
  });

  it('needs a name and a host, and has the defaults for the rest', () => {
    const empty = trunkFormOf(null);
    expect(refusal(() => createdTrunk(empty)).fields).toEqual(['name', 'gateways.0.host']);
    const filled = { ...empty, name: 'PBX', gateways: [{ ...newGateway(0), host: 'pbx.example' }] };
    expect(createdTrunk(filled)).toEqual(createTrunk.parse({ name: 'PBX', gateways: [{ host: 'pbx.example' }] }));
  });

  it('sends a password only when one was typed, and none of a user who is gone', () => {
    const form = trunkFormOf(trunk());
    const typed = { ...form, auth: { ...form.auth, password: 'secret' } };
    expect(changedTrunk(typed).auth).toEqual({ username: 'us', password: 'secret' });
    expect(changedTrunk({ ...typed, auth: { ...typed.auth, username: '' } }).auth).toBeNull();
    expect(createdTrunk(typed).auth).toEqual({ username: 'us', password: 'secret' });
  });

  it('keeps machines that share the calls, until they are put in another order', () => {
    const form = trunkFormOf(trunk());
    const turned = [...form.gateways].reverse();
    expect(changedTrunk({ ...form, gateways: turned }).gateways).toMatchObject([
      { host: '192.0.2.9', priority: 10 },
      { host: 'sip2.northtel.example', priority: 20 },
      { host: 'sip1.northtel.example', priority: 30 },
    ]);
  });

  it.each([
    ['port', '70000', 0],
    ['port', 'sip', 1],
  ])('marks the machine whose %s is %s', (name, value, place) => {
    const form = trunkFormOf(trunk());
    const gateways = form.gateways.map((one, at) => (at === place ? { ...one, [name]: value } : one));
    expect(refusal(() => changedTrunk({ ...form, gateways })).fields).toEqual([`gateways.${place}.${name}`]);
  });

  it('refuses a header without a colon, and numbers that are none', () => {
    expect(refusal(() => changedTrunk({ ...trunkFormOf(trunk()), headers: 'X-Account' })).fields).toEqual(['headers']);
    expect(refusal(() => changedTrunk({ ...trunkFormOf(trunk()), maxCalls: 'many' })).fields).toEqual(['maxCalls']);
  });

  it('reads lists by line and by comma', () => {
    const form = { ...trunkFormOf(trunk()), inboundAddresses: '192.0.2.1, 192.0.2.2\n\n 192.0.2.3 ' };
    expect(changedTrunk(form).inboundAddresses).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  });
});
