import type { WorkspaceId } from '@callwright/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EXAMINE_TIMEOUT_MS } from '../../control/media-requests.js';
import { silentLog } from '../../platform/log.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { TestApi } from '../../testing/test-api.js';
import type { TestClient } from '../../testing/test-client.js';
import { TestMedia } from '../../testing/test-media.js';
import { TestSocket } from '../../testing/test-socket.js';

const PASSWORD = 'correct horse battery staple';
const logged: unknown[] = [];
const note = (fields: object, message: string) => void logged.push({ ...fields, message });
const clock = new FakeClock();
let api: TestApi;
let client: TestClient;
let home: WorkspaceId;
beforeAll(async () => {
  api = await TestApi.start({ clock, log: { ...silentLog, debug: note, info: note, warn: note, error: note } });
  client = api.integration();
  home = await api.home();
});
afterAll(() => api.close());

const sockets: TestSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.close();
});
const connect = async (name: string) => {
  const media = await TestMedia.connect(api, name);
  sockets.push(media.socket);
  return media;
};

let count = 0;
const carrier = (more: object = {}) => {
  count += 1;
  return { name: `Carrier ${count}`, gateways: [{ host: 'sip.example.com' }], ...more };
};
const make = async (more: object = {}) => (await client.post('/api/v1/trunks', carrier(more)).expect(201)).body;

