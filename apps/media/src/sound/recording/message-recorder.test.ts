import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { levelDb, readWav, sine } from '@callwright/audio';
import { callId } from '@callwright/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MessageRecorder, type MessageRecorderOptions } from './message-recorder.js';
import { openForWriting } from './recording-file.js';

let dir: string;
const onFailed = vi.fn();
const onFull = vi.fn();
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-message-'));
  onFailed.mockClear();
  onFull.mockClear();
});
afterEach(() => rm(dir, { recursive: true }));

const make = (options: Partial<MessageRecorderOptions> = {}): MessageRecorder =>
  new MessageRecorder({
    callId: callId.parse('c-1'),
    recordId: 'm',
    path: join(dir, 'sub', 'm.wav'),
    file: 'sub/m.wav',
    rateHz: 8000,
    startedAtMs: 1000,
    onFailed,
    onFull,
    ...options,
  });
const said = sine(400, 4000, 8000);
const say = (message: MessageRecorder, from: number, to: number): void => {
  for (let n = from; n < to; n++) message.write(said.slice(n * 160, (n + 1) * 160));
};
const onDisk = async () => readWav(await readFile(join(dir, 'sub', 'm.wav')));
const played = async (message: MessageRecorder): Promise<number[]> => {
  const samples: number[] = [];
  for await (const piece of message.read(new AbortController().signal)) samples.push(...piece);
  return samples;
};

it('is mono, to the sample what was written, and sums itself up', async () => {
  const message = make();
  say(message, 0, 120);
  expect(message.durationMs).toBe(2400);
  const summary = await message.finish();
  expect(summary).toEqual({ file: 'sub/m.wav', durationMs: 2400, rateHz: 8000, startedAtMs: 1000, sizeBytes: 38_444 });
  expect(await onDisk()).toMatchObject({ rateHz: 8000, channels: [said.slice(0, 19_200)] });
  expect(await message.finish()).toBe(summary);
});

it('is for the eyes of its owner alone', async () => {
  const message = make();
  say(message, 0, 10);
  await message.finish();
  const modeOf = async (...path: string[]) => (await stat(join(dir, ...path))).mode & 0o777;
  expect([await modeOf('sub'), await modeOf('sub', 'm.wav')]).toEqual([0o700, 0o600]);
});

it('leaves pauses out, and takes nothing after its end', async () => {
  const message = make();
  say(message, 0, 10);
  message.pause();
  say(message, 10, 50);
  message.resume();
  say(message, 50, 60);
  await message.finish();
  message.resume();
  say(message, 60, 70);
  const [heard] = (await onDisk()).channels;
  expect(heard).toEqual(Int16Array.from([...said.slice(0, 1600), ...said.slice(8000, 9600)]));
  expect(message.durationMs).toBe(400);
});

it('ends by itself when it has become too long, and says so once', async () => {
  const message = make({ maxDurationMs: 1000 });
  say(message, 0, 100);
  expect(onFull).toHaveBeenCalledTimes(1);
  expect(message.isFinished).toBe(true);
  expect(await message.finish()).toMatchObject({ durationMs: 1000 });
});

it('can be read as it was recorded, as soon as it is finished', async () => {
  const message = make();
  say(message, 0, 130);
  expect(await played(message)).toEqual([...said.slice(0, 130 * 160)]);
});

it('can be played by any player before it is finished, up to the last second', async () => {
  const message = make();
  say(message, 0, 120);
  await vi.waitFor(async () => expect((await onDisk()).channels[0]).toHaveLength(16_000));
  await message.finish();
});

it('takes the place of another whose file it gets, and of which something is still being read', async () => {
  const before = make();
  say(before, 0, 130);
  const reading = before.read(new AbortController().signal)[Symbol.asyncIterator]();
  await reading.next();
  const message = make({ after: before.finish() });
  for (let n = 0; n < 10; n++) message.write(new Int16Array(160));
  await message.finish();
  const [heard] = (await onDisk()).channels;
  expect([heard?.length, levelDb(heard ?? said)]).toEqual([1600, Number.NEGATIVE_INFINITY]);
  expect((await reading.next()).value).toEqual(said.slice(8000, 16_000));
  await reading.return?.();
});

it('that cannot be written is reported once, and cannot be read', async () => {
  const openFile = async (path: string) => {
    const file = await openForWriting(path);
    const write = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    return { write, truncate: (length: number) => file.truncate(length), close: () => file.close() };
  };
  const message = make({ openFile });
  say(message, 0, 120);
  expect(await message.finish()).toBeNull();
  expect(message.hasFailed).toBe(true);
  expect(onFailed).toHaveBeenCalledTimes(1);
  await expect(played(message)).rejects.toMatchObject({ code: 'media.promptMissing' });
});

it('that has been deleted cannot be read', async () => {
  const message = make();
  say(message, 0, 10);
  await message.finish();
  await rm(join(dir, 'sub', 'm.wav'));
  await expect(played(message)).rejects.toMatchObject({ code: 'media.promptMissing' });
});
