import { createHmac } from 'node:crypto';
import type { Scope } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BENCH_ORIGIN, CallSocketBench } from './call-socket-bench.js';

let bench: CallSocketBench;

beforeEach(async () => {
  bench = await CallSocketBench.open();
});
afterEach(() => bench.close());

type Listed = { readonly [field: string]: unknown };
type Body = { readonly calls?: readonly Listed[]; readonly active_calls?: readonly Listed[] };
type Server = { readonly urls: readonly string[]; readonly username: string; readonly credential: string };

const ask = async (path: string, scope: Scope | null = 'calls:control', init: RequestInit = {}) => {
  const headers = new Headers(init.headers);
  if (scope !== null) headers.set('authorization', `Bearer ${bench.exchange.key(scope)}`);
  const response = await bench.request(path, { ...init, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === '' ? null : JSON.parse(text) };
};
const listOf = async (path: string): Promise<readonly Listed[]> => {
  const body: Body = (await ask(path)).body;
  return body.calls ?? body.active_calls ?? [];
};

describe('lists of calls', () => {
  it('are empty when there are none', async () => {
    expect((await ask('/call/lists')).body).toEqual({ calls: [] });
    expect((await ask('/list')).body).toEqual({ active_calls: [] });
  });

  it('name each call as early and as later clients read it', async () => {
    const { callId } = await bench.drive();
    const [early] = await listOf('/call/lists');
    expect(early).toMatchObject({ id: callId, call_type: 'webrtc', options: { callee: '' } });
    expect(Date.parse(String(early?.created_at))).toBe(bench.exchange.stories.of(callId).start?.startedAtMs);
    const [later] = await listOf('/list');
    expect(later).toMatchObject({ id: callId, callType: 'webrtc', 'cs.option': { caller: '' }, ringTime: null });
  });

  it('tell calls by telephone and those with sound in frames apart, and show no account', async () => {
    const key = bench.exchange.key('calls:dial', 'calls:control');
    const caller = await bench.connect(`token=${key}`, {}, '/sip');
    const sip = { username: 'ann', password: 'swordfish' };
    caller.send({ command: 'invite', option: { callee: '+12025550123', sip } });
    const frames = await bench.connect(`token=${key}`, {}, '');
    frames.send({ command: 'invite', option: { codec: 'pcmu' } });
    await frames.event('answer');
    await bench.until(() => bench.exchange.registry.liveCount === 2);
    const calls = await listOf('/list');
    expect(calls.map(({ callType }) => String(callType)).toSorted()).toEqual(['sip', 'webSocket']);
    expect(JSON.stringify(calls)).not.toContain('swordfish');
    frames.send({ command: 'hangup' });
    caller.send({ command: 'hangup' });
    await Promise.all([frames.closed(), caller.closed()]);
  });
});

describe('ending a call', () => {
  it('answers true, whether there was one or not', async () => {
    const client = await bench.drive();
    expect(await ask(`/call/kill/${client.callId}`, 'calls:control', { method: 'POST' })).toMatchObject({ body: true });
    expect(await client.event('hangup')).toMatchObject({ reason: 'killed', initiator: 'api' });
    await client.closed();
    expect((await ask('/call/kill/nobody', 'calls:control', { method: 'POST' })).body).toBe(true);
  });

  it('answers later clients what became of it', async () => {
    const client = await bench.drive();
    expect((await ask(`/kill/${client.callId}`)).body).toEqual({ status: 'killed', id: client.callId });
    await client.closed();
    expect((await ask('/kill/no%20body')).body).toEqual({ status: 'not_found', id: 'no body' });
    expect((await ask('/kill/%ff')).body).toEqual({ status: 'not_found', id: '' });
  });
});

describe('who may ask', () => {
  const paths = ['/call/lists', '/list', '/kill/x', '/iceservers'];

  it.each(paths)('is nobody without a key: %s', async (path) => {
    expect((await ask(path, null)).status).toBe(401);
    const wrong = await bench.request(`${path}?token=cwk_main_wrong`);
    expect(wrong.status).toBe(401);
    expect(bench.refused).toEqual(['auth.required', 'auth.required']);
  });

  it.each(paths.slice(0, 3))('needs a key that drives calls: %s', async (path) => {
    expect((await ask(path, 'calls:start')).status).toBe(403);
  });

  it('sees and ends calls of its own workspace only', async () => {
    const client = await bench.drive();
    const key = bench.exchange.foreignKey('calls:control');
    const foreign = async (path: string) => (await bench.request(`${path}?token=${key}`)).json();
    expect(await foreign('/list')).toEqual({ active_calls: [] });
    expect(await foreign(`/kill/${client.callId}`)).toMatchObject({ status: 'not_found' });
    expect(client.isClosed).toBe(false);
  });

  it('is a page of ours only', async () => {
    const from = async (origin: string) => (await ask('/iceservers', 'calls:start', { headers: { origin } })).headers;
    expect((await from(BENCH_ORIGIN)).get('access-control-allow-origin')).toBe(BENCH_ORIGIN);
    expect((await from('http://evil.test')).get('access-control-allow-origin')).toBeNull();
    expect((await ask('/iceservers', null, { method: 'OPTIONS', headers: { origin: BENCH_ORIGIN } })).status).toBe(204);
  });

  it('is told how to ask when it asks otherwise', async () => {
    const answer = await ask('/call/kill/x', 'calls:control');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('/iceservers', () => {
  it('is a bare array with a password that expires', async () => {
    const servers: readonly Server[] = (await ask('/iceservers', 'calls:start')).body;
    const [stun, turn] = servers;
    expect(stun).toEqual({ urls: ['stun:stun.test'] });
    expect(turn?.urls).toEqual(['turn:turn.test']);
    const expiresS = Math.floor(bench.exchange.clock.nowMs() / 1000) + 600;
    expect(turn?.username).toBe(`${expiresS}:home`);
    expect(turn?.credential).toBe(
      createHmac('sha1', 'north')
        .update(turn?.username ?? '')
        .digest('base64'),
    );
  });
});
