import { readFileSync } from 'node:fs';
import { Resampler, resample, sine, snrDb, soundFormatOf, sweep } from '@callwright/audio';
import { describe, expect, it, vi } from 'vitest';
import { flacFile, mp3File, mp3Frames, mp4File, opusFile, vorbisFile } from './fixtures/sound-files.js';
import { decodedChunks, decodePromptJob, LONGEST_DECODED_S } from './prompt-jobs.js';

const RATE_HZ = 16_000;
const tone = (rateHz: number): Int16Array => sweep(300, 1500, 800, rateHz);
const decoded = async (bytes: Uint8Array, rateHz = RATE_HZ): Promise<Int16Array> =>
  (await decodePromptJob({ bytes, rateHz })).output;

/** How well a sound is heard, wherever the encoder's own delay puts it. */
function likeness(heard: Int16Array, wanted: Int16Array): number {
  const inner = wanted.subarray(wanted.length / 4, (wanted.length * 3) / 4);
  let best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at + inner.length <= heard.length; at++)
    best = Math.max(best, snrDb(inner, heard.subarray(at, at + inner.length)));
  return best;
}

const mp4 = async (sampleCount?: number): Promise<Uint8Array> =>
  mp4File(mp3Frames(await mp3File(tone(44_100), 44_100), 44_100), 44_100, sampleCount);

const files: readonly (readonly [string, string, number, () => Promise<Uint8Array>])[] = [
  ['mp3', 'mp3', 15, () => mp3File(tone(44_100), 44_100)],
  ['mp3 with a tag', 'mp3', 15, async () => Buffer.concat([id3, await mp3File(tone(22_050), 22_050)])],
  ['ogg with Vorbis', 'oga', 15, () => vorbisFile(tone(44_100), 44_100)],
  ['ogg with Opus', 'opus', 12, () => opusFile(tone(48_000))],
  ['flac', 'flac', 45, async () => flacFile(tone(44_100), 44_100)],
  ['m4a', 'm4a', 15, mp4],
];
const id3 = Buffer.from([...Buffer.from('ID3'), 4, 0, 0, 0, 0, 1, 0, ...new Uint8Array(128)]);

describe.each(files)('a file of %s', (_, format, leastDb, make) => {
  it('is known by its bytes and sounds as it should', async () => {
    const bytes = await make();
    expect(soundFormatOf(bytes)).toBe(format);
    const heard = await decoded(bytes);
    expect(heard.length / RATE_HZ).toBeGreaterThan(0.78);
    expect(heard.length / RATE_HZ).toBeLessThan(0.95);
    expect(likeness(heard, tone(RATE_HZ))).toBeGreaterThan(leastDb);
  });

  it('that breaks off is refused or plays as far as it goes, and no longer', async () => {
    const bytes = await make();
    const heard = await decoded(bytes.slice(0, bytes.length / 2)).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'media.promptUnreadable' });
      return new Int16Array(0);
    });
    expect(heard.length / RATE_HZ).toBeLessThan(0.6);
  });

  it('whose bytes are damaged is refused or sounds damaged, in bounded time', async () => {
    const bytes = (await make()).slice();
    for (let at = 64; at < bytes.length; at += 7) bytes[at] = (at * 31) & 0xff;
    const heard = await decoded(bytes).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'media.promptUnreadable' });
      return new Int16Array(0);
    });
    expect(heard.length / RATE_HZ).toBeLessThan(60);
  });
});

describe('a file that another program has written (see fixtures/foreign)', () => {
  it.each([
    ['vbr-stereo.mp3', 'mp3', 15],
    ['vorbis.ogg', 'oga', 15],
    ['opus.ogg', 'opus', 12],
    ['24-bit-stereo.flac', 'flac', 45],
    ['aac.m4a', 'm4a', 15],
    ['24-bit.wav', 'wav', 45],
  ])('is known by its bytes and sounds as it should: %s', async (name, format, leastDb) => {
    const bytes = Uint8Array.from(readFileSync(new URL(`./fixtures/foreign/${name}`, import.meta.url)));
    expect(soundFormatOf(bytes)).toBe(format);
    const heard = await decoded(bytes);
    expect(heard.length / RATE_HZ).toBeGreaterThan(0.78);
    expect(heard.length / RATE_HZ).toBeLessThan(0.95);
    expect(likeness(heard, tone(RATE_HZ))).toBeGreaterThan(leastDb);
  });
});

it('is refused when it is nothing we know, or has no sound', async () => {
  for (const bytes of [
    new Uint8Array(0),
    Buffer.from('<html>no sound</html>'),
    Buffer.from('fLaC'),
    new Uint8Array(99),
  ])
    await expect(decoded(bytes)).rejects.toMatchObject({ code: 'media.promptUnreadable' });
});

it('is refused when its tables claim more samples than it has bytes', async () => {
  await expect(decoded(await mp4(0xffff_fff0))).rejects.toMatchObject({ code: 'media.promptUnreadable' });
});

it('is refused when it is longer than what is decoded whole, however few bytes that takes', async () => {
  const bytes = flacFile(new Int16Array((LONGEST_DECODED_S + 1) * 8000), 8000);
  expect(bytes.length).toBeLessThan(20_000);
  await expect(decoded(bytes, 8000)).rejects.toMatchObject({
    code: 'media.promptUnreadable',
    message: expect.stringMatching(/10 minutes/),
  });
});

it('is refused before it is brought to the rate of the call, when few bytes hold much at a rate nobody records at', async () => {
  const bytes = flacFile(new Int16Array(2_000_000), 1000);
  expect(bytes.length).toBeLessThan(8192);
  const resampled = vi.spyOn(Resampler.prototype, 'process');
  await expect(decoded(bytes)).rejects.toMatchObject({
    code: 'media.promptUnreadable',
    message: expect.stringMatching(/10 minutes/),
  });
  expect(resampled).not.toHaveBeenCalled();
  resampled.mockRestore();
});

it.each([1, 2, 8])(
  'is decoded in pieces of bounded size, however much a few bytes hold: FLAC of %d channels',
  async (channelCount) => {
    const blockLength = 65_535;
    const blockCount = 240 / channelCount;
    const bytes = flacFile(new Int16Array(blockLength * blockCount), 44_100, { channelCount, blockLength });
    // No more than would be decoded at once.
    expect(bytes.length).toBeLessThan(4096);
    let most = 0;
    let all = 0;
    for await (const { channelData } of decodedChunks(bytes, 'flac')) {
      const sampleCount = channelData[0]?.length ?? 0;
      most = Math.max(most, channelData.length * sampleCount * Float32Array.BYTES_PER_ELEMENT);
      all += sampleCount;
    }
    expect(most).toBeLessThan(24 * 1024 * 1024);
    expect(all).toBe(blockLength * blockCount);
  },
);

it('is had at the rate of the call', async () => {
  const heard = await decoded(flacFile(sine(600, 500, 16_000), 16_000), 8000);
  const wanted = resample(sine(600, 500, 16_000), 16_000, 8000);
  expect(heard).toHaveLength(wanted.length);
  expect(snrDb(wanted, heard)).toBeGreaterThan(70);
});
