import { type CallId, callId, type WorkspaceId } from '@callwright/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../platform/log.js';
import { FakeClock } from '../testing/fake-clock.js';
import { CONTROL_SECRET, STUDIO_ORIGIN, TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { endOf, entered, linesOf, noted, startOf, TestMedia } from '../testing/test-media.js';
import { TestSocket } from '../testing/test-socket.js';
import { GRACE_MS } from './lost-calls.service.js';

let api: TestApi;
let client: TestClient;
let home: WorkspaceId;
const clock = new FakeClock();
const warnings: string[] = [];
const warn = (_fields: object, message: string) => void warnings.push(message);
const log = { ...silentLog, warn, error: warn };
beforeAll(async () => {
  api = await TestApi.start({ clock, log });
  client = api.integration();
  home = await api.home();
});
afterAll(() => api.close());

// Each test has a call and a media process of its own.
let count = 0;
let id: CallId;
let name: string;
const links: TestMedia[] = [];
beforeEach(() => {
  count += 1;
  id = callId.parse(`c-${count}`);
  name = `media-${count}`;
  warnings.length = 0;
});
afterEach(async () => {
  for (const media of links.splice(0)) await media.socket.close();
});

const connect = async (liveCallIds: readonly CallId[] = [], processId = name) => {
  const media = await TestMedia.connect(api, processId, liveCallIds);
  links.push(media);
  return media;
};
const call = async (of = id) => (await client.get(`/api/v1/calls/${of}`)).body;
const begin = (media: TestMedia, of = id) =>
  media.report({
    callId: of,
    start: startOf(of, home, { startedAtMs: clock.nowMs() }),
    lines: linesOf(0, noted('begun')),
  });
const linkCount = async () => (await api.stranger().get('/ready')).body.mediaProcesses;
/** Hangs up, and waits until the api has seen it. */
const gone = async (media: TestMedia) => {
  await media.socket.close();
  await expect.poll(linkCount).toBe(0);
};

describe('the control link', () => {
  it('opens for the control secret and for nobody else', async () => {
    const open = (headers: Record<string, string>) => TestSocket.open(`${api.url}/control`, headers);
    await expect(open({})).rejects.toThrow(/401/);
    await expect(open({ authorization: 'Bearer wrong' })).rejects.toThrow(/401/);
    await expect(open({ authorization: `Bearer ${api.firstLogin.apiKey}` })).rejects.toThrow(/401/);
    const fromPage = { authorization: `Bearer ${CONTROL_SECRET}`, origin: STUDIO_ORIGIN };
    await expect(open(fromPage)).rejects.toThrow(/403/);
  });

  it('tells a process what it must know, at its hello and after every change', async () => {
    const media = await connect();
    const first = await media.socket.next('snapshot');
    expect(first.endpoints).toMatchObject([{ name: 'demo', workspaceId: home, isPublic: false }]);
    expect(first.flows).toMatchObject([{ ref: { version: 1, draftRevision: null }, workspaceId: home }]);
    expect(first.keys).toMatchObject([{ keyHash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    const latest = async (change: Promise<unknown>) => {
      media.socket.clear();
      await change;
      return media.socket.next('snapshot');
    };
    const webhookUrl = 'https://hooks.example/calls';
    const endpoints = await latest(client.post('/api/v1/endpoints', { name: 'new', webhookUrl }).expect(201));
    expect(endpoints.endpoints).toHaveLength(2);
    expect(endpoints.endpoints).toContainEqual(expect.objectContaining({ name: 'new', webhookUrl }));
    const keys = await latest(client.post('/api/v1/api-keys', { name: 'k', scopes: ['calls:read'] }).expect(201));
    expect(keys.keys).toHaveLength(2);
    const flowId = first.flows[0].ref.flowId;
    const flows = await latest(client.post(`/api/v1/flows/${flowId}/publish`, { revision: 1 }).expect(201));
    expect(flows.flows).toMatchObject([{ ref: { version: 2 } }]);
    const removed = await latest(client.delete(`/api/v1/flows/${flowId}`).expect(204));
    expect(removed).toMatchObject({ flows: [], endpoints: [{ flowId: null }, { flowId: null }] });
  });

  it('hands out a draft as it stands, and shows it with the calls that ran it', async () => {
    const media = await connect();
    const { body: flow } = await client.post('/api/v1/flows', { name: 'Drafted', template: 'message' }).expect(201);
    media.socket.send({ type: 'fetchFlow', requestId: 'r1', workspaceId: home, flowId: flow.id, draft: true });
    const { entry } = await media.socket.next('flow', ({ requestId }) => requestId === 'r1');
    expect(entry).toMatchObject({ ref: { flowId: flow.id, version: null, draftRevision: 1 }, name: 'Drafted' });
    expect(entry.flow).toEqual(flow.draft.document.flow);
    await media.report({ callId: id, start: startOf(id, home, { flow: entry.ref, startedAtMs: clock.nowMs() }) });
    const changed = {
      ...flow.draft.document,
      flow: { ...flow.draft.document.flow, nodes: [], edges: [], start: null },
    };
    await client.put(`/api/v1/flows/${flow.id}/draft`, { revision: 1, document: changed }).expect(200);
    expect(await call()).toMatchObject({ flow: entry.ref, flowName: 'Drafted', document: flow.draft.document });
  });

  it('hands out no flow of another workspace, and none that is not there', async () => {
    const media = await connect();
    const { body: flow } = await client.post('/api/v1/flows', { name: 'Ours', template: 'message' }).expect(201);
    await client.post(`/api/v1/flows/${flow.id}/publish`, { revision: 1 }).expect(201);
    const ask = async (requestId: string, workspaceId: string, flowId: string, draft: boolean) => {
      media.socket.send({ type: 'fetchFlow', requestId, workspaceId, flowId, draft });
      return (await media.socket.next('flow', (answer) => answer.requestId === requestId)).entry;
    };
    expect(await ask('a', home, flow.id, false)).toMatchObject({ ref: { version: 1 } });
    expect(await ask('b', 'elsewhere', flow.id, false)).toBeNull();
    expect(await ask('c', 'elsewhere', flow.id, true)).toBeNull();
    expect(await ask('d', home, 'no such flow', true)).toBeNull();
  });

  it('asks a process to end a call of its own', async () => {
    const media = await connect();
    await begin(media);
    await client.post(`/api/v1/calls/${id}/hangup`).expect(202);
    expect(await media.socket.next('hangup')).toMatchObject({ callId: id });
    await gone(media);
    expect((await client.post(`/api/v1/calls/${id}/hangup`).expect(503)).body.error.code).toBe('control.unavailable');
    await client.post('/api/v1/calls/no-such-call/hangup').expect(404);
  });
});

describe('a journal', () => {
  it('is stored once however often its pieces come', async () => {
    const media = await connect();
    const piece = {
      callId: id,
      start: startOf(id, home, { startedAtMs: clock.nowMs() }),
      lines: linesOf(0, entered('a'), noted('x')),
    };
    await media.report(piece);
    await media.report(piece);
    await media.report({ callId: id, lines: linesOf(1, noted('x'), entered('b')) });
    const { body } = await client.get(`/api/v1/calls/${id}/journal`).expect(200);
    expect(body.items.map(({ seq }: { seq: number }) => seq)).toEqual([0, 1, 2]);
    expect(await call()).toMatchObject({ status: 'live', currentNodeId: 'b', from: 'Ann', to: 'demo' });
  });

  it('keeps each line exactly as it was written', async () => {
    const media = await connect();
    const [line] = linesOf(0, entered('a'));
    await media.report({ callId: id, start: startOf(id, home), lines: line ? [line] : [] });
    const { body } = await client.get(`/api/v1/calls/${id}/journal`).expect(200);
    expect(JSON.stringify(body.items[0])).toBe(JSON.stringify(line));
  });

  it('stores the pieces of many calls in their order', async () => {
    const media = await connect();
    const ids = Array.from({ length: 8 }, (_, i) => callId.parse(`many-${i}`));
    await Promise.all(ids.map((one) => begin(media, one)));
    const pieces = ids.flatMap((one) =>
      [1, 2, 3].map((seq) => media.report({ callId: one, lines: linesOf(seq, entered(`n${seq}`)) })),
    );
    await Promise.all(pieces);
    for (const one of ids) expect(await call(one)).toMatchObject({ currentNodeId: 'n3' });
  });

  it('ends with the call', async () => {
    const media = await connect();
    await begin(media);
    const startedAtMs = clock.nowMs();
    await media.report({ callId: id, end: endOf(startedAtMs + 5000) });
    expect(await call()).toMatchObject({
      status: 'ended',
      outcome: 'completed',
      endReason: 'caller',
      durationMs: 5000,
      currentNodeId: null,
      recording: null,
    });
    expect((await client.post(`/api/v1/calls/${id}/hangup`).expect(410)).body.error.code).toBe('call.ended');
  });

  it('survives names that PostgreSQL does not take as they are', async () => {
    const media = await connect();
    await media.report({
      callId: id,
      start: startOf(id, home, { from: 'An\0n' }),
      lines: linesOf(0, noted('\0\uD83D')),
    });
    expect(await call()).toMatchObject({ from: 'An\uFFFDn' });
  });

  it('of a call whose id is taken changes nothing of the other', async () => {
    const media = await connect();
    await begin(media);
    const other = await connect([], `${name}-other`);
    const { workspaceId } = await api.neighbour();
    await other.report({ callId: id, start: startOf(id, workspaceId), lines: linesOf(1, noted('theirs')) });
    // What follows the beginning does not say whose call it is of.
    await other.report({ callId: id, lines: linesOf(2, noted('theirs')) });
    await other.report({ callId: id, lines: linesOf(3, noted('theirs')), end: endOf(clock.nowMs()) });
    await media.report({ callId: id, lines: linesOf(1, noted('ours')) });
    const { body } = await client.get(`/api/v1/calls/${id}/journal`).expect(200);
    expect(body.items).toEqual(linesOf(0, noted('begun'), noted('ours')));
    expect(await call()).toMatchObject({ status: 'live' });
    expect(warnings).toContain('a piece of a journal was dropped');
  });

  it('of an unknown call or workspace is let go, so that it does not come forever', async () => {
    const media = await connect();
    await media.report({ callId: callId.parse('never-begun'), lines: linesOf(0, noted('x')) });
    await media.report({ callId: id, start: startOf(id, 'nobody' as WorkspaceId) });
    expect((await client.get(`/api/v1/calls/${id}`)).status).toBe(404);
  });
});

describe('a journal that cannot be stored now', () => {
  it('is not acknowledged, and is stored when it comes again', async () => {
    const media = await connect();
    await begin(media);
    const lines = linesOf(1, noted('while the database is in trouble'));
    await api.prisma.$executeRawUnsafe('ALTER TABLE "JournalLine" RENAME TO "Broken"');
    try {
      media.socket.send({ type: 'journal', batchId: 'b-late', callId: id, lines });
      expect(await media.socket.closed()).toBe(1011);
      expect(media.socket.received.filter(({ batchId }) => batchId === 'b-late')).toEqual([]);
    } finally {
      await api.prisma.$executeRawUnsafe('ALTER TABLE "Broken" RENAME TO "JournalLine"');
    }
    const again = await connect([id]);
    await again.report({ callId: id, lines });
    const { body } = await client.get(`/api/v1/calls/${id}/journal`).expect(200);
    expect(body.items).toHaveLength(2);
  });
});

describe('a message nobody understands', () => {
  it('is counted, told once, and changes nothing for those after it', async () => {
    const media = await connect();
    for (const text of ['nonsense', '{}', '{"type":"future"}']) media.socket.send(text);
    await begin(media);
    expect(await call()).toMatchObject({ status: 'live' });
    expect(warnings.filter((text) => text.includes('do not understand'))).toHaveLength(1);
    const { body } = await api.stranger().get('/metrics');
    expect(body.toString()).toContain('callwright_api_control_messages_malformed_total 3');
  });

  it('costs a journal only the lines that nobody knows, and never the rest of the spool', async () => {
    const media = await connect();
    await begin(media);
    media.socket.send({
      type: 'journal',
      batchId: 'b-odd',
      callId: id,
      lines: [...linesOf(1, noted('known')), { seq: 2, kind: 'future' }],
    });
    media.socket.send({ type: 'journal', batchId: 'b-bad', callId: 7, lines: [] });
    await media.socket.next('ack', ({ batchId }) => batchId === 'b-odd');
    await media.socket.next('ack', ({ batchId }) => batchId === 'b-bad');
    const { body } = await client.get(`/api/v1/calls/${id}/journal`).expect(200);
    expect(body.items).toHaveLength(2);
  });

  it('ends the connection when it is a story before the hello', async () => {
    const socket = await TestSocket.open(`${api.url}/control`, { authorization: `Bearer ${CONTROL_SECRET}` });
    socket.send({ type: 'journal', batchId: 'b', callId: 'c', lines: [] });
    expect(await socket.closed()).toBe(1008);
  });
});

describe('a media process that is gone', () => {
  it('keeps its calls for a while, then they are lost', async () => {
    const media = await connect();
    await begin(media);
    await gone(media);
    clock.advance(GRACE_MS - 1);
    expect(await call()).toMatchObject({ status: 'live' });
    clock.advance(1);
    await expect.poll(call).toMatchObject({ status: 'ended', outcome: 'failed', endReason: 'mediaLost' });
  });

  it('does not keep its calls for ever because the database was away when they were to be lost', async () => {
    const media = await connect();
    await begin(media);
    await gone(media);
    await api.prisma.$executeRawUnsafe('ALTER TABLE "Call" RENAME TO "Broken"');
    try {
      clock.advance(GRACE_MS);
      await expect.poll(() => warnings).toContain('background work failed');
    } finally {
      await api.prisma.$executeRawUnsafe('ALTER TABLE "Broken" RENAME TO "Call"');
    }
    expect(await call()).toMatchObject({ status: 'live' });
    clock.advance(GRACE_MS);
    await expect.poll(call).toMatchObject({ status: 'ended', endReason: 'mediaLost' });
  });

  it('finds its calls alive when it comes back in time, and goes on with their story', async () => {
    const media = await connect();
    await begin(media);
    await gone(media);
    clock.advance(GRACE_MS / 2);
    const again = await connect([id]);
    clock.advance(GRACE_MS);
    await again.report({ callId: id, lines: linesOf(1, entered('later')) });
    expect(await call()).toMatchObject({ status: 'live', currentNodeId: 'later' });
  });

  it('takes back calls that were given up too early', async () => {
    const media = await connect();
    await begin(media);
    await gone(media);
    clock.advance(GRACE_MS);
    await expect.poll(call).toMatchObject({ endReason: 'mediaLost' });
    await connect([id]);
    await expect.poll(call).toMatchObject({ status: 'live', outcome: null, endReason: null, endedAt: null });
  });

  it('may tell the true end of a call that was given up', async () => {
    const media = await connect();
    await begin(media);
    const startedAtMs = clock.nowMs();
    await gone(media);
    clock.advance(GRACE_MS);
    await expect.poll(call).toMatchObject({ endReason: 'mediaLost' });
    const again = await connect();
    await again.report({ callId: id, end: endOf(startedAtMs + 2000) });
    expect(await call()).toMatchObject({ endReason: 'caller', outcome: 'completed', durationMs: 2000 });
  });

  it('loses a call it carries no more and never tells the end of', async () => {
    const media = await connect();
    await begin(media);
    await gone(media);
    await connect();
    clock.advance(GRACE_MS);
    await expect.poll(call).toMatchObject({ status: 'ended', endReason: 'mediaLost' });
  });

  it('leaves its spool to the next, whose calls it does not become', async () => {
    const startedAtMs = clock.nowMs();
    clock.advance(1000);
    const next = await connect();
    await next.report({
      callId: id,
      start: startOf(id, home, { startedAtMs }),
      lines: linesOf(0, noted('from the spool')),
    });
    expect(await call()).toMatchObject({ status: 'live' });
    clock.advance(GRACE_MS);
    await expect.poll(call).toMatchObject({ status: 'ended', endReason: 'mediaLost' });
  });

  it('is not gone when it has only connected anew', async () => {
    const media = await connect();
    await begin(media);
    const again = await connect([id]);
    expect(await media.socket.closed()).toBe(1000);
    clock.advance(GRACE_MS);
    await again.report({ callId: id, lines: linesOf(1, noted('still here')) });
    expect(await call()).toMatchObject({ status: 'live' });
  });

  it('is asked for now and then, and hung up on when it is silent', async () => {
    const media = await connect();
    clock.advance(20_000);
    const { at } = await media.socket.next('ping');
    media.socket.send({ type: 'pong', at });
    await begin(media);
    for (let i = 0; i < 5; i += 1) clock.advance(20_000);
    expect(await media.socket.closed()).toBe(1006);
  });

  it('may also be gone while the api was away', async () => {
    const media = await connect();
    await begin(media);
    const { apiKey } = api.firstLogin;
    links.length = 0;
    api = await api.restart(clock);
    client = api.integration(apiKey);
    expect(await call()).toMatchObject({ status: 'live' });
    clock.advance(GRACE_MS);
    await expect.poll(call).toMatchObject({ status: 'ended', endReason: 'mediaLost' });
  });
});
