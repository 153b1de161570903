import { beforeAll, expect, it } from 'vitest';
import { FliteEngine, fliteVoices } from './flite-engine.js';

let engine: FliteEngine;
beforeAll(async () => {
  engine = await FliteEngine.load();
});

/** Rate and sample count as the WAV header tells them. */
const measure = (wav: Uint8Array) => {
  const view = new DataView(wav.buffer, wav.byteOffset);
  return { rateHz: view.getUint32(24, true), sampleCount: view.getUint32(40, true) / 2, sizeBytes: wav.length };
};

it.each(fliteVoices)('speaks with the voice %s', (voice) => {
  const { rateHz, sampleCount, sizeBytes } = measure(engine.speak('Welcome to the front desk.', voice, 1));
  expect(rateHz).toBe(voice === 'kal' ? 8000 : 16_000);
  expect(sampleCount / rateHz).toBeGreaterThan(1);
  expect(sampleCount / rateHz).toBeLessThan(3);
  expect(sizeBytes).toBe(44 + sampleCount * 2);
});

it('says the same text the same way each time', () => {
  const first = engine.speak('Press one.', 'slt', 1);
  expect(Buffer.compare(engine.speak('Press one.', 'slt', 1), first)).toBe(0);
});

it('takes half the time at twice the speed', () => {
  const text = 'Please hold the line while we connect you.';
  const normal = measure(engine.speak(text, 'rms', 1)).sampleCount;
  const fast = measure(engine.speak(text, 'rms', 2)).sampleCount;
  expect(fast / normal).toBeGreaterThan(0.45);
  expect(fast / normal).toBeLessThan(0.6);
});
