import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWav } from '@callwright/audio';
import { callId, type WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { endOf, startOf, TestMedia } from '../testing/test-media.js';
import { TestSocket } from '../testing/test-socket.js';

const RATE_HZ = 8000;
const START_MS = 1_750_000_000_000;

let api: TestApi;
let client: TestClient;
let media: TestMedia;
let home: WorkspaceId;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
  home = await api.home();
  media = await TestMedia.connect(api);
});
afterAll(() => api.close());

/** A caller who is loud in the first second, answered by us at half of that in the third. */
const sound = () => {
  const [caller, callee] = [new Int16Array(3 * RATE_HZ), new Int16Array(3 * RATE_HZ)];
  caller.fill(32_767, 0, RATE_HZ);
  callee.fill(16_384, 2 * RATE_HZ);
  return writeWav({ rateHz: RATE_HZ, channels: [caller, callee] });
};
const write = (file: string, bytes: Uint8Array) => {
  mkdirSync(join(api.dataDir, 'recordings'), { recursive: true });
  writeFileSync(join(api.dataDir, 'recordings', file), bytes);
};
const record = async (name: string, file = `${name}.wav`) => {
  const id = callId.parse(name);
  const recording = { file, durationMs: 3000, rateHz: RATE_HZ, startedAtMs: START_MS + 250, sizeBytes: sound().length };
  const start = startOf(id, home, { startedAtMs: START_MS });
  await media.report({ callId: id, start, end: endOf(START_MS + 4000, recording) });
  return id;
};
const peaksOf = async (id: string) => (await client.get(`/api/v1/calls/${id}`).expect(200)).body.recording.peaks;

describe('a recording', () => {
  it('is served whole, in ranges, and as a head', async () => {
    write('whole.wav', sound());
    const path = `/api/v1/calls/${await record('whole')}/recording`;
    const whole = await client.get(path).expect(200);
    expect(Buffer.compare(whole.body, sound())).toBe(0);
    expect(whole.headers.get('content-type')).toBe('audio/wav');
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const part = await client.with({ range: 'bytes=44-143' }).get(path).expect(206);
    expect(part.headers.get('content-range')).toBe(`bytes 44-143/${sound().length}`);
    expect(Buffer.compare(part.body, sound().subarray(44, 144))).toBe(0);
    const beyond = await client
      .with({ range: `bytes=${sound().length}-` })
      .get(path)
      .expect(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${sound().length}`);
    expect(beyond.body.error.code).toBe('api.badRange');
    const head = await client.head(path).expect(200);
    expect(head.headers.get('content-length')).toBe(String(sound().length));
    expect(head.headers.get('etag')).toBe(whole.headers.get('etag'));
  });

  it('is not sent again to who has it, and a range of another version is not mixed in', async () => {
    write('same.wav', sound());
    const path = `/api/v1/calls/${await record('same')}/recording`;
    const etag = (await client.get(path).expect(200)).headers.get('etag') ?? '';
    await client.with({ 'if-none-match': etag }).get(path).expect(304);
    await client.with({ range: 'bytes=0-9', 'if-range': etag }).get(path).expect(206);
    await client.with({ range: 'bytes=0-9', 'if-range': '"old"' }).get(path).expect(200);
  });

  it('needs the right to listen', async () => {
    write('private.wav', sound());
    const path = `/api/v1/calls/${await record('private')}/recording`;
    await api.stranger().get(path).expect(401);
    await api
      .integration(await api.key('flows:write'))
      .get(path)
      .expect(403);
    await api
      .integration(await api.key('calls:read'))
      .get(path)
      .expect(200);
    const { client: neighbour } = await api.neighbour();
    await neighbour.get(path).expect(404);
  });

  it('that is gone, or was never made, is not found', async () => {
    await client.get(`/api/v1/calls/${await record('gone', 'never-written.wav')}/recording`).expect(404);
    const id = callId.parse('unrecorded');
    await media.report({ callId: id, start: startOf(id, home), end: endOf(START_MS) });
    await client.get(`/api/v1/calls/${id}/recording`).expect(404);
  });

  it('is never a file outside its folder', async () => {
    writeFileSync(join(api.dataDir, 'secret.wav'), sound());
    for (const [name, file] of [
      ['out-1', '../secret.wav'],
      ['out-2', '/etc/passwd'],
      ['out-3', '.'],
    ] as const) {
      await client.get(`/api/v1/calls/${await record(name, file)}/recording`).expect(404);
    }
    rmSync(join(api.dataDir, 'secret.wav'));
  });
});

describe('after a call', () => {
  it('the waveform of its recording is worked out, and those who look on are told', async () => {
    const onlooker = await TestSocket.open(`${api.url}/api/v1/events?apiKey=${api.firstLogin.apiKey}`);
    write('peaks.wav', sound());
    const id = await record('peaks');
    await onlooker.next('call', ({ call }) => call.id === id && call.hasRecording);
    expect(await onlooker.next('recording', (message) => message.callId === id)).toMatchObject({ peaksReady: true });
    const { body } = await client.get(`/api/v1/calls/${id}`).expect(200);
    expect(body.recording).toMatchObject({
      url: `/api/v1/calls/${id}/recording`,
      durationMs: 3000,
      rateHz: RATE_HZ,
      startOffsetMs: 250,
    });
    const { perSecond, caller, callee } = body.recording.peaks;
    expect([caller.length, callee.length]).toEqual([3 * perSecond, 3 * perSecond]);
    expect([caller[0], caller.at(-1), callee[0], callee.at(-1)]).toEqual([1, 0, 0, 0.5]);
    await onlooker.close();
  });

  it('a waveform that fails is tried again later', async () => {
    const id = await record('late');
    expect(await peaksOf(id)).toBeNull();
    await expect
      .poll(async () => (await api.stranger().get('/metrics')).body.toString())
      .toMatch(/jobs_total\{outcome="failed"\} [1-9]/);
    write('late.wav', sound());
    await expect.poll(() => peaksOf(id), { timeout: 10_000 }).not.toBeNull();
  });

  it('a waveform whose job was lost is found again at the next start', async () => {
    const other = await TestApi.start();
    const workspaceId = await other.home();
    const link = await TestMedia.connect(other);
    const id = callId.parse('lost');
    await link.report({ callId: id, start: startOf(id, workspaceId) });
    const facts = { file: 'lost.wav', durationMs: 3000, rateHz: RATE_HZ, sizeBytes: 1 };
    await other.prisma.recording.create({ data: { callId: id, workspaceId, ...facts, startedAt: new Date(START_MS) } });
    mkdirSync(join(other.dataDir, 'recordings'), { recursive: true });
    writeFileSync(join(other.dataDir, 'recordings', 'lost.wav'), sound());
    const { apiKey } = other.firstLogin;
    const again = await other.restart();
    try {
      const peaks = async () => (await again.integration(apiKey).get(`/api/v1/calls/${id}`)).body.recording.peaks;
      await expect.poll(peaks, { timeout: 10_000 }).not.toBeNull();
    } finally {
      await again.close();
    }
  });
});
