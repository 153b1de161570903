import { describe, expect, it } from 'vitest';
import { levelDb, sine } from './signal.js';
import { WaveformConcealer } from './waveform-concealer.js';

const RATE_HZ = 8000;
const BLOCK = 160;
const tone = sine(150, 1000, RATE_HZ, 0.5);

/** A second of a tone of which some blocks are lost. */
function withLosses(sound: Int16Array, lost: readonly number[]): Int16Array {
  const concealer = new WaveformConcealer(RATE_HZ);
  const out = sound.slice();
  for (let block = 0; block < sound.length / BLOCK; block++) {
    const samples = out.subarray(block * BLOCK, (block + 1) * BLOCK);
    if (lost.includes(block)) concealer.conceal(samples);
    else concealer.heard(samples);
  }
  return out;
}
const largestStep = (samples: Int16Array): number =>
  samples.reduce((most, sample, i) => Math.max(most, i === 0 ? 0 : Math.abs(sample - (samples[i - 1] ?? 0))), 0);

describe('a lost block', () => {
  it('sounds like what was before it', () => {
    const heard = withLosses(tone, [20]).subarray(20 * BLOCK, 21 * BLOCK);
    expect(Math.abs(levelDb(heard) - levelDb(tone))).toBeLessThan(1.5);
  });

  it.each([[[20]], [[20, 21]], [[20, 21, 22, 23]], [[20, 22, 24]]])('leaves no click where %j are lost', (lost) => {
    expect(largestStep(withLosses(tone, lost))).toBeLessThan(1.6 * largestStep(tone));
  });

  it('fades to silence within 60 ms', () => {
    const heard = withLosses(tone, [20, 21, 22, 23, 24]);
    const levels = [20, 21, 22].map((block) => levelDb(heard.subarray(block * BLOCK, (block + 1) * BLOCK)));
    expect(levels[1]).toBeLessThan(levels[0] ?? 0);
    expect(levels[2]).toBeLessThan(levels[1] ?? 0);
    expect(levelDb(heard.subarray(23 * BLOCK, 25 * BLOCK))).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is silence when nothing was heard yet', () => {
    expect(levelDb(withLosses(tone, [0]).subarray(0, BLOCK))).toBe(Number.NEGATIVE_INFINITY);
  });

  it('leaves alone what lies more than 10 ms behind it', () => {
    const heard = withLosses(tone, [20, 21]);
    expect(heard.subarray(22 * BLOCK + 80)).toEqual(tone.subarray(22 * BLOCK + 80));
  });
});
