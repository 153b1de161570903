import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/log.js';
import { TestApi } from '../../testing/test-api.js';
import type { TestClient } from '../../testing/test-client.js';
import { TestMedia } from '../../testing/test-media.js';
import { TestSocket } from '../../testing/test-socket.js';
import { digestHashesOf } from './digest-hashes.js';

const PASSWORD = 'correct horse battery staple';
const logged: unknown[] = [];
const note = (fields: object, message: string) => void logged.push({ ...fields, message });
const log = { ...silentLog, debug: note, info: note, warn: note, error: note };
let api: TestApi;
let client: TestClient;
let media: TestMedia;
beforeAll(async () => {
  api = await TestApi.start({ log, settings: { CALLWRIGHT_SIP_REALM: 'phones.example.com' } });
  client = api.integration();
  media = await TestMedia.connect(api);
});
afterAll(() => api.close());

/** What media processes are told of somebody after a change. */
const told = async (change: Promise<unknown>, username: string) => {
  media.socket.clear();
  await change;
  const { telephony } = await media.socket.next('snapshot');
  return telephony.users.find((user: { username: string }) => user.username === username);
};
const make = (user: object) => client.post('/api/v1/sip-users', { displayName: 'Somebody', ...user });

describe('a password of a telephone', () => {
  it('is hashed as RFC 7616 says', () => {
    // RFC 7616 §3.9.1, with HA1 worked out from its user, realm and password.
    const { ha1Md5, ha1Sha256 } = digestHashesOf('Mufasa', 'http-auth@example.org', 'Circle of Life');
    const response = (algorithm: string, ha1: string) => {
      const hash = (text: string) => createHash(algorithm).update(text).digest('hex');
      const middle = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001';
      const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
      return hash(`${ha1}:${middle}:${cnonce}:auth:${hash('GET:/dir/index.html')}`);
    };
    expect(response('md5', ha1Md5)).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(response('sha256', ha1Sha256)).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  });

  it('is made up and shown once, unless it is chosen', async () => {
    const { body } = await make({ username: 'ann' }).expect(201);
    expect(body).toMatchObject({ username: 'ann', realm: 'phones.example.com', needsPassword: false, phones: [] });
    expect(body.password).toMatch(/^[0-9a-f]{20}$/);
    const { body: list } = await client.get('/api/v1/sip-users').expect(200);
    expect(list.items[0]).toEqual({ ...body, password: undefined });
    const { body: chosen } = await make({ username: 'bob', password: PASSWORD }).expect(201);
    expect(chosen.password).toBe(PASSWORD);
    await make({ username: 'short', password: 'hunter2' }).expect(400);
  });

  it('reaches media processes as hashes for the realm, and the database as nothing to be read', async () => {
    const entry = await told(
      make({ username: 'carl', password: PASSWORD, callerId: '+4930', mayDialOut: true }),
      'carl',
    );
    const hashes = digestHashesOf('carl', 'phones.example.com', PASSWORD);
    expect(entry).toMatchObject({ ...hashes, callerId: '+4930', mayDialOut: true, isEnabled: true });
    const row = await api.prisma.sipUser.findUniqueOrThrow({ where: { username: 'carl' } });
    expect(Buffer.from(row.hashes).includes(hashes.ha1Md5)).toBe(false);
    expect(JSON.stringify(logged)).not.toContain(PASSWORD);
    expect(JSON.stringify(logged)).not.toContain(hashes.ha1Md5);
  });

  it('is set anew at any time', async () => {
    const { body: made } = await make({ username: 'dora' }).expect(201);
    const changed = client.post(`/api/v1/sip-users/${made.id}/password`, { password: PASSWORD });
    expect(await told(changed, 'dora')).toMatchObject(digestHashesOf('dora', 'phones.example.com', PASSWORD));
    const { body } = await client.post(`/api/v1/sip-users/${made.id}/password`).expect(200);
    expect(body.password).toMatch(/^[0-9a-f]{20}$/);
  });

  it('must be set anew when the realm has changed', async () => {
    const { body: made } = await make({ username: 'emil' }).expect(201);
    await api.prisma.sipUser.update({ where: { id: made.id }, data: { realm: 'earlier.example.com' } });
    const renamed = client.patch(`/api/v1/sip-users/${made.id}`, { displayName: 'Emil' }).expect(200);
    expect(await told(renamed, 'emil')).toBeUndefined();
    expect((await renamed).body).toMatchObject({ displayName: 'Emil', needsPassword: true });
    const changed = client.post(`/api/v1/sip-users/${made.id}/password`);
    expect(await told(changed, 'emil')).toBeDefined();
    expect((await changed).body.needsPassword).toBe(false);
  });
});

