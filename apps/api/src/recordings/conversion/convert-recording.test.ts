import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AudioError, findSound, floatToInt16, levelDb, sweep, writeWav } from '@callwright/audio';
import decode from 'audio-decode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConversionJob, convertRecording } from './convert-recording.js';
import { ENDINGS } from './sound-encoder.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-conversion-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** The caller speaks from 1.0 to 1.6 s, we do from 2.5 to 3.1 s, and nobody else says anything in 3.5 s. */
const at = (rateHz: number, ms: number): number => Math.round((ms * rateHz) / 1000);
const spoken = (rateHz: number): Int16Array => sweep(300, 3000, 600, rateHz);
const call = (rateHz: number): readonly [Int16Array, Int16Array] => {
  const sides = [new Int16Array(at(rateHz, 3500)), new Int16Array(at(rateHz, 3500))] as const;
  sides[0].set(spoken(rateHz), at(rateHz, 1000));
  sides[1].set(spoken(rateHz), at(rateHz, 2500));
  return sides;
};
const convert = async (rateHz: number, job: Pick<ConversionJob, 'format' | 'channels'>) => {
  const from = join(dir, 'a.wav');
  const to = join(dir, `b.${ENDINGS[job.format]}`);
  await writeFile(from, writeWav({ rateHz, channels: call(rateHz) }));
  const percents: number[] = [];
  const { sizeBytes } = await convertRecording({ from, to, ...job }, (percent) => percents.push(percent));
  expect(sizeBytes).toBe((await stat(to)).size);
  expect(await readdir(dir)).not.toContain(`b.${ENDINGS[job.format]}.part`);
  expect(percents.at(-1)).toBe(100);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  const sound = await decode(await readFile(to));
  return { rateHz: sound.sampleRate, channels: sound.channelData.map((channel) => floatToInt16(channel)), sizeBytes };
};
/** How far from its place something is, in ms. */
const shiftOf = (channel: Int16Array | undefined, rateHz: number, placeMs: number): number => {
  const from = at(rateHz, placeMs - 20);
  const around = (channel ?? new Int16Array(0)).slice(from, at(rateHz, placeMs + 190));
  const { offset, correlation } = findSound(around, spoken(rateHz).slice(0, at(rateHz, 150)));
  expect(correlation).toBeGreaterThan(0.8);
  return ((offset + from) * 1000) / rateHz - placeMs;
};

describe.each(['mp3', 'opus', 'wav'] as const)('a recording as %s', (format) => {
  it.each([8000, 16_000, 44_100, 48_000])(
    'has what was said in its place, each side on its own channel, of %d Hz',
    async (rate) => {
      const { rateHz, channels } = await convert(rate, { format, channels: 'stereo' });
      expect(channels).toHaveLength(2);
      const [caller, callee] = channels;
      expect(Math.abs((caller?.length ?? 0) / rateHz - 3.5)).toBeLessThan(0.001);
      expect(Math.abs(shiftOf(caller, rateHz, 1000))).toBeLessThan(1);
      expect(Math.abs(shiftOf(callee, rateHz, 2500))).toBeLessThan(1);
      const during = (channel: Int16Array | undefined, ms: number) =>
        levelDb(channel?.slice(at(rateHz, ms), at(rateHz, ms + 400)) ?? new Int16Array(0));
      expect(during(callee, 1100)).toBeLessThan(during(caller, 1100) - 30);
      expect(during(caller, 2600)).toBeLessThan(during(callee, 2600) - 30);
      // Where a secret was entered nothing comes back.
      expect(during(caller, 1850)).toBeLessThan(-70);
    },
  );

  it('is a mix of both sides in mono', async () => {
    const { rateHz, channels } = await convert(8000, { format, channels: 'mono' });
    expect(channels).toHaveLength(1);
    expect(Math.abs((channels[0]?.length ?? 0) / rateHz - 3.5)).toBeLessThan(0.001);
    for (const placeMs of [1000, 2500]) expect(Math.abs(shiftOf(channels[0], rateHz, placeMs))).toBeLessThan(1);
  });
});

describe('a file that another program has written (see fixtures)', () => {
  it.each([
    ['mp3', 'stereo'],
    ['opus', 'stereo'],
    ['wav', 'stereo'],
    ['mp3', 'mono'],
    ['opus', 'mono'],
    ['wav', 'mono'],
  ] as const)('becomes %s in %s, with all in its place', async (format, channels) => {
    const from = fileURLToPath(new URL('./fixtures/call.ffmpeg.wav', import.meta.url));
    const to = join(dir, `b.${ENDINGS[format]}`);
    await convertRecording({ from, to, format, channels }, () => undefined);
    const { sampleRate, channelData } = await decode(await readFile(to));
    const sides = channelData.map((channel) => floatToInt16(channel));
    expect(sides).toHaveLength(channels === 'mono' ? 1 : 2);
    expect(Math.abs((sides[0]?.length ?? 0) / sampleRate - 1.4)).toBeLessThan(0.001);
    expect(Math.abs(shiftOf(sides[0], sampleRate, 100))).toBeLessThan(1);
    expect(Math.abs(shiftOf(sides.at(-1), sampleRate, 700))).toBeLessThan(1);
  });
});

it('is much smaller than what it was made of', async () => {
  const { sizeBytes: wav } = await convert(16_000, { format: 'wav', channels: 'stereo' });
  const { sizeBytes: mp3 } = await convert(16_000, { format: 'mp3', channels: 'stereo' });
  const { sizeBytes: opus } = await convert(16_000, { format: 'opus', channels: 'mono' });
  expect([mp3 < wav / 6, opus < wav / 15]).toEqual([true, true]);
});

it('turns an empty recording into an empty file', async () => {
  const from = join(dir, 'a.wav');
  await writeFile(from, writeWav({ rateHz: 8000, channels: [new Int16Array(0), new Int16Array(0)] }));
  for (const format of ['mp3', 'opus', 'wav'] as const)
    await convertRecording({ from, to: join(dir, `b.${format}`), format, channels: 'mono' }, () => undefined);
  expect((await stat(join(dir, 'b.wav'))).size).toBe(44);
});

it('leaves nothing behind when it fails', async () => {
  const from = join(dir, 'a.wav');
  await writeFile(from, 'x'.repeat(1000));
  const job = { from, to: join(dir, 'b.mp3'), format: 'mp3', channels: 'mono' } as const;
  await expect(convertRecording(job, () => undefined)).rejects.toThrow(AudioError);
  expect(await readdir(dir)).toEqual(['a.wav']);
});
