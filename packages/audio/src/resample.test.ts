import { describe, expect, it } from 'vitest';
import { Resampler, resample } from './resample.js';
import { levelDb, sine, snrDb } from './signal.js';

/** The middle of a sound: where no filter is still filling up. */
const middle = (samples: Int16Array): Int16Array =>
  samples.subarray(Math.floor(samples.length / 4), Math.floor((samples.length * 3) / 4));

describe.each([
  [8000, 16_000],
  [16_000, 8000],
  [48_000, 16_000],
  [16_000, 48_000],
  [22_050, 16_000],
  [44_100, 8000],
  [24_000, 8000],
])('from %i to %i Hz', (fromHz, toHz) => {
  it.each([300, 1000, 3000])('keeps a tone of %i Hz in place at more than 60 dB of signal to noise', (frequencyHz) => {
    const heard = resample(sine(frequencyHz, 400, fromHz), fromHz, toHz);
    expect(snrDb(middle(sine(frequencyHz, 400, toHz)), middle(heard))).toBeGreaterThan(60);
  });

  it('keeps the length', () => {
    expect(resample(new Int16Array(fromHz), fromHz, toHz)).toHaveLength(toHz);
  });

  it('gives the same in blocks of 20 ms as in one piece', () => {
    const tone = sine(700, 400, fromHz);
    const whole = new Resampler(fromHz, toHz).process(tone);
    const inBlocks = new Resampler(fromHz, toHz);
    const blockLength = Math.floor(fromHz / 50);
    const pieces: number[] = [];
    for (let at = 0; at < tone.length; at += blockLength)
      pieces.push(...inBlocks.process(tone.subarray(at, at + blockLength)));
    expect(Int16Array.from(pieces)).toEqual(whole);
  });
});

it('removes what the lower rate cannot carry, by 60 dB', () => {
  const heard = middle(resample(sine(5000, 400, 16_000), 16_000, 8000));
  expect(levelDb(heard)).toBeLessThan(levelDb(sine(5000, 400, 16_000)) - 60);
});

it.each([
  [16_000, 8000],
  [8000, 16_000],
  [48_000, 16_000],
])('keeps the telephone band from %i to %i Hz, to 1 dB', (fromHz, toHz) => {
  const frequencyHz = (Math.min(fromHz, toHz) * 3400) / 8000;
  const heard = middle(resample(sine(frequencyHz, 400, fromHz), fromHz, toHz));
  expect(Math.abs(levelDb(heard) - levelDb(sine(frequencyHz, 400, toHz)))).toBeLessThan(1);
});

it.each([4200, 4500, 6000])('removes %i Hz of 16 kHz by 80 dB from 8 kHz', (frequencyHz) => {
  const heard = middle(resample(sine(frequencyHz, 400, 16_000), 16_000, 8000));
  expect(levelDb(heard)).toBeLessThan(levelDb(sine(frequencyHz, 400, 16_000)) - 80);
});

it('gives the same into a buffer of its caller', () => {
  const tone = sine(700, 200, 8000);
  const [one, other] = [new Resampler(8000, 16_000), new Resampler(8000, 16_000)];
  const target = new Int16Array(320);
  for (let at = 0; at < tone.length; at += 160) {
    const block = tone.subarray(at, at + 160);
    expect(other.processInto(block, target)).toBe(320);
    expect(target).toEqual(one.process(block));
  }
});

it('gives equal blocks for equal blocks, from the first on', () => {
  const resampler = new Resampler(8000, 16_000);
  for (let i = 0; i < 5; i++) expect(resampler.process(new Int16Array(160))).toHaveLength(320);
});

it('lags by as much as it says', () => {
  const resampler = new Resampler(8000, 16_000);
  const impulse = new Int16Array(160);
  impulse[0] = 16_000;
  const heard = [...resampler.process(impulse)];
  expect(heard.indexOf(Math.max(...heard)) / 16).toBe(resampler.delayMs);
});

it('does not touch sound that has the right rate', () => {
  const tone = sine(1000, 20, 8000);
  expect(resample(tone, 8000, 8000)).toBe(tone);
});

it('refuses rates that make no sense', () => {
  for (const [fromHz, toHz] of [
    [0, 8000],
    [8000.5, 8000],
    [192_001, 191_999],
  ] as const)
    expect(() => resample(sine(1, 1, 8000), fromHz, toHz)).toThrow(expect.objectContaining({ code: 'audio.badRate' }));
});
