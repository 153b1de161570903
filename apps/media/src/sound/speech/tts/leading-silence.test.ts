import { sine } from '@callwright/audio';
import { describe, expect, it } from 'vitest';
import { withoutLeadingSilence } from './leading-silence.js';

const RATE_HZ = 8000;
const tone = sine(440, 100, RATE_HZ);
const silenceThen = (silentMs: number, level = 0): Int16Array => {
  const sound = new Int16Array((silentMs * RATE_HZ) / 1000 + tone.length).fill(level);
  sound.set(tone, sound.length - tone.length);
  return sound;
};

describe('the silence a voice begins with', () => {
  it('is cut to 20 ms, so that the caller need not wait for it', () => {
    const heard = withoutLeadingSilence(silenceThen(240), RATE_HZ);
    expect(heard.length).toBeGreaterThanOrEqual(tone.length + 0.019 * RATE_HZ);
    expect(heard.length).toBeLessThanOrEqual(tone.length + 0.022 * RATE_HZ);
    expect(heard.subarray(-tone.length)).toEqual(tone);
  });

  it('may be noise that nobody hears', () => {
    expect(withoutLeadingSilence(silenceThen(240, 40), RATE_HZ).length).toBeLessThan(tone.length + 0.022 * RATE_HZ);
  });

  it('is left as it is when it is short', () => {
    expect(withoutLeadingSilence(silenceThen(10), RATE_HZ)).toEqual(silenceThen(10));
  });

  it('stays when there is nothing else', () => {
    const silence = new Int16Array(800);
    expect(withoutLeadingSilence(silence, RATE_HZ)).toEqual(silence);
  });
});
