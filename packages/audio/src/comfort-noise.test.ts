import { describe, expect, it } from 'vitest';
import { ComfortNoise } from './comfort-noise.js';
import { levelDb, sine } from './signal.js';

const noiseOf = (noise: ComfortNoise): number => {
  const samples = new Int16Array(8000);
  noise.addTo(samples, { at: 0, count: samples.length }, 1, 1);
  return levelDb(samples);
};
const quiet = sine(300, 20, 8000, 0.004);

describe('comfort noise', () => {
  it('is digital silence before anything was heard', () => {
    expect(noiseOf(new ComfortNoise())).toBe(Number.NEGATIVE_INFINITY);
  });

  it('has the level of the quietest that was heard lately', () => {
    const noise = new ComfortNoise();
    for (let i = 0; i < 50; i++) noise.learn(i % 5 === 0 ? quiet : sine(300, 20, 8000, 0.5));
    expect(Math.abs(noiseOf(noise) - levelDb(quiet))).toBeLessThan(2);
  });

  it('takes nothing loud for background', () => {
    const noise = new ComfortNoise();
    for (let i = 0; i < 500; i++) noise.learn(sine(300, 20, 8000, 0.5));
    expect(noiseOf(noise)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is as loud as the sender says, until they send sound again', () => {
    const noise = new ComfortNoise();
    noise.learn(new Int16Array(160));
    noise.take(Uint8Array.of(48, 0, 0));
    expect(noiseOf(noise)).toBeCloseTo(-48, 0);
    noise.learn(new Int16Array(160));
    expect(noiseOf(noise)).toBe(Number.NEGATIVE_INFINITY);
  });
});
