import { createHmac, hkdfSync } from 'node:crypto';
import { type CallId, callId, callTokenClaims, type WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTROL_SECRET, TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { endOf, entered, linesOf, noted, startOf, TestMedia } from '../testing/test-media.js';

const START_MS = 1_750_000_000_000;

let api: TestApi;
let client: TestClient;
let media: TestMedia;
let home: WorkspaceId;
let flowId: string;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
  home = await api.home();
  media = await TestMedia.connect(api);
  flowId = (await client.get('/api/v1/flows').expect(200)).body.items[0].id;
});
afterAll(() => api.close());

const say = (playId: string, text: string) => ({
  kind: 'effect',
  cause: 0,
  effect: { effect: 'command', command: { command: 'tts', text, playId } },
});
const happened = (event: object) => ({ kind: 'event', event: { timestamp: START_MS, trackId: 't', ...event } });
const report = async (id: CallId, from: string, startedAtMs: number, ...entries: unknown[]) => {
  const flow = { flowId, version: 1, draftRevision: null } as never;
  const start = startOf(id, home, { from, startedAtMs, flow });
  await media.report({ callId: id, start, lines: linesOf(0, ...entries), end: endOf(startedAtMs + 9000) });
};

describe('a call', () => {
  it('shows the flow it ran, its path and its transcript', async () => {
    const id = callId.parse('c-shown');
    await report(
      id,
      'Ann',
      START_MS,
      happened({ event: 'answer', sdp: 'v=0' }),
      entered('welcome'),
      say('v1', 'Welcome to Riverside.'),
      happened({ event: 'trackStart', playId: 'v1' }),
      happened({ event: 'trackEnd', playId: 'v1', durationMs: 1 }),
      { kind: 'effect', cause: 4, effect: { effect: 'stepLeft', nodeId: 'welcome', exit: 'done' } },
      entered('main'),
      happened({ event: 'transcriptionFinal', index: 0, text: 'billing', choice: 'billing' }),
    );
    const { body } = await client.get(`/api/v1/calls/${id}`).expect(200);
    const { body: version } = await client.get(`/api/v1/flows/${flowId}/versions/1`).expect(200);
    expect(body).toMatchObject({ id, from: 'Ann', status: 'ended', flow: { flowId, version: 1 }, recording: null });
    expect(body.document).toEqual(version.document);
    expect(body.path).toMatchObject([
      { nodeId: 'welcome', exit: 'done' },
      { nodeId: 'main', exit: null, leftAtMs: null },
    ]);
    expect(body.transcript.map(({ by, text }: { by: string; text: string }) => [by, text])).toEqual([
      ['system', 'Welcome to Riverside.'],
      ['caller', 'billing'],
    ]);
  });

  it('shows its flow even after that was deleted', async () => {
    const { body: flow } = await client.post('/api/v1/flows', { name: 'Short-lived', template: 'message' }).expect(201);
    await client.post(`/api/v1/flows/${flow.id}/publish`, { revision: 1 }).expect(201);
    const id = callId.parse('c-orphan');
    const ref = { flowId: flow.id, version: 1, draftRevision: null };
    await media.report({ callId: id, start: startOf(id, home, { flow: ref }) });
    await client.delete(`/api/v1/flows/${flow.id}`).expect(204);
    const { body } = await client.get(`/api/v1/calls/${id}`).expect(200);
    expect(body).toMatchObject({ flowName: 'Short-lived', document: flow.draft.document });
  });

  it('gives its journal from any line on', async () => {
    const id = callId.parse('c-journal');
    await report(id, 'Ann', START_MS, noted('0'), noted('1'), noted('2'), noted('3'));
    const read = async (query: string) => {
      const { body } = await client.get(`/api/v1/calls/${id}/journal${query}`).expect(200);
      return [body.items.map(({ seq }: { seq: number }) => seq), body.nextCursor];
    };
    expect(await read('')).toEqual([[0, 1, 2, 3], null]);
    expect(await read('?after=1')).toEqual([[2, 3], null]);
    expect(await read('?after=0&limit=2')).toEqual([[1, 2], '2']);
    expect(await read('?after=3')).toEqual([[], null]);
    await client.get(`/api/v1/calls/${id}/journal?after=x`).expect(400);
  });

  it('is out of reach of other workspaces', async () => {
    const id = callId.parse('c-ours');
    await report(id, 'Ann', START_MS);
    const { client: neighbour } = await api.neighbour();
    for (const path of ['', '/journal', '/recording']) await neighbour.get(`/api/v1/calls/${id}${path}`).expect(404);
    await neighbour.post(`/api/v1/calls/${id}/hangup`).expect(404);
    expect((await neighbour.get('/api/v1/calls').expect(200)).body.items).toEqual([]);
  });
});

