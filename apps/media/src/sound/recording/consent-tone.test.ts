import { isSilent, levelDb } from '@callwright/audio';
import { expect, it } from 'vitest';
import { ConsentTone } from './consent-tone.js';

const RATE_HZ = 8000;
const listen = (tone: ConsentTone, durationMs: number): boolean[] =>
  Array.from({ length: durationMs / 20 }, () => {
    const block = new Int16Array(160).fill(77);
    tone.pull(block);
    expect(tone.isIdle).toBe(isSilent(block));
    return !isSilent(block);
  });
const beginnings = (heard: readonly boolean[]): number[] =>
  heard.flatMap((isLoud, at) => (isLoud && !heard[at - 1] ? [at * 20] : []));

it('beeps for 200 ms when a recording begins, and every 15 seconds of it', () => {
  const tone = new ConsentTone(RATE_HZ);
  tone.isOn = true;
  const heard = listen(tone, 31_000);
  expect(beginnings(heard)).toEqual([0, 15_000, 30_000]);
  expect(heard.filter(Boolean)).toHaveLength(30);
});

it('is silent while nothing is recorded, and beeps again as soon as it goes on', () => {
  const tone = new ConsentTone(RATE_HZ);
  expect(beginnings(listen(tone, 400))).toEqual([]);
  tone.isOn = true;
  tone.isOn = true;
  expect(beginnings(listen(tone, 1000))).toEqual([0]);
  tone.isOn = false;
  expect(beginnings(listen(tone, 20_000))).toEqual([]);
  tone.isOn = true;
  expect(beginnings(listen(tone, 1000))).toEqual([0]);
});

it('is quiet enough to talk over, and begins and ends without a click', () => {
  const tone = new ConsentTone(16_000);
  tone.isOn = true;
  const block = new Int16Array(320);
  tone.pull(block);
  expect(Math.abs(block[1] ?? 0)).toBeLessThan(100);
  tone.pull(block);
  expect(levelDb(block)).toBeGreaterThan(-24);
  expect(levelDb(block)).toBeLessThan(-19);
});