describe('telephone users', () => {
  it('have a name that is nobody else, in any workspace', async () => {
    await make({ username: 'frida' }).expect(201);
    const { client: neighbour } = await api.neighbour();
    const { body } = await neighbour.post('/api/v1/sip-users', { username: 'frida', displayName: 'F' }).expect(409);
    expect(body.error.code).toBe('api.conflict');
    for (const username of ['Frida', 'fri da', '', '-f', 'f@x']) await make({ username }).expect(400);
  });

  it('keep what a change does not name, and are gone when deleted', async () => {
    const { body: made } = await make({ username: 'gus', callerId: '+4930', mayDialOut: true }).expect(201);
    const { body } = await client.patch(`/api/v1/sip-users/${made.id}`, { isEnabled: false }).expect(200);
    expect(body).toMatchObject({ callerId: '+4930', mayDialOut: true, isEnabled: false });
    expect(body).not.toHaveProperty('password');
    expect(await told(client.delete(`/api/v1/sip-users/${made.id}`).expect(204), 'gus')).toBeUndefined();
    await client.delete(`/api/v1/sip-users/${made.id}`).expect(404);
  });

  it('are out of reach of other workspaces', async () => {
    const { body: made } = await make({ username: 'hal' }).expect(201);
    const { client: neighbour } = await api.neighbour();
    await neighbour.patch(`/api/v1/sip-users/${made.id}`, { isEnabled: false }).expect(404);
    await neighbour.post(`/api/v1/sip-users/${made.id}/password`).expect(404);
    await neighbour.delete(`/api/v1/sip-users/${made.id}`).expect(404);
    expect((await neighbour.get('/api/v1/sip-users').expect(200)).body.items).toEqual([]);
  });

  it('are shown with the telephones where they can be reached now, and onlookers hear of changes', async () => {
    const { body: made } = await make({ username: 'ida' }).expect(201);
    const onlooker = await TestSocket.open(`${api.url}/api/v1/events`, client.headers);
    await onlooker.next('hello');
    const second = await TestMedia.connect(api, 'media-2');
    const phone = (contact: string) => ({
      userId: made.id,
      contact,
      userAgent: 'baresip',
      transport: 'udp',
      expiresAtMs: 1_750_000_000_000,
    });
    media.socket.send({ type: 'telephonyState', trunks: [], phones: [phone('sip:a'), phone('sip:b')] });
    second.socket.send({ type: 'telephonyState', trunks: [], phones: [phone('sip:c')] });
    await onlooker.next('sipUser', ({ userId, phones }) => userId === made.id && phones.length === 3);
    const shown = async () => {
      const { body } = await client.get('/api/v1/sip-users').expect(200);
      return body.items.find(({ id }: { id: string }) => id === made.id).phones;
    };
    expect((await shown())[0]).toEqual({
      contact: 'sip:a',
      userAgent: 'baresip',
      transport: 'udp',
      expiresAt: '2025-06-15T15:06:40.000Z',
    });
    await second.socket.close();
    await onlooker.next('sipUser', ({ phones }) => phones.length === 2);
    media.socket.send({ type: 'telephonyState', trunks: [], phones: [] });
    await onlooker.next('sipUser', ({ phones }) => phones.length === 0);
    expect(await shown()).toEqual([]);
    await onlooker.close();
  });
});