describe('the list of calls', () => {
  const list = async (query: string) => (await client.get(`/api/v1/calls?${query}`).expect(200)).body;
  const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);

  it('is newest first, page by page, also within one millisecond', async () => {
    const ids = ['c-p1', 'c-p2', 'c-p3', 'c-p4', 'c-p5'];
    for (const id of ids) await report(callId.parse(id), 'pager', START_MS + 1000);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(`q=pager&limit=2${cursor}`);
      seen.push(...idsOf(page));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  it('finds calls by who called, by what was said, and by how they stand', async () => {
    const [spoken, live] = [callId.parse('c-spoken'), callId.parse('c-still-on')];
    await report(
      spoken,
      'Bob',
      START_MS,
      happened({ event: 'transcriptionFinal', index: 0, text: 'my Crown is loose' }),
    );
    await media.report({ callId: live, start: startOf(live, home, { from: 'Bobby', startedAtMs: START_MS }) });
    expect(idsOf(await list('q=crown'))).toEqual([spoken]);
    expect(idsOf(await list('q=BOB')).sort()).toEqual([spoken, live]);
    expect(idsOf(await list('q=bob&status=live'))).toEqual([live]);
    expect(idsOf(await list('q=bob&outcome=completed'))).toEqual([spoken]);
    expect(idsOf(await list('q=bob&outcome=failed'))).toEqual([]);
    expect(idsOf(await list('q=bob&outcome=busy,completed'))).toEqual([spoken]);
    for (const wrong of ['dead', 'busy,', '']) await client.get(`/api/v1/calls?outcome=${wrong}`).expect(400);
    expect(idsOf(await list(`q=bob&flow=${flowId}`))).toEqual([spoken]);
    for (const q of ['nobody-says-this', '%25', '_', '%5C']) expect(idsOf(await list(`q=${q}`))).toEqual([]);
    await client.get('/api/v1/calls?status=dead').expect(400);
  });
});

describe('a call that its flow marks', () => {
  const marks = (command: object) => ({
    kind: 'effect',
    cause: 0,
    effect: { effect: 'command', command: { command: 'tag', ...command } },
  });

  it('is found by a tag and by what came of it', async () => {
    const id = callId.parse('c-marked');
    const lines = linesOf(
      0,
      marks({ tags: { reason: 'billing', team: 'a:b' } }),
      marks({ tags: { reason: 'sales' }, outcome: 'asked' }),
      marks({ outcome: 'sold' }),
    );
    await media.report({ callId: id, start: startOf(id, home, { startedAtMs: START_MS }), lines });
    const { body } = await client.get(`/api/v1/calls/${id}`).expect(200);
    expect(body).toMatchObject({ tags: { reason: 'sales', team: 'a:b' }, flowOutcome: 'sold' });
    const found = async (query: string) =>
      (await client.get(`/api/v1/calls?${query}`).expect(200)).body.items.map((call: { id: string }) => call.id);
    expect(await found('tag=reason:sales')).toEqual([id]);
    expect(await found('tag=team:a:b&flowOutcome=sold')).toEqual([id]);
    for (const query of ['tag=reason:billing', 'tag=team:', 'tag=other:sales', 'flowOutcome=asked'])
      expect(await found(query)).toEqual([]);
    await client.get('/api/v1/calls?tag=reason').expect(400);
  });
});

describe('a call token', () => {
  const claimsOf = (token: string) =>
    callTokenClaims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));

  it('is signed as a media process verifies it, and leads to the process that is connected', async () => {
    const admin = await api.admin();
    const { body } = await admin.post('/api/v1/call-tokens', { callee: 'demo' }).expect(201);
    const [prefix, payload = '', signature] = body.token.split('.');
    const key = Buffer.from(hkdfSync('sha256', CONTROL_SECRET, '', 'callwright call token', 32));
    expect([prefix, signature]).toEqual(['cwt', createHmac('sha256', key).update(payload).digest('base64url')]);
    expect(claimsOf(body.token)).toMatchObject({ workspaceId: home, callee: 'demo', caller: 'Admin' });
    expect(Date.parse(body.expiresAt)).toBe(claimsOf(body.token).expiresAtMs);
    expect(body.url).toBe(`ws://127.0.0.1:4002/call/webrtc?token=${body.token}`);
  });

  it('shows another caller when asked to', async () => {
    const { body } = await client.post('/api/v1/call-tokens', { callee: 'demo', caller: 'Front desk' }).expect(201);
    expect(claimsOf(body.token).caller).toBe('Front desk');
  });

  it('is for callees that are there', async () => {
    const { body } = await client.post('/api/v1/call-tokens', { callee: 'nowhere' }).expect(404);
    expect(body.error.code).toBe('call.unknownEndpoint');
    await client.post('/api/v1/call-tokens', { callee: 'flow:nothing' }).expect(404);
    await client.post('/api/v1/call-tokens', { callee: `flow:${flowId}` }).expect(201);
    const { body: draft } = await client.post('/api/v1/flows', { name: 'Unpublished' }).expect(201);
    await client.post('/api/v1/call-tokens', { callee: `flow:${draft.id}` }).expect(404);
  });

  it('is for drafts only when a person asks', async () => {
    const callee = `flow:${flowId}@draft`;
    await client.post('/api/v1/call-tokens', { callee }).expect(403);
    const { body } = await (await api.admin()).post('/api/v1/call-tokens', { callee }).expect(201);
    expect(claimsOf(body.token).callee).toBe(callee);
  });
});

