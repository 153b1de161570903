import { type CallId, callId, type WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.js';
import { STUDIO_ORIGIN, TestApi } from '../testing/test-api.js';
import { endOf, entered, linesOf, noted, startOf, TestMedia } from '../testing/test-media.js';
import { TestSocket } from '../testing/test-socket.js';
import { RECHECK_MS } from './events.gateway.js';
import { MAX_UNSENT_BYTES } from './live-socket.js';

let api: TestApi;
let media: TestMedia;
let home: WorkspaceId;
beforeAll(async () => {
  api = await TestApi.start();
  home = await api.home();
  media = await TestMedia.connect(api);
});
afterAll(() => api.close());

const open = (headers: Record<string, string>, query = '') =>
  TestSocket.open(`${api.url}/api/v1/events${query}`, headers);
const byKey = () => open({ authorization: `Bearer ${api.firstLogin.apiKey}` });
let calls = 0;
const newCall = (): CallId => {
  calls += 1;
  return callId.parse(`live-${calls}`);
};
const seqs = (socket: TestSocket, id: CallId): number[] =>
  socket.received.flatMap((message) =>
    message.type === 'lines' && message.callId === id ? (message.lines as { seq: number }[]).map(({ seq }) => seq) : [],
  );

describe('a client of live events', () => {
  it('is shown out when its key is revoked or its session over', async () => {
    const clock = new FakeClock();
    const other = await TestApi.start({ clock });
    const { cookie = '', origin = '' } = (await other.admin()).headers;
    const keyed = await TestSocket.open(`${other.url}/api/v1/events?apiKey=${await other.key('calls:read')}`);
    const seated = await TestSocket.open(`${other.url}/api/v1/events`, { cookie, origin });
    const staying = await TestSocket.open(`${other.url}/api/v1/events?apiKey=${other.firstLogin.apiKey}`);
    await other.prisma.apiKey.updateMany({ where: { name: 'calls:read' }, data: { revokedAt: clock.now() } });
    await other.stranger({ cookie, origin }).post('/api/auth/sign-out').expect(204);
    clock.advance(RECHECK_MS);
    expect(await Promise.all([keyed.closed(), seated.closed()])).toEqual([1008, 1008]);
    staying.send('nonsense');
    await staying.next('error');
    await other.close();
  });
});

describe('live events', () => {
  it('open for a key, in the header or in the address, and for a person in the studio', async () => {
    const cookie = (await api.admin()).headers.cookie ?? '';
    const sockets = [
      await byKey(),
      await open({}, `?apiKey=${api.firstLogin.apiKey}`),
      await open({ cookie, origin: STUDIO_ORIGIN }),
    ];
    for (const socket of sockets) {
      await socket.next('hello');
      await socket.close();
    }
  });

  it('stay shut for strangers, for keys without the scope, and for pages of others', async () => {
    const cookie = (await api.admin()).headers.cookie ?? '';
    await expect(open({})).rejects.toThrow(/401/);
    await expect(open({}, '?apiKey=cwk_made_up')).rejects.toThrow(/401/);
    await expect(open({ cookie })).rejects.toThrow(/403/);
    await expect(open({ cookie, origin: 'https://evil.example' })).rejects.toThrow(/403/);
    await expect(open({ origin: 'https://evil.example' }, `?apiKey=${api.firstLogin.apiKey}`)).rejects.toThrow(/403/);
    await expect(open({ authorization: `Bearer ${await api.key('calls:start')}` })).rejects.toThrow(/403/);
  });

  it('tell everybody of the workspace how its calls stand, and nobody else', async () => {
    const { key } = await api.neighbour();
    const [ours, theirs] = [await byKey(), await open({ authorization: `Bearer ${key}` })];
    const id = newCall();
    await media.report({ callId: id, start: startOf(id, home), lines: linesOf(0, entered('a')) });
    const { call } = await ours.next('call', (message) => message.call.id === id);
    expect(call).toMatchObject({ status: 'live', currentNodeId: 'a', hasRecording: false });
    await media.report({ callId: id, lines: linesOf(1, noted('nothing that shows')) });
    await media.report({ callId: id, end: endOf(Date.now()) });
    await ours.next('call', (message) => message.call.status === 'ended');
    expect(ours.received.filter(({ type }) => type === 'call')).toHaveLength(2);
    expect(theirs.received.map(({ type }) => type)).toEqual(['hello']);
    await Promise.all([ours.close(), theirs.close()]);
  });

  it('give lines to those who watch, from the first one on', async () => {
    const [watcher, other] = [await byKey(), await byKey()];
    const id = newCall();
    await media.report({ callId: id, start: startOf(id, home), lines: linesOf(0, noted('one'), noted('two')) });
    watcher.send({ type: 'watch', callId: id });
    await watcher.next('lines', () => seqs(watcher, id).length === 2);
    await media.report({ callId: id, lines: linesOf(2, noted('three')) });
    await watcher.next('lines', () => seqs(watcher, id).length === 3);
    expect(seqs(watcher, id)).toEqual([0, 1, 2]);
    watcher.send({ type: 'unwatch', callId: id });
    watcher.send({ type: 'nonsense' });
    await watcher.next('error');
    await media.report({ callId: id, lines: linesOf(3, noted('four')) });
    expect(seqs(watcher, id)).toEqual([0, 1, 2]);
    expect(seqs(other, id)).toEqual([]);
    await Promise.all([watcher.close(), other.close()]);
  });

  it('give lines of a call that is watched before it is known', async () => {
    const watcher = await byKey();
    const id = newCall();
    watcher.send({ type: 'watch', callId: id });
    await media.report({ callId: id, start: startOf(id, home), lines: linesOf(0, noted('one')) });
    await media.report({ callId: id, lines: linesOf(1, noted('two')) });
    await watcher.next('lines', () => seqs(watcher, id).length === 2);
    expect(seqs(watcher, id)).toEqual([0, 1]);
    await watcher.close();
  });

  it('give each line once while a long journal is replayed and goes on', async () => {
    const watcher = await byKey();
    const id = newCall();
    const many = (from: number, count: number) => linesOf(from, ...Array.from({ length: count }, () => noted('x')));
    await media.report({ callId: id, start: startOf(id, home), lines: many(0, 1700) });
    watcher.send({ type: 'watch', callId: id });
    for (let from = 1700; from < 2000; from += 50) await media.report({ callId: id, lines: many(from, 50) });
    await watcher.next('lines', () => seqs(watcher, id).length >= 2000);
    expect(seqs(watcher, id)).toEqual(Array.from({ length: 2000 }, (_, seq) => seq));
    await watcher.close();
  });

  it('give no lines of other workspaces', async () => {
    const { key } = await api.neighbour();
    const spy = await open({ authorization: `Bearer ${key}` });
    const id = newCall();
    await media.report({ callId: id, start: startOf(id, home), lines: linesOf(0, noted('ours')) });
    spy.send({ type: 'watch', callId: id });
    spy.send('nonsense');
    await spy.next('error');
    await media.report({ callId: id, lines: linesOf(1, noted('ours too')) });
    expect(seqs(spy, id)).toEqual([]);
    await spy.close();
  });

  it('answer what they do not understand, and stay', async () => {
    const socket = await byKey();
    for (const text of ['nonsense', '{}', '{"type":"watch"}']) socket.send(text);
    await expect.poll(() => socket.received.filter(({ type }) => type === 'error').length).toBe(3);
    expect(await socket.next('error')).toMatchObject({ code: 'protocol.badMessage' });
    await socket.close();
  });

  it('drop who does not keep up, and serve the others', async () => {
    const [slow, quick] = [await byKey(), await byKey()];
    const id = newCall();
    await media.report({ callId: id, start: startOf(id, home) });
    for (const socket of [slow, quick]) socket.send({ type: 'watch', callId: id });
    await slow.next('hello');
    slow.pause();
    const text = 'x'.repeat(200_000);
    // The kernel buffers some megabytes on its own before any of it is ours.
    const count = Math.ceil((20 * MAX_UNSENT_BYTES) / text.length);
    for (let seq = 0; seq < count; seq += 1) await media.report({ callId: id, lines: linesOf(seq, noted(text)) });
    await quick.next('lines', () => seqs(quick, id).length === count);
    slow.resume();
    expect(await slow.closed()).toBe(1013);
    expect(await slow.next('error')).toMatchObject({ code: 'api.tooManyRequests' });
    expect(seqs(slow, id).length).toBeLessThan(count);
    await quick.close();
  });

  it('are refused to messages that are too long', async () => {
    const socket = await byKey();
    socket.send({ type: 'watch', callId: 'x'.repeat(5000) });
    expect(await socket.closed()).toBe(1009);
  });
});
