import { mkdir, mkdtemp, open, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeG711, formatWavHeader, resample, sine, snrDb, sweep, writeWav } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../platform/clock.js';
import { silentLog } from '../../../platform/logging.js';
import { startLocalWorker } from '../../../platform/workers/local-worker.js';
import { decodePromptJob } from './prompt-jobs.js';
import { PromptStore } from './prompt-store.js';
import { decodeSliceJob } from './slice-jobs.js';

const tone = sine(600, 1500, 22_050);
const wav = writeWav({ rateHz: 22_050, channels: [tone] });
const never = new AbortController().signal;
let dir: string;
let store: PromptStore;
let skippedMs = 0;
const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + skippedMs };
let slices: number;
const make = (allowPrivateUrls = false, maxCachedBytes?: number): PromptStore =>
  new PromptStore({
    ...(maxCachedBytes === undefined ? {} : { maxCachedBytes }),
    promptsDir: join(dir, 'prompts'),
    allowPrivateUrls,
    clock,
    log: silentLog,
    startWorker: () => startLocalWorker(decodePromptJob),
    startSliceWorker: () =>
      startLocalWorker((job: Parameters<typeof decodeSliceJob>[0]) => {
        slices += 1;
        return decodeSliceJob(job);
      }),
  });
beforeEach(async () => {
  skippedMs = 0;
  slices = 0;
  dir = await mkdtemp(join(tmpdir(), 'callwright-prompts-'));
  await mkdir(join(dir, 'prompts', 'sub'), { recursive: true });
  await writeFile(join(dir, 'prompts', 'hello.wav'), wav);
  await writeFile(join(dir, 'prompts', 'sub', 'x.wav'), wav);
  await writeFile(join(dir, 'secret.wav'), wav);
  store = make();
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

const piecesOf = async (url: string, rateHz = 16_000, from = store): Promise<Int16Array[]> => {
  const pieces: Int16Array[] = [];
  for await (const piece of from.open(url, rateHz, never)) pieces.push(piece);
  return pieces;
};
const soundOf = async (...args: Parameters<typeof piecesOf>): Promise<Int16Array> =>
  Int16Array.from((await piecesOf(...args)).flatMap((piece) => [...piece]));
const middle = (samples: Int16Array): Int16Array => samples.slice(samples.length / 4, (samples.length * 3) / 4);

describe('files of the prompt folder', () => {
  it.each(['prompt:hello', 'hello.wav', 'sub/x.wav', './sub/../hello.wav'])('are played by %s', async (url) => {
    const heard = await soundOf(url);
    expect(heard).toHaveLength(24_000);
    expect(snrDb(middle(sine(600, 1500, 16_000)), middle(heard))).toBeGreaterThan(60);
  });

  it('begin before all is decoded, and come from memory the second time, the same for all calls', async () => {
    const first = await piecesOf('prompt:hello');
    expect(first.map(({ length }) => length)).toEqual([16_000, 8000]);
    expect(Int16Array.from(first.flatMap((piece) => [...piece]))).toEqual(resample(tone, 22_050, 16_000));
    const again = await piecesOf('prompt:hello');
    expect(again[0]).toBe(first[0]);
    expect(again[1]).toBe(first[1]);
    expect(slices).toBe(2);
    expect(await soundOf('prompt:hello', 8000)).toEqual(resample(tone, 22_050, 8000));
  });

  it('are decoded once for all who begin at a time', async () => {
    const [one, other] = await Promise.all([piecesOf('prompt:hello'), piecesOf('prompt:hello')]);
    expect(one[0]).toBe(other[0]);
    expect(slices).toBe(2);
  });

  it('begin without a look at the disk when they were looked at a moment ago', async () => {
    await piecesOf('prompt:hello');
    await rm(join(dir, 'prompts'), { recursive: true });
    expect(await soundOf('prompt:hello')).toHaveLength(24_000);
    skippedMs = 31_000;
    await expect(piecesOf('prompt:hello')).rejects.toMatchObject({ code: 'media.promptMissing' });
  });

  it('too long to be kept are read second by second, the same samples, and shared while they are at hand', async () => {
    const small = make(false, 100_000);
    const long = sweep(200, 4000, 7400, 22_050);
    await writeFile(join(dir, 'prompts', 'long.wav'), writeWav({ rateHz: 22_050, channels: [long, long] }));
    const heard = await soundOf('prompt:long', 16_000, small);
    expect(heard).toEqual(resample(long, 22_050, 16_000));
    expect(slices).toBe(8);
    const calls = [1, 2].map(() => small.open('prompt:long', 16_000, never)[Symbol.asyncIterator]());
    const together: number[][] = [[], []];
    for (let second = 0; second < 8; second += 1) {
      const pieces = await Promise.all(calls.map((call) => call.next()));
      for (const [call, { value }] of pieces.entries()) together[call]?.push(...value);
    }
    expect(together.map((samples) => Int16Array.from(samples))).toEqual([heard, heard]);
    await Promise.all(calls.map((call) => call.return?.()));
    // Each second was made once for the two.
    expect(slices).toBeLessThanOrEqual(16);
    await small.close();
  });

  it('of an hour begin at once, and take no more memory than a second of it', async () => {
    const header = formatWavHeader(44_100, 2, 3600 * 44_100 * 4);
    const file = await open(join(dir, 'prompts', 'hour.wav'), 'w');
    await file.write(header);
    await file.truncate(44 + 3600 * 44_100 * 4);
    await file.close();
    const pieces = store.open('prompt:hour', 8000, never)[Symbol.asyncIterator]();
    for (let second = 0; second < 3; second += 1) expect((await pieces.next()).value).toHaveLength(8000);
    await pieces.return?.();
    expect(slices).toBe(3);
  });

  it('are read again when they have changed, at the latest after half a minute', async () => {
    await piecesOf('prompt:hello');
    await writeFile(
      join(dir, 'prompts', 'hello.wav'),
      writeWav({ rateHz: 16_000, channels: [sine(900, 100, 16_000)] }),
    );
    await utimes(join(dir, 'prompts', 'hello.wav'), 1, 1);
    skippedMs = 31_000;
    expect(await soundOf('prompt:hello')).toHaveLength(1600);
  });

  it('may be stereo, mu-law, or of any rate', async () => {
    const stereo = writeWav({ rateHz: 8000, channels: [sine(600, 500, 8000), sine(600, 500, 8000)] });
    await writeFile(join(dir, 'prompts', 'stereo.wav'), stereo);
    expect(snrDb(sine(600, 500, 8000), await soundOf('prompt:stereo', 8000))).toBeGreaterThan(60);
  });

  it.each([
    ['prompt:nobody', 'media.promptMissing'],
    ['nobody.wav', 'media.promptMissing'],
    ['../secret.wav', 'media.promptRefused'],
    ['sub/../../secret.wav', 'media.promptRefused'],
    ['/etc/passwd', 'media.promptRefused'],
    ['.', 'media.promptRefused'],
    ['sub', 'media.promptRefused'],
    ['link.wav', 'media.promptRefused'],
    ['prompt:../secret', 'media.promptRefused'],
    ['file:///etc/passwd', 'media.promptRefused'],
    ['data:audio/wav;base64,AAAA', 'media.promptRefused'],
    ['ftp://example.org/a.wav', 'media.promptRefused'],
    ['a\0b.wav', 'media.promptRefused'],
    ['text.wav', 'media.promptUnreadable'],
    ['empty.wav', 'media.promptUnreadable'],
    ['silent.wav', 'media.promptUnreadable'],
  ])('refuses %s as %s', async (url, code) => {
    await symlink(join(dir, 'secret.wav'), join(dir, 'prompts', 'link.wav'));
    await writeFile(join(dir, 'prompts', 'text.wav'), 'this is no sound');
    await writeFile(join(dir, 'prompts', 'empty.wav'), '');
    await writeFile(join(dir, 'prompts', 'silent.wav'), writeWav({ rateHz: 8000, channels: [new Int16Array(0)] }));
    await expect(piecesOf(url)).rejects.toMatchObject({ code });
  });

  it('stops decoding when nobody listens any more', async () => {
    const abort = new AbortController();
    const pieces = store.open('prompt:hello', 16_000, abort.signal)[Symbol.asyncIterator]();
    await pieces.next();
    abort.abort(new Error('enough'));
    await expect(
      (async () => {
        while (!(await pieces.next()).done);
      })(),
    ).rejects.toThrow('enough');
  });
});

describe('other formats', () => {
  it('are decoded by the decoder thread’s work: an AIFF file', async () => {
    await writeFile(join(dir, 'prompts', 'a.aiff'), aiff(sine(600, 500, 16_000), 16_000));
    const heard = await soundOf('a.aiff', 16_000);
    expect(snrDb(sine(600, 500, 16_000), heard)).toBeGreaterThan(60);
  });
});

/** A plain AIFF file: big-endian, its rate an 80-bit number. */
function aiff(samples: Int16Array, rateHz: number): Uint8Array {
  const bytes = new Uint8Array(12 + 26 + 16 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, tag: string) => bytes.set(new TextEncoder().encode(tag), at);
  text(0, 'FORM');
  view.setUint32(4, bytes.length - 8);
  text(8, 'AIFFCOMM');
  view.setUint32(16, 18);
  view.setUint16(20, 1);
  view.setUint32(22, samples.length);
  view.setUint16(26, 16);
  const exponent = Math.floor(Math.log2(rateHz));
  view.setUint16(28, 16_383 + exponent);
  view.setUint32(30, rateHz * 2 ** (31 - exponent));
  text(38, 'SSND');
  view.setUint32(42, samples.length * 2 + 8);
  for (const [i, sample] of samples.entries()) view.setInt16(54 + i * 2, sample);
  return bytes;
}

it('knows mu-law files', async () => {
  const bytes = writeWav({ rateHz: 8000, channels: [new Int16Array(400)] }).slice(0, 44 + 800);
  const view = new DataView(bytes.buffer);
  view.setUint16(20, 7, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  bytes.set(encodeG711('mulaw', sine(600, 100, 8000)), 44);
  await writeFile(join(dir, 'prompts', 'law.wav'), bytes);
  expect(snrDb(sine(600, 100, 8000), await soundOf('prompt:law', 8000))).toBeGreaterThan(30);
});