describe('the transcript of a call', () => {
  it('is given as data and as files, to those who may read calls', async () => {
    const id = callId.parse('c-transcript');
    await report(
      id,
      'Ann',
      START_MS,
      say('v1', 'Welcome to the bank.'),
      happened({ event: 'trackStart', playId: 'v1' }),
      happened({ event: 'interruption', playId: 'v1', positionMs: 500, totalMs: 1500, cause: 'speech' }),
      happened({ event: 'trackEnd', playId: 'v1', durationMs: 500, interrupted: true }),
      happened({ event: 'transcriptionFinal', index: 0, text: 'billing & more' }),
    );
    const path = `/api/v1/calls/${id}/transcript`;
    const { body } = await client.get(path).expect(200);
    expect(body).toEqual({
      callId: id,
      isOfRecording: false,
      segments: [
        { speaker: 'system', startMs: 100, endMs: 300, text: 'Welcome', isInterrupted: true },
        { speaker: 'caller', startMs: 400, endMs: 401, text: 'billing & more' },
      ],
    });
    const vtt = await client.get(`${path}.vtt`).expect(200);
    expect(vtt.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    expect(vtt.headers.get('content-disposition')).toBe('attachment; filename="transcript.vtt"');
    expect(String(vtt.body)).toContain('<v Caller>billing &amp; more');
    expect(String((await client.get(`${path}.srt`).expect(200)).body)).toContain('1\n00:00:00,100 --> 00:00:00,300');
    expect(String((await client.get(`${path}.txt`).expect(200)).body)).toContain('[00:00:00] Caller: billing & more');
    await api.stranger().get(`${path}.vtt`).expect(401);
    await (await api.neighbour()).client.get(path).expect(404);
  });
});
