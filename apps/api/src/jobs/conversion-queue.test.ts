import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWav } from '@callwright/audio';
import { type CallId, type CallRecordingFile, callId, type WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { endOf, startOf, TestMedia } from '../testing/test-media.js';

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
const sound = (): Uint8Array => {
  const [caller, callee] = [new Int16Array(3 * RATE_HZ), new Int16Array(3 * RATE_HZ)];
  caller.fill(32_000, 0, RATE_HZ);
  callee.fill(16_384, 2 * RATE_HZ);
  return writeWav({ rateHz: RATE_HZ, channels: [caller, callee] });
};
const pathOf = (file: string, of = api): string => join(of.dataDir, 'recordings', file);
const write = (file: string, bytes: Uint8Array, of = api): void => {
  mkdirSync(join(of.dataDir, 'recordings'), { recursive: true });
  writeFileSync(pathOf(file, of), bytes);
};
const report = async (name: string, wanted: Partial<CallRecordingFile>, more = {}): Promise<CallId> => {
  const id = callId.parse(name);
  const file = { durationMs: 3000, rateHz: RATE_HZ, startedAtMs: START_MS + 250, sizeBytes: sound().length };
  const end = endOf(START_MS + 4000, { file: `${name}.wav`, ...file, ...wanted });
  await media.report({ callId: id, start: startOf(id, home, { startedAtMs: START_MS }), end: { ...end, ...more } });
  return id;
};
const recordingOf = async (id: string) => (await client.get(`/api/v1/calls/${id}`).expect(200)).body.recording;
const converted = (id: string) =>
  expect.poll(() => recordingOf(id).then(({ conversion }) => conversion), { timeout: 20_000 });

describe('a recording that is to be something else', () => {
  it('is that after the call, with its waveform of both sides, and the first file goes', async () => {
    write('to-mp3.wav', sound());
    const id = await report('to-mp3', { format: 'mp3', channels: 'mono', segments: [{ startMs: 0, endMs: 3000 }] });
    await converted(id).toBeNull();
    const recording = await recordingOf(id);
    expect(recording).toMatchObject({ format: 'mp3', channels: 'mono', durationMs: 3000, startOffsetMs: 250 });
    expect(recording.sizeBytes).toBeLessThan(sound().length / 2);
    expect([recording.peaks.caller[0] > 0.9, recording.peaks.callee[0], recording.peaks.callee.at(-1)]).toEqual([
      true,
      0,
      0.5,
    ]);
    expect(existsSync(pathOf('to-mp3.wav'))).toBe(false);
    const whole = await client.get(recording.url).expect(200);
    expect(whole.headers.get('content-type')).toBe('audio/mpeg');
    expect(Buffer.compare(whole.body, readFileSync(pathOf('to-mp3.mono.mp3')))).toBe(0);
    const part = await client.with({ range: 'bytes=10-19' }).get(recording.url).expect(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${recording.sizeBytes}`);
    expect(Buffer.compare(part.body, whole.body.subarray(10, 20))).toBe(0);
  });

  it.each([
    ['opus', 'stereo', 'audio/ogg; codecs=opus', 'to-opus.ogg'],
    ['wav', 'mono', 'audio/wav', 'to-wav.mono.wav'],
  ] as const)('becomes %s, %s', async (format, channels, contentType, file) => {
    write(`to-${format}.wav`, sound());
    const id = await report(`to-${format}`, { format, channels });
    await converted(id).toBeNull();
    const recording = await recordingOf(id);
    expect(recording).toMatchObject({ format, channels });
    const { headers } = await client.head(recording.url).expect(200);
    expect(headers.get('content-type')).toBe(contentType);
    expect(headers.get('content-length')).toBe(String(readFileSync(pathOf(file)).length));
  });

  it('stays what it is when its end is told once more', async () => {
    write('twice.wav', sound());
    const id = await report('twice', { format: 'mp3' });
    await converted(id).toBeNull();
    await report('twice', { format: 'mp3' });
    expect(await recordingOf(id)).toMatchObject({ format: 'mp3', conversion: null });
    await client.get(`/api/v1/calls/${id}/recording`).expect(200);
  });

  it('can be heard as it was while the job fails, and is converted when it is tried again', async () => {
    const id = await report('late-file', { format: 'mp3' });
    await expect
      .poll(async () => (await api.stranger().get('/metrics')).body.toString(), { timeout: 10_000 })
      .toMatch(/conversions_total\{outcome="failed"\} [1-9]/);
    expect((await recordingOf(id)).conversion).toMatchObject({ format: 'mp3' });
    write('late-file.wav', sound());
    expect((await recordingOf(id)).format).toBe('wav');
    await converted(id).toBeNull();
    expect((await recordingOf(id)).format).toBe('mp3');
  });
});

it('a recording that stays as it is has no job, and says what was recorded', async () => {
  write('plain.wav', sound());
  const segments = [
    { startMs: 0, endMs: 1000 },
    { startMs: 2000, endMs: 3000 },
  ];
  const id = await report('plain', { segments });
  expect(await recordingOf(id)).toMatchObject({ format: 'wav', channels: 'stereo', conversion: null, segments });
});

it('a recording of hours is written down although its size is more than the column holds', async () => {
  const id = await report('long', { sizeBytes: 3_000_000_000 });
  expect((await recordingOf(id)).sizeBytes).toBe(2_147_483_647);
});

describe('a recording that is to become something else after all', () => {
  it('does, once', async () => {
    write('after-all.wav', sound());
    const id = await report('after-all', {});
    const path = `/api/v1/calls/${id}/recording/convert`;
    await client.post(path, { format: 'opus' }).expect(202);
    await converted(id).toBeNull();
    expect(await recordingOf(id)).toMatchObject({ format: 'opus', channels: 'stereo' });
    const refused = await client.post(path, { format: 'mp3' }).expect(409);
    expect(refused.body.error.code).toBe('api.conflict');
  });

  it('needs the right to it, and a recording', async () => {
    const id = await report('not-yours', {});
    const path = `/api/v1/calls/${id}/recording/convert`;
    await api
      .integration(await api.key('calls:read'))
      .post(path, { format: 'mp3' })
      .expect(403);
    await (await api.neighbour()).client.post(path, { format: 'mp3' }).expect(404);
    await client.post('/api/v1/calls/none/recording/convert', { format: 'mp3' }).expect(404);
  });
});

it('a conversion whose job was lost is found again at the next start', async () => {
  const other = await TestApi.start();
  const workspaceId = await other.home();
  const link = await TestMedia.connect(other);
  const id = callId.parse('lost');
  await link.report({ callId: id, start: startOf(id, workspaceId) });
  const facts = {
    file: 'lost.wav',
    durationMs: 3000,
    rateHz: RATE_HZ,
    sizeBytes: 1,
    wantedFormat: 'opus',
    conversion: 'running',
  };
  await other.prisma.recording.create({ data: { callId: id, workspaceId, ...facts, startedAt: new Date(START_MS) } });
  write('lost.wav', sound(), other);
  const { apiKey } = other.firstLogin;
  const again = await other.restart();
  try {
    const format = async () => (await again.integration(apiKey).get(`/api/v1/calls/${id}`)).body.recording.format;
    await expect.poll(format, { timeout: 20_000 }).toBe('opus');
  } finally {
    await again.close();
  }
});

describe('a recording found after a crash', () => {
  const at = {
    endedAtMs: START_MS + 4000,
    answeredAtMs: null,
    reason: 'mediaLost',
    initiator: 'system',
    outcome: 'failed',
  } as const;
  const facts = { durationMs: 3000, rateHz: RATE_HZ, startedAtMs: START_MS, sizeBytes: 96_044 };

  it('reaches the call nobody ended, which is ended by others', async () => {
    write('crashed.wav', sound());
    const id = callId.parse('crashed');
    await media.report({ callId: id, start: startOf(id, home, { startedAtMs: START_MS }) });
    const messages = [{ file: 'crashed.m.wav', recordId: 'm', ...facts }];
    await media.report({
      callId: id,
      end: { ...at, recording: { file: 'crashed.wav', ...facts }, messages, isRecovered: true },
    });
    const { body } = await client.get(`/api/v1/calls/${id}`).expect(200);
    expect(body).toMatchObject({ status: 'live', recording: { durationMs: 3000 }, messages: [{ recordId: 'm' }] });
    await client.get(body.recording.url).expect(200);
  });

  it('changes nothing of a call whose end is known', async () => {
    write('known.wav', sound());
    const id = await report('known', {});
    const before = (await client.get(`/api/v1/calls/${id}`).expect(200)).body;
    const recording = { file: 'known.wav', ...facts, durationMs: 1 };
    await media.report({ callId: id, end: { ...at, recording, isRecovered: true } });
    const { body } = await client.get(`/api/v1/calls/${id}`).expect(200);
    expect({ ...body, recording: null }).toEqual({ ...before, recording: null });
    expect(body.recording.durationMs).toBe(3000);
  });
});
