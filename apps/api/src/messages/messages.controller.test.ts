import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWav } from '@callwright/audio';
import { type CallEnd, callId, type FlowRef, type WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { endOf, linesOf, startOf, TestMedia } from '../testing/test-media.js';

const START_MS = 1_750_000_000_000;
const sound = writeWav({ rateHz: 8000, channels: [new Int16Array(8000).fill(1000)] });
let api: TestApi;
let client: TestClient;
let media: TestMedia;
let home: WorkspaceId;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
  home = await api.home();
  media = await TestMedia.connect(api);
  mkdirSync(join(api.dataDir, 'recordings'), { recursive: true });
});
afterAll(() => api.close());

const told = (event: object) => ({ kind: 'event', event: { timestamp: 1, trackId: 't', ...event } });
const status = (recordId: string, state: string) =>
  told({ event: 'recordStatus', of: 'message', recordId, status: state });
const discards = (recordId: string) => ({
  kind: 'effect',
  cause: 0,
  effect: { effect: 'command', command: { command: 'record', action: 'discard', of: 'message', recordId } },
});
const said = (text: string) => told({ event: 'transcriptionFinal', index: 0, text });
/** A call in which messages were left, the one that is given with words. */
const leave = async (
  name: string,
  recordIds: readonly string[],
  {
    flow = null,
    words = 'call me',
    discarded = [],
  }: { flow?: FlowRef | null; words?: string; discarded?: readonly string[] } = {},
) => {
  const id = callId.parse(name);
  const lines = [
    ...recordIds.flatMap((recordId) => [status(recordId, 'started'), said(words), status(recordId, 'stopped')]),
    ...discarded.map(discards),
  ];
  const messages = recordIds.map((recordId, at) => {
    const file = `${name}-${recordId}.wav`;
    writeFileSync(join(api.dataDir, 'recordings', file), sound);
    return { recordId, file, durationMs: 1000, rateHz: 8000, startedAtMs: START_MS + at, sizeBytes: sound.length };
  });
  const end: CallEnd = { ...endOf(START_MS + 5000), messages };
  const start = startOf(name, home, { startedAtMs: START_MS, flow, from: '+1555' });
  await media.report({ callId: id, start, lines: linesOf(0, ...lines), end });
  return { id, end };
};
const messagesOf = async (id: string) => (await client.get(`/api/v1/calls/${id}`).expect(200)).body.messages;

describe('a message', () => {
  it('is listed with who left it, when, and what was understood', async () => {
    const { id } = await leave('left', ['m1', 'm2']);
    const { body } = await client.get('/api/v1/messages').expect(200);
    expect(body.items.map(({ recordId }: { recordId: string }) => recordId)).toEqual(['m2', 'm1']);
    expect(body.items[1]).toMatchObject({
      callId: id,
      from: '+1555',
      transcript: 'call me',
      durationMs: 1000,
      startedAt: new Date(START_MS).toISOString(),
      isRead: false,
    });
    expect((await messagesOf(id)).map(({ recordId }: { recordId: string }) => recordId)).toEqual(['m1', 'm2']);
    expect((await client.get(`/api/v1/messages/${body.items[0].id}`).expect(200)).body).toEqual(body.items[0]);
  });

  it('is heard where it says', async () => {
    const { id } = await leave('heard', ['m1']);
    const [{ url }] = await messagesOf(id);
    const { body, headers } = await client.get(url).expect(200);
    expect(headers.get('content-type')).toBe('audio/wav');
    expect(Buffer.compare(body, sound)).toBe(0);
    await client.with({ range: 'bytes=0-9' }).get(url).expect(206);
    expect((await client.head(url).expect(200)).headers.get('content-length')).toBe(String(sound.length));
  });

  it('is kept once and as it was read when the end of its call comes again', async () => {
    const { id, end } = await leave('twice', ['m1']);
    const [{ id: message }] = await messagesOf(id);
    expect((await client.patch(`/api/v1/messages/${message}`, { isRead: true }).expect(200)).body.isRead).toBe(true);
    await media.report({ callId: id, end });
    expect(await messagesOf(id)).toMatchObject([{ id: message, isRead: true }]);
  });

  it('is found by whether it was read, and by the flow that took it', async () => {
    const { body: flow } = await client.post('/api/v1/flows', { name: 'Voicemail', template: 'message' }).expect(201);
    await client.post(`/api/v1/flows/${flow.id}/publish`, { revision: 1 }).expect(201);
    const { id } = await leave('by-flow', ['m1'], { flow: { flowId: flow.id, version: 1, draftRevision: null } });
    const list = async (query: string) =>
      (await client.get(`/api/v1/messages?flow=${flow.id}&${query}`).expect(200)).body.items;
    expect(await list('read=false')).toMatchObject([{ callId: id, flowName: 'Voicemail' }]);
    expect(await list('read=true')).toEqual([]);
    const [{ id: message }] = await list('');
    await client.patch(`/api/v1/messages/${message}`, { isRead: true }).expect(200);
    expect(await list('read=true')).toHaveLength(1);
    await client.patch(`/api/v1/messages/${message}`, { isRead: false }).expect(200);
    expect(await list('read=true')).toEqual([]);
    await client.get('/api/v1/messages?read=perhaps').expect(400);
  });

  it('is not kept, and neither is its sound, when it was empty or taken once more', async () => {
    const { id } = await leave('again', ['m1', 'm2', 'm3'], { discarded: ['m1', 'm3'] });
    expect(await messagesOf(id)).toMatchObject([{ recordId: 'm2' }]);
    const isThere = (recordId: string) => existsSync(join(api.dataDir, 'recordings', `again-${recordId}.wav`));
    await vi.waitFor(() => expect(['m1', 'm2', 'm3'].map(isThere)).toEqual([false, true, false]));
  });

  it('is deleted with its sound', async () => {
    const { id } = await leave('deleted', ['m1']);
    const [{ id: message, url }] = await messagesOf(id);
    await client.delete(`/api/v1/messages/${message}`).expect(204);
    expect(existsSync(join(api.dataDir, 'recordings', 'deleted-m1.wav'))).toBe(false);
    for (const path of [url, `/api/v1/messages/${message}`]) await client.get(path).expect(404);
    await client.delete(`/api/v1/messages/${message}`).expect(404);
  });

  it('is for those who may, in its own workspace', async () => {
    const { id } = await leave('private', ['m1']);
    const [{ id: message, url }] = await messagesOf(id);
    const path = `/api/v1/messages/${message}`;
    const looking = api.integration(await api.key('calls:read'));
    await looking.get(url).expect(200);
    await looking.delete(path).expect(403);
    await looking.patch(path, { isRead: true }).expect(403);
    const { client: neighbour } = await api.neighbour();
    for (const asked of [
      neighbour.get(path),
      neighbour.get(url),
      neighbour.delete(path),
      neighbour.patch(path, { isRead: true }),
    ])
      await asked.expect(404);
    expect((await neighbour.get('/api/v1/messages').expect(200)).body.items).toEqual([]);
  });
});