describe('trunks', () => {
  it('fill in what is not said, and never show a password', async () => {
    const made = await make({ auth: { username: 'ann', password: PASSWORD } });
    expect(made).toMatchObject({
      isEnabled: true,
      gateways: [{ host: 'sip.example.com', transport: 'udp', priority: 10 }],
      numberFormat: 'e164',
      auth: { username: 'ann', hasPassword: true },
      inboundAuth: null,
      numberCount: 0,
      state: null,
    });
    const { body } = await client.get(`/api/v1/trunks/${made.id}`).expect(200);
    expect(body).toEqual(made);
    const { body: list } = await client.get('/api/v1/trunks').expect(200);
    expect(list.items).toContainEqual(made);
    expect(JSON.stringify([made, list])).not.toContain(PASSWORD);
    const row = await api.prisma.trunk.findUniqueOrThrow({ where: { id: made.id } });
    expect(Buffer.from(row.authPassword ?? []).includes(PASSWORD)).toBe(false);
  });

  it('have one name each in a workspace', async () => {
    const { name } = await make();
    const { body } = await client.post('/api/v1/trunks', carrier({ name })).expect(409);
    expect(body.error.message).toContain(name);
    const { client: neighbour } = await api.neighbour();
    await neighbour.post('/api/v1/trunks', carrier({ name })).expect(201);
  });

  it('keep what a change does not name, the password too', async () => {
    const made = await make({ auth: { username: 'ann', password: PASSWORD }, maxCalls: 7, callerId: '+4930123' });
    const renamed = { auth: { username: 'bob' }, callerId: null };
    const { body } = await client.patch(`/api/v1/trunks/${made.id}`, renamed).expect(200);
    expect(body).toMatchObject({ name: made.name, maxCalls: 7, auth: { username: 'bob', hasPassword: true } });
    expect(body).not.toHaveProperty('callerId');
    const { body: bare } = await client.patch(`/api/v1/trunks/${made.id}`, { auth: null }).expect(200);
    expect(bare.auth).toBeNull();
    const { body: refused } = await client
      .patch(`/api/v1/trunks/${made.id}`, { auth: { username: 'bob' } })
      .expect(400);
    expect(refused.error.fields).toHaveProperty(['auth.password']);
  });

  it('take changes of several people at once', async () => {
    const { id } = await make();
    const changes = [{ maxCalls: 7 }, { dialPrefix: '9' }, { srtp: 'required' }, { callerId: '+4930' }];
    await Promise.all(changes.map((change) => client.patch(`/api/v1/trunks/${id}`, change).expect(200)));
    expect((await client.get(`/api/v1/trunks/${id}`).expect(200)).body).toMatchObject(Object.assign({}, ...changes));
  });

  it.each([
    ['gateways.0', { gateways: [{ host: 'no host' }] }],
    ['inboundAddresses.1', { inboundAddresses: ['192.0.2.0/24', '192.0.2.0/33'] }],
    ['inboundAddresses.0', { inboundAddresses: ['example.com'] }],
    ['inboundAddresses.0', { inboundAddresses: ['0.0.0.0/0'] }],
    ['inboundAddresses.0', { inboundAddresses: ['::/0'] }],
    ['routePrefixes.0', { routePrefixes: ['0049'] }],
    ['outboundProxy', { outboundProxy: 'proxy:0' }],
    ['fromDomain', { fromDomain: 'a b' }],
    ['callerId', { callerId: '"<sip:x>' }],
    ['dialPrefix', { dialPrefix: 'nine' }],
    ['headers', { headers: { Via: 'SIP/2.0/UDP here' } }],
    ['headers', { headers: { 'X-Note': 'a\r\nRoute: <sip:there>' } }],
  ])('refuse settings that no call could be made with: %s', async (field, more) => {
    const { body } = await client.post('/api/v1/trunks', carrier(more)).expect(400);
    expect(Object.keys(body.error.fields)).toEqual([field]);
  });

  it('take addresses of both kinds, and prefixes as people write them', async () => {
    const made = await make({
      gateways: [{ host: '2001:db8::1' }, { host: '192.0.2.1', port: 5070, transport: 'tls', priority: 1 }],
      inboundAddresses: ['192.0.2.0/24', '2001:db8::/32', '192.0.2.9'],
      routePrefixes: ['+49 (30)'],
      outboundProxy: '[2001:db8::2]:5080',
    });
    expect(made.routePrefixes).toEqual(['+4930']);
  });

  it('are not deleted while numbers lead in by them', async () => {
    const { id } = await make();
    const { body: number } = await client.post('/api/v1/numbers', { pattern: '+4930555', trunkId: id }).expect(201);
    expect((await client.get(`/api/v1/trunks/${id}`).expect(200)).body.numberCount).toBe(1);
    const { body } = await client.delete(`/api/v1/trunks/${id}`).expect(409);
    expect(body.error).toMatchObject({ code: 'api.conflict', message: expect.stringContaining('Numbers') });
    await client.delete(`/api/v1/numbers/${number.id}`).expect(204);
    await client.delete(`/api/v1/trunks/${id}`).expect(204);
    await client.delete(`/api/v1/trunks/${id}`).expect(404);
  });

  it('are out of reach of other workspaces, and managed by admins alone', async () => {
    const { id } = await make();
    const { client: neighbour } = await api.neighbour();
    await neighbour.get(`/api/v1/trunks/${id}`).expect(404);
    await neighbour.patch(`/api/v1/trunks/${id}`, { isEnabled: false }).expect(404);
    await neighbour.delete(`/api/v1/trunks/${id}`).expect(404);
    await neighbour.post(`/api/v1/trunks/${id}/examine`).expect(404);
    const caller = api.integration(await api.key('calls:dial', 'calls:start', 'flows:write'));
    await caller.get('/api/v1/trunks').expect(403);
    await caller.post('/api/v1/trunks', carrier()).expect(403);
  });

  it('leave a line in the log for each change, without what they were changed to', async () => {
    const { id } = await make({ auth: { username: 'ann', password: PASSWORD } });
    await client.patch(`/api/v1/trunks/${id}`, { maxCalls: 3, inboundAuth: { username: 'in', password: PASSWORD } });
    await client.delete(`/api/v1/trunks/${id}`).expect(204);
    expect(logged.filter((line) => Object(line).id === id)).toMatchObject([
      { workspaceId: home, keyId: expect.any(String), what: 'trunk', how: 'made' },
      { what: 'trunk', how: 'changed', fields: ['maxCalls', 'inboundAuth'] },
      { what: 'trunk', how: 'deleted' },
    ]);
    expect(JSON.stringify(logged)).not.toContain(PASSWORD);
  });
});

describe('what a media process knows of trunks', () => {
  it('comes at once after every change, with the passwords', async () => {
    const media = await connect('knows');
    media.socket.clear();
    const { id } = await make({ auth: { username: 'ann', password: PASSWORD }, routePrefixes: ['+49'] });
    const { telephony } = await media.socket.next('snapshot');
    const entry = { id, workspaceId: home, routePrefixes: ['+49'], auth: { username: 'ann', password: PASSWORD } };
    expect(telephony.trunks.find((trunk: { id: string }) => trunk.id === id)).toMatchObject(entry);
    media.socket.clear();
    await client.patch(`/api/v1/trunks/${id}`, { isEnabled: false }).expect(200);
    const later = await media.socket.next('snapshot');
    expect(later.telephony.trunks.find((trunk: { id: string }) => trunk.id === id).isEnabled).toBe(false);
  });

  it('has a trunk off whose password does not open any more', async () => {
    const { id } = await make({ auth: { username: 'ann', password: PASSWORD } });
    await api.prisma.trunk.update({ where: { id }, data: { authPassword: Buffer.from('another key') } });
    const media = await connect('lost');
    const { telephony } = await media.socket.next('snapshot');
    const entry = telephony.trunks.find((trunk: { id: string }) => trunk.id === id);
    expect(entry).toMatchObject({ isEnabled: false, auth: null });
    const { body } = await client.get(`/api/v1/trunks/${id}`).expect(200);
    expect(body).toMatchObject({ isEnabled: true, auth: { username: 'ann', hasPassword: false } });
  });
});

