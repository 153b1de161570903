import { describe, expect, it } from 'vitest';
import { saturate } from './block.js';
import { DtmfDetector } from './dtmf-detector.js';
import { dtmfTones, keyFrequencies, type ToneTiming } from './dtmf-tones.js';
import { decodeG711, encodeG711 } from './g711.js';
import { sine, sweep } from './signal.js';
import type { KeyChange } from './telephone-event.js';

function detect(sound: Int16Array, rateHz: number): KeyChange[] {
  const keys: KeyChange[] = [];
  const detector = new DtmfDetector(rateHz, (change) => keys.push(change));
  const length = rateHz / 50;
  for (let at = 0; at + length <= sound.length; at += length) detector.process(sound.subarray(at, at + length));
  return keys;
}
const started = (keys: readonly KeyChange[]): string =>
  keys
    .filter(({ phase }) => phase === 'start')
    .map(({ digit }) => digit)
    .join('');

/** White noise so many dB below the tones, the same every time; then the telephone's mu-law. */
function overTheTelephone(sound: Int16Array, snrDb: number): Int16Array {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed / 0x3fffffff - 1;
  };
  // Each key is two sines at 0.35: a mean square of 0.1225; uniform noise of amplitude a has a third of a squared.
  const amplitude = Math.sqrt(3 * 0.1225 * 10 ** (-snrDb / 10)) * 32_767;
  return decodeG711(
    'mulaw',
    encodeG711(
      'mulaw',
      sound.map((sample) => saturate(sample + amplitude * random())),
    ),
  );
}

const ALL = '123A456B789C*0#D';

/** Keys whose higher tone is so many dB louder than the lower; both together as loud as those of `dtmfTones`. */
function twisted(digits: string, rateHz: number, { toneMs, gapMs }: ToneTiming, twistDb: number): Int16Array {
  const ratio = 10 ** (twistDb / 20);
  const low = 0.35 * Math.sqrt(2 / (1 + ratio * ratio));
  const length = (rateHz * (toneMs + gapMs)) / 1000;
  const out = new Int16Array(digits.length * length);
  for (const [n, digit] of [...digits].entries()) {
    const [lowHz, highHz] = keyFrequencies(digit) ?? [0, 0];
    const tones = [sine(lowHz, toneMs, rateHz, low), sine(highHz, toneMs, rateHz, low * ratio)];
    for (let i = 0; i < (rateHz * toneMs) / 1000; i++)
      out[n * length + i] = saturate((tones[0]?.[i] ?? 0) + (tones[1]?.[i] ?? 0));
  }
  return out;
}

describe.each([8000, 16_000])('at %i Hz', (rateHz) => {
  it.each([30, 15, 10])('hears every key once at %i dB of signal to noise', (snrDb) => {
    const sound = overTheTelephone(dtmfTones(ALL, rateHz, { toneMs: 80, gapMs: 80 }), snrDb);
    const keys = detect(sound, rateHz);
    expect(started(keys)).toBe(ALL);
    expect(keys).toHaveLength(2 * ALL.length);
  });

  it.each([50, 60, 80])('hears every key of %i ms once, at any twist and noise, wherever it begins', (toneMs) => {
    for (const snrDb of [30, 15, 10])
      for (const twistDb of [-8, 0, 8])
        for (const shiftMs of [0, 7, 13]) {
          const tones = twisted(ALL, rateHz, { toneMs, gapMs: 60 }, twistDb);
          const sound = new Int16Array(tones.length + (rateHz * (shiftMs + 60)) / 1000);
          sound.set(tones, (rateHz * shiftMs) / 1000);
          expect(started(detect(overTheTelephone(sound, snrDb), rateHz))).toBe(ALL);
        }
  });

  it('hears keys wherever they begin within a block', () => {
    for (let shiftMs = 0; shiftMs < 20; shiftMs += 3) {
      const quiet = new Int16Array((shiftMs * rateHz) / 1000);
      const sound = Int16Array.from([...quiet, ...dtmfTones('159', rateHz, { toneMs: 70, gapMs: 70 }), ...quiet]);
      expect(started(detect(sound, rateHz))).toBe('159');
    }
  });

  it('tells how long a key was held, to 40 ms', () => {
    const [, end] = detect(dtmfTones('5', rateHz, { toneMs: 400, gapMs: 200 }), rateHz);
    expect(end).toMatchObject({ digit: '5', phase: 'end' });
    expect(Math.abs((end?.durationMs ?? 0) - 400)).toBeLessThanOrEqual(40);
  });

  it('counts the same key twice when it was let go in between', () => {
    expect(started(detect(dtmfTones('77', rateHz), rateHz))).toBe('77');
  });
});

describe('no key', () => {
  it.each([
    ['a sweep', sweep(300, 3400, 5000, 8000)],
    ['one tone of a key', sine(697, 1000, 8000)],
    ['a soft key', dtmfTones('5', 8000).map((sample) => sample / 64)],
    ['a click of a key', dtmfTones('5', 8000, { toneMs: 25, gapMs: 100 })],
    [
      'a key with one tone far too loud',
      dtmfTones('1', 8000).map((s, i) => s / 8 + 12_000 * Math.sin((2 * Math.PI * 697 * i) / 8000)),
    ],
  ])('is heard in %s', (_, sound) => {
    expect(detect(sound, 8000)).toEqual([]);
  });

  it('is heard in something like speech', () => {
    const voice = Int16Array.from({ length: 80_000 }, (_, i) => {
      const hz = 110 + 40 * Math.sin(i / 3000);
      let sum = 0;
      for (let harmonic = 1; harmonic < 20; harmonic++)
        sum += Math.sin((2 * Math.PI * hz * harmonic * i) / 8000) / harmonic;
      return 5000 * sum * Math.abs(Math.sin(i / 1700));
    });
    expect(detect(voice, 8000)).toEqual([]);
  });
});
