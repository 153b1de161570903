import { applyGain, sine } from '@callwright/audio';
import { describe, expect, it } from 'vitest';
import { LeadingSilence } from './leading-silence.js';

const RATE_HZ = 8000;
const tone = sine(440, 100, RATE_HZ);
const silenceThen = (silentMs: number, level = 0): Int16Array => {
  const sound = new Int16Array((silentMs * RATE_HZ) / 1000 + tone.length).fill(level);
  sound.set(tone, sound.length - tone.length);
  return sound;
};

/** What is heard of a sound that comes in parts of so many samples. */
function withoutLeadingSilence(samples: Int16Array, rateHz: number, partCount = samples.length): Int16Array {
  const silence = new LeadingSilence(rateHz);
  const heard: number[] = [];
  for (let at = 0; at < samples.length; at += partCount)
    heard.push(...silence.process(samples.subarray(at, at + partCount)));
  return Int16Array.from([...heard, ...silence.flush()]);
}

/** A tone that swells from nothing, as an h or an f does. */
const swelling = (swellMs: number): Int16Array => {
  const sound = sine(440, swellMs + 100, RATE_HZ);
  applyGain(sound.subarray(0, (swellMs * RATE_HZ) / 1000), 0, 0.02);
  return sound;
};

describe('the silence a voice begins with', () => {
  it('is cut to 10 ms, so that the caller need not wait for it', () => {
    const heard = withoutLeadingSilence(silenceThen(240), RATE_HZ);
    expect(heard.length).toBeGreaterThanOrEqual(tone.length + 0.009 * RATE_HZ);
    expect(heard.length).toBeLessThanOrEqual(tone.length + 0.012 * RATE_HZ);
    expect(heard.subarray(-tone.length)).toEqual(tone);
  });

  it('may be noise that nobody hears', () => {
    expect(withoutLeadingSilence(silenceThen(240, 40), RATE_HZ).length).toBeLessThan(tone.length + 0.012 * RATE_HZ);
  });

  it('is left as it is when it is short', () => {
    expect(withoutLeadingSilence(silenceThen(8), RATE_HZ)).toEqual(silenceThen(8));
  });

  it('stays when there is nothing else', () => {
    const silence = new Int16Array(800);
    expect(withoutLeadingSilence(silence, RATE_HZ)).toEqual(silence);
  });

  it('is the same however small the parts are', () => {
    const sound = silenceThen(240, 40);
    expect(withoutLeadingSilence(sound, RATE_HZ, 100)).toEqual(withoutLeadingSilence(sound, RATE_HZ));
  });

  it.each([0, 4])('does not take a soft beginning with it, over noise of %i', (noise) => {
    const sound = swelling(120);
    const whole = Int16Array.from(
      [...new Int16Array(1600), ...sound],
      (sample, i) => sample + (i % 2 ? noise : -noise),
    );
    const heard = withoutLeadingSilence(whole, RATE_HZ);
    // Only what is below any hearing may go: the first few milliseconds of the swell.
    expect(heard.length).toBeGreaterThan(sound.length);
    expect(heard.length).toBeLessThan(sound.length + 0.03 * RATE_HZ);
  });
});