describe('how a trunk fares', () => {
  const stateOf = (trunkId: string, status: string, calls: number) => ({
    trunkId,
    registration: { status },
    gateways: [{ host: 'sip.example.com', status: status === 'failed' ? 'down' : 'up' }],
    calls,
  });
  const live = async () => {
    const socket = await TestSocket.open(`${api.url}/api/v1/events`, client.headers);
    sockets.push(socket);
    await socket.next('hello');
    return socket;
  };

  it('is what all media processes say together, and is told to onlookers', async () => {
    const { id } = await make();
    const onlooker = await live();
    const [first, second] = [await connect('state-1'), await connect('state-2')];
    first.socket.send({ type: 'telephonyState', trunks: [stateOf(id, 'registered', 2)], phones: [] });
    await onlooker.next('trunk', ({ trunkId, state }) => trunkId === id && state.calls === 2);
    second.socket.send({ type: 'telephonyState', trunks: [stateOf(id, 'failed', 3)], phones: [] });
    const { state } = await onlooker.next('trunk', (event) => event.state?.calls === 5);
    expect(state).toEqual({
      registration: { status: 'failed' },
      gateways: [{ host: 'sip.example.com', status: 'down' }],
      calls: 5,
    });
    expect((await client.get(`/api/v1/trunks/${id}`).expect(200)).body.state).toEqual(state);
  });

  it('is told to nobody of another workspace, nor twice when nothing has changed', async () => {
    const { id } = await make();
    const { key } = await api.neighbour();
    const stranger = await TestSocket.open(`${api.url}/api/v1/events`, { authorization: `Bearer ${key}` });
    sockets.push(stranger);
    const onlooker = await live();
    const media = await connect('quiet');
    for (const calls of [1, 1, 2]) {
      media.socket.send({ type: 'telephonyState', trunks: [stateOf(id, 'registered', calls)], phones: [] });
    }
    await onlooker.next('trunk', ({ state }) => state?.calls === 2);
    expect(onlooker.received.filter(({ type }) => type === 'trunk')).toHaveLength(2);
    expect(stranger.received.filter(({ type }) => type === 'trunk')).toEqual([]);
  });

  it('is forgotten with the process that told of it', async () => {
    const { id } = await make();
    const onlooker = await live();
    const media = await TestMedia.connect(api, 'short-lived');
    media.socket.send({ type: 'telephonyState', trunks: [stateOf(id, 'registered', 1)], phones: [] });
    await onlooker.next('trunk', ({ state }) => state?.calls === 1);
    await media.socket.close();
    await onlooker.next('trunk', ({ trunkId, state }) => trunkId === id && state === null);
    expect((await client.get(`/api/v1/trunks/${id}`).expect(200)).body.state).toBeNull();
  });
});

describe('the doctor of a trunk', () => {
  const findings = [{ check: 'options', status: 'failed', text: 'no answer', advice: 'check the firewall' }];

  it('is asked of a media process, and only its answer counts', async () => {
    const { id } = await make();
    const [media, other] = [await connect('doctor'), await connect('quack')];
    const report = client.post(`/api/v1/trunks/${id}/examine`);
    const { requestId } = await media.socket.next('examineTrunk', ({ trunkId }) => trunkId === id);
    other.socket.send({ type: 'trunkReport', requestId, findings: [] });
    media.socket.send({ type: 'placed', requestId, error: null });
    media.socket.send({ type: 'trunkReport', requestId, findings });
    const { body } = await report;
    expect(body).toMatchObject({ trunkId: id, findings, examinedAt: expect.any(String) });
  });

  it('says so when there is no media process, or when it goes or is silent', async () => {
    const { id } = await make();
    const { body } = await client.post(`/api/v1/trunks/${id}/examine`).expect(503);
    expect(body.error.code).toBe('control.unavailable');
    const leaving = await TestMedia.connect(api, 'leaving');
    const left = client.post(`/api/v1/trunks/${id}/examine`);
    await leaving.socket.next('examineTrunk');
    await leaving.socket.close();
    expect((await left).status).toBe(503);
    const media = await connect('silent');
    const late = client.post(`/api/v1/trunks/${id}/examine`);
    await media.socket.next('examineTrunk');
    clock.advance(EXAMINE_TIMEOUT_MS);
    expect(await late).toMatchObject({ status: 504, body: { error: { code: 'media.timeout' } } });
  });
});
