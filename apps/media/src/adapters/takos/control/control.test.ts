import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOME, TestExchange } from '../../../calls/testing/test-exchange.js';
import { authenticate } from '../../../control/credentials.js';
import { type HttpServer, listen } from '../../../platform/http-server.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { Bots } from '../bot/bots.js';
import { FakeRooms } from '../bot/fake-rooms.js';
import { Tokens } from '../tokens/tokens.js';
import { createTakosControl } from './index.js';
import { People } from './people.js';
import { RemoteServers } from './remote-servers.js';
import { createHmacSignature } from './signature.js';

const SECRET = 'a control secret of at least 32 characters';
const SHARED = 'shared by here and there';

/** One server of takos, without media. */
class Site {
  readonly exchange = new TestExchange();
  readonly rooms = new FakeRooms();
  readonly tokens: Tokens;
  readonly people: People;
  readonly control: ReturnType<typeof createTakosControl>;
  readonly refused: string[] = [];
  readonly #dir = mkdtempSync(join(tmpdir(), 'callwright-takos-'));
  readonly key: string;
  readonly #signature;
  http: HttpServer | null = null;

  constructor(readonly domain: string) {
    const { clock, registry, directory } = this.exchange;
    this.key = this.exchange.key('admin');
    this.exchange.line('desk', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
    const shop = drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } });
    this.exchange.line('shop', shop, { isPublic: true });
    this.tokens = new Tokens({ clock, newToken: newUuid, isLive: this.rooms.isLive });
    this.rooms.onEnded((room) => this.tokens.revoke(room));
    this.people = this.openPeople();
    const secretOf = (name: string) => this.people.serverOf(name)?.secret ?? null;
    this.#signature = createHmacSignature({ domain, nowMs: clock.nowMs.bind(clock), secretOf });
    const servers = new RemoteServers({
      serverOf: (name) => this.people.serverOf(name),
      signature: this.#signature,
      send: async ({ url, headers = [], body = '' }) => {
        const sent = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
        const answer = await fetch(url, { method: 'POST', headers: sent, body: String(body) });
        const text = await answer.text();
        return {
          status: answer.status,
          headers: {},
          body: Buffer.from(text),
          text: () => text,
          url,
          attempts: 1,
          durationMs: 0,
        };
      },
      newId: newUuid,
    });
    const bots = new Bots({
      ...{ rooms: this.rooms, domain, soundHost: '127.0.0.1', clock, log: silentLog, newId: newUuid },
      accept: (leg, principal) => registry.accept(leg, principal),
      endpoint: (name, workspace) => directory.endpoint(name, workspace),
    });
    this.control = createTakosControl({
      ...{ domain, rooms: this.rooms, tokens: this.tokens, bots, people: this.people, servers },
      ...{ signature: this.#signature, clock, log: silentLog, onRefused: (code) => void this.refused.push(code) },
      authenticate: (credential) => authenticate(credential, { directory, controlSecret: SECRET, nowMs: clock.nowMs }),
    });
  }

  openPeople(): People {
    return new People({ path: join(this.#dir, 'people'), secret: SECRET, log: silentLog });
  }

  get url(): string {
    return `http://127.0.0.1:${this.http?.port}`;
  }

  async open(): Promise<void> {
    const { request } = this.control;
    this.http = await listen({ host: '127.0.0.1', port: 0, routes: {}, upgrade: () => false, request, log: silentLog });
  }

  async rest(method: string, path: string, input: object, key = this.key) {
    const query = method === 'GET' ? `?${new URLSearchParams(Object.entries(input))}` : '';
    const headers = { authorization: `Bearer ${key}` };
    const body = method === 'GET' ? {} : { body: JSON.stringify(input) };
    return answerOf(await fetch(`${this.url}/takos/v1/${path}${query}`, { method, headers, ...body }));
  }

  /** Sends an event to another site, signed as this one. */
  async tell(to: Site, event: string, payload: object, changes: { eventId?: string; sign?: string | null } = {}) {
    const { eventId = newUuid(), sign } = changes;
    const body = JSON.stringify({ event, eventId, payload });
    const authorization = sign === undefined ? this.#signature.sign(Buffer.from(body), to.domain) : sign;
    const headers = authorization === null ? {} : { headers: { authorization } };
    return answerOf(await fetch(`${to.url}/_takos/v1/event`, { method: 'POST', body, ...headers }));
  }

  async close(): Promise<void> {
    expect(this.control.close()).toBe(this.control.close());
    await this.control.close();
    await this.http?.close();
    await this.exchange.finish();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

const answerOf = async (response: Response): Promise<{ status: number; body: Record<string, unknown> }> => ({
  status: response.status,
  body: JSON.parse(await response.text()),
});

const ANN = 'ann@here.test';
const BOB = 'bob@there.test';
const pair = { userId: ANN, friendId: BOB };
let here: Site;
let there: Site;
beforeEach(async () => {
  [here, there] = [new Site('here.test'), new Site('there.test')];
  await Promise.all([here.open(), there.open()]);
  here.people.setServer('there.test', { secret: SHARED, url: there.url, workspaceId: HOME });
  there.people.setServer('here.test', { secret: SHARED, url: here.url, workspaceId: HOME });
});
afterEach(async () => {
  await here.close();
  await there.close();
});
const befriend = () => {
  for (const site of [here, there]) site.people.befriend(HOME, ANN, BOB);
};

describe('calls of friends between two servers', () => {
  it('are requested, accepted, and each side has the token that is its own', async () => {
    befriend();
    expect(await here.rest('POST', 'friend/request', { ...pair, callType: 'video', roomKeyhash: 'k' })).toEqual({
      status: 200,
      body: { status: 'ok' },
    });
    const calls = await there.rest('GET', 'friend/calls', { userId: BOB });
    expect(calls.body.calls).toEqual([
      { ...pair, callType: 'video', isEncrypt: true, state: 'ringing', roomKeyHash: 'k' },
    ]);
    const accepted = await there.rest('POST', 'friend/accept', pair);
    expect(accepted.body).toMatchObject({ status: 'ok', url: `${here.url.replace('http', 'ws')}/_takos/v2/call` });
    const looked = await here.rest('GET', 'friend/call', pair);
    expect(looked.body).toMatchObject({ state: 'accepted' });
    const room = { roomId: `${ANN}-${BOB}`, callType: 'video', kind: 'friend', workspaceId: HOME };
    expect(here.tokens.take(String(accepted.body.token))).toEqual({ ...room, userId: BOB });
    expect(here.tokens.take(String(looked.body.token))).toEqual({ ...room, userId: ANN });
    here.rooms.end(room as never);
    expect(here.tokens.take(String(looked.body.token))).toBeNull();
    expect((await here.rest('GET', 'friend/call', pair)).body).toMatchObject({ state: 'ended' });
  });

  it('can be rejected by the one and cancelled by the other, and both sides know', async () => {
    befriend();
    await here.rest('POST', 'friend/request', pair);
    expect((await there.rest('POST', 'friend/reject', pair)).status).toBe(200);
    for (const site of [here, there])
      expect((await site.rest('GET', 'friend/call', pair)).body).toMatchObject({ state: 'rejected' });
    await here.rest('POST', 'friend/request', pair);
    expect((await here.rest('POST', 'friend/cancel', pair)).status).toBe(200);
    expect((await there.rest('POST', 'friend/accept', pair)).status).toBe(404);
  });

  it('are missed after two minutes, and forgotten later', async () => {
    befriend();
    await here.rest('POST', 'friend/request', pair);
    await Promise.all([here, there].map(({ exchange }) => exchange.pass(119_999)));
    expect((await here.rest('GET', 'friend/call', pair)).body).toMatchObject({ state: 'ringing' });
    await here.exchange.pass(1);
    expect((await here.rest('GET', 'friend/call', pair)).body).toMatchObject({ state: 'missed' });
    expect((await there.tell(here, 't.friend.call.accept', pair)).body).toEqual({
      status: 'error',
      message: 'Invalid call',
    });
    await here.exchange.pass(120_000);
    expect((await here.rest('GET', 'friend/call', pair)).status).toBe(404);
  });

  it('are for friends alone, and the friend alone accepts or rejects', async () => {
    expect((await here.rest('POST', 'friend/request', pair)).status).toBe(403);
    const asked = { userId: BOB, friendId: ANN, isEncrypt: false };
    expect(await there.tell(here, 't.friend.call.request', asked)).toEqual({
      status: 400,
      body: { status: 'error', message: 'Invalid friendship' },
    });
    befriend();
    // A server speaks for its own users.
    expect((await there.tell(here, 't.friend.call.request', { ...asked, userId: 'eve@here.test' })).status).toBe(400);
    expect((await there.tell(here, 't.friend.call.request', asked)).body).toEqual({ status: 'ok' });
    for (const event of ['t.friend.call.accept', 't.friend.call.reject'])
      expect(await there.tell(here, event, asked)).toEqual({
        status: 400,
        body: { status: 'error', message: 'Invalid call participant' },
      });
    expect((await there.tell(here, 't.friend.call.cancel', asked)).body).toEqual({ status: 'ok' });
  });

  it('lead a line to sit down at once, if it is open to others', async () => {
    const call = { userId: BOB, friendId: 'desk@here.test' };
    expect((await there.tell(here, 't.friend.call.request', call)).status).toBe(400);
    const { body } = await there.tell(here, 't.friend.call.request', { ...call, friendId: 'shop@here.test' });
    expect(here.tokens.take(String(body.token))).toMatchObject({ userId: BOB, roomId: `${BOB}-shop@here.test` });
    expect(here.rooms.seats[0]?.ticket).toMatchObject({ userId: 'shop@here.test', kind: 'friend' });
  });
});

describe('calls of groups', () => {
  const joining = { userId: BOB, roomId: 'team' };

  it('are begun and joined by members, with a token of their own', async () => {
    here.people.setGroup(HOME, 'team', [ANN, BOB]);
    expect((await there.tell(here, 't.group.call.join', joining)).body).toEqual({ ok: false });
    const begun = await here.rest('POST', 'group/request', { ...joining, userId: ANN, callType: 'video' });
    const asked = await there.tell(here, 't.group.call.request', { ...joining, roomKeyHash: 'k', isEncrypt: true });
    const joined = await there.tell(here, 't.group.call.join', joining);
    const room = { roomId: 'team', callType: 'video', kind: 'group', workspaceId: HOME };
    expect(here.tokens.take(String(begun.body.token))).toEqual({ ...room, userId: ANN });
    for (const { body } of [asked, joined])
      expect(here.tokens.take(String(body.token))).toEqual({ ...room, userId: BOB });
  });

  it('are for members alone, and a server speaks for its own', async () => {
    here.people.setGroup(HOME, 'team', [ANN]);
    expect(await there.tell(here, 't.group.call.request', joining)).toEqual({ status: 200, body: { ok: false } });
    expect((await there.tell(here, 't.group.call.request', { ...joining, userId: ANN })).body).toEqual({ ok: false });
    expect((await here.rest('POST', 'group/request', { ...joining, roomId: 'other' })).body).toEqual({ ok: false });
  });

  it('take a line in that is asked for, and can be ended', async () => {
    const bot = { roomId: 'team', line: 'desk@here.test' };
    const { body } = await here.rest('POST', 'group/bot', bot);
    expect(body).toMatchObject({ ok: true });
    expect(here.rooms.seats[0]?.ticket).toMatchObject({ userId: 'desk@here.test', roomId: 'team', kind: 'group' });
    expect((await here.rest('POST', 'group/bot', { ...bot, line: 'nobody@here.test' })).status).toBe(404);
    expect((await here.rest('POST', 'group/end', { roomId: 'team' })).status).toBe(404);
    here.rooms.live.add('team');
    expect((await here.rest('POST', 'group/end', { roomId: 'team' })).status).toBe(200);
    await here.exchange.until(() => here.exchange.registry.liveCount === 0);
    expect(here.rooms.seats[0]?.hasLeft).toBe(true);
  });
});

describe('the address for events of other servers', () => {
  const event = 't.friend.call.reject';

  it('answers in the words of its protocol', async () => {
    expect(await there.tell(here, event, pair, { sign: null })).toMatchObject({
      status: 401,
      body: { error: 'Missing authorization' },
    });
    expect(
      await there.tell(here, event, pair, { sign: 'Signature sign="AA",expire="2026",origin="there.test"' }),
    ).toEqual({
      status: 401,
      body: { error: 'Invalid signature' },
    });
    expect(await there.tell(here, 't.friend.call.wave', pair)).toEqual({
      status: 400,
      body: { error: 'Invalid event' },
    });
    expect(await there.tell(here, '__proto__', pair)).toEqual({ status: 400, body: { error: 'Invalid event' } });
    expect(await there.tell(here, event, { userId: 7 })).toEqual({ status: 400, body: { error: 'Invalid payload' } });
    expect(await there.tell(here, event, pair, { eventId: 'one' })).toEqual({
      status: 400,
      body: { error: 'Invalid event' },
    });
    expect((await answerOf(await fetch(`${here.url}/_takos/v1/event`))).status).toBe(405);
  });

  it('takes an event once', async () => {
    here.people.setGroup(HOME, 'team', [BOB]);
    const [eventId, joining] = [newUuid(), { userId: BOB, roomId: 'team' }];
    const first = await there.tell(here, 't.group.call.request', joining, { eventId });
    expect(first.body).toMatchObject({ ok: true });
    expect(await there.tell(here, 't.group.call.request', joining, { eventId })).toEqual({
      status: 401,
      body: { error: 'Event already seen' },
    });
  });

  it('reads no more than a body of sensible size', async () => {
    const body = 'x'.repeat(300_000);
    const response = await fetch(`${here.url}/_takos/v1/event`, { method: 'POST', body });
    expect(response.status).toBe(413);
  });
});

describe('the same by REST', () => {
  it('wants a key that may, and input that makes sense', async () => {
    expect((await here.rest('POST', 'friend/request', pair, 'cwk_nobody')).status).toBe(401);
    const starter = here.exchange.key('calls:start');
    expect((await here.rest('PUT', 'groups', { roomId: 'a', members: [] }, starter)).status).toBe(403);
    expect((await here.rest('POST', 'friend/request', { userId: 'ann' })).status).toBe(400);
    expect((await here.rest('POST', 'friend/wave', pair)).status).toBe(404);
    expect((await here.rest('POST', 'friend/request', { userId: BOB, friendId: ANN })).status).toBe(403);
  });

  it('keeps friends, groups and servers for later, sealed', async () => {
    await here.rest('PUT', 'friends', pair);
    await here.rest('PUT', 'groups', { roomId: 'team', members: [ANN] });
    await here.rest('PUT', 'servers', { domain: 'Else.test', secret: 'sixteen letters!', url: 'https://else.test/' });
    const again = here.openPeople();
    expect(again.areFriends(HOME, BOB, ANN)).toBe(true);
    expect(again.membersOf(HOME, 'team')).toEqual([ANN]);
    expect(again.serverOf('else.test')).toEqual({
      secret: 'sixteen letters!',
      url: 'https://else.test',
      workspaceId: HOME,
    });
    await here.rest('DELETE', 'friends', pair);
    await here.rest('DELETE', 'groups', { roomId: 'team' });
    expect((await here.rest('DELETE', 'servers', { domain: 'else.test' })).status).toBe(200);
    const later = here.openPeople();
    expect([later.areFriends(HOME, ANN, BOB), later.membersOf(HOME, 'team'), later.serverOf('else.test')]).toEqual([
      ...[false, null, null],
    ]);
  });
});
