import { sine } from '@callwright/audio';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestVoices } from '../../speech/test-voices.js';
import { findJumps, stepsOf } from './clicks.js';
import { measureImpairment, type Outcome } from './measure.js';
import { arrivalsOf, type Impairment } from './network.js';
import { measureWords } from './words.js';

// biome-ignore lint/style/noProcessEnv: how long a run may take is a matter of the run, not of the code
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
const TIMEOUT_MS = 300_000;
const codecs = ['pcmu', 'g722', 'opus'] as const;
type Codec = (typeof codecs)[number];
const text =
  'Please say sales, support, or billing. Thank you for calling the front desk of the harbour hotel. All of our agents are busy right now.';

const speech = new Map<number, Int16Array>();
beforeAll(async () => {
  const voices = await createTestVoices();
  for (const rateHz of [8000, 16_000]) speech.set(rateHz, voices.say(text, 'slt', rateHz));
});
const run = (codec: Codec, impairment: Impairment, minutes = 0.5): Promise<Outcome> => {
  const rateHz = codec === 'pcmu' ? 8000 : 16_000;
  const sound = speech.get(rateHz) ?? new Int16Array(0);
  return measureImpairment({ codec, rateHz, sound, durationMs: minutes * 60_000 }, impairment);
};

describe.each(codecs)('%s', (codec) => {
  it.each([
    [0, 1],
    [0.05, 1],
    [0.1, 1],
    [0.2, 1],
    [0.1, 3],
  ])(
    'conceals no more than is lost, without a click, where a share of %f is lost, %i in a row',
    async (lossShare, burstLength) => {
      const outcome = await run(codec, { lossShare, burstLength });
      expect(outcome.concealedShare).toBeLessThanOrEqual(outcome.lostShare + 0.01);
      expect(outcome.clicks).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([0.5, 5, 10, 15, 19.5])(
    'adds at most 80 ms at 60 ms of jitter, wherever in the beat packets come (%f ms)',
    async (phaseMs) => {
      const outcome = await run(codec, { jitterMs: 60, phaseMs });
      expect(outcome.addedDelayP95Ms).toBeLessThanOrEqual(80);
      expect(outcome.concealedShare).toBeLessThanOrEqual(0.01);
      expect(outcome.clicks).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'bears loss, jitter, reordering, duplicates and another clock at once',
    async () => {
      const outcome = await run(codec, {
        lossShare: 0.05,
        jitterMs: 60,
        reorderedShare: 0.02,
        duplicatedShare: 0.05,
        driftPpm: 100,
      });
      expect(outcome.concealedShare).toBeLessThanOrEqual(outcome.lostShare + 0.01);
      expect(outcome.clicks).toEqual([]);
      expect(outcome.stats.repeated).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

describe.each(isFull ? codecs : (['pcmu'] as const))('%s for half an hour', (codec) => {
  it.each([100, -100])(
    'does not drift away with a clock of %i ppm',
    async (driftPpm) => {
      const outcome = await run(codec, { driftPpm, jitterMs: 5 }, 30);
      expect(outcome.driftMs).toBeLessThan(20);
      expect(outcome.concealedShare).toBeLessThanOrEqual(0.01);
      expect(outcome.clicks).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('Opus with copies', () => {
  it(
    'keeps 95 % of the words where 5 % are lost',
    async () => {
      const { clean, impaired } = await measureWords('opus', { lossShare: 0.05 }, isFull ? 10 : 1);
      expect(clean).toBeGreaterThan(20);
      expect(impaired).toBeGreaterThanOrEqual(0.95 * clean);
    },
    TIMEOUT_MS,
  );
});

describe('the harness', () => {
  it('loses, repeats, delays and reorders as it is told', () => {
    const arrivals = arrivalsOf(10_000, 20, { lossShare: 0.1, burstLength: 3, duplicatedShare: 0.02, jitterMs: 60 });
    const kept = new Set(arrivals.map(({ index }) => index));
    expect(kept.size / 10_000).toBeCloseTo(0.9, 1);
    expect((arrivals.length - kept.size) / kept.size).toBeCloseTo(0.02, 2);
    expect(arrivals.some(({ index }, i) => index < (arrivals[i - 1]?.index ?? 0))).toBe(true);
    expect(Math.max(...arrivals.map(({ atMs, sentMs }) => atMs - sentMs))).toBeGreaterThan(55);
    expect(arrivals).toEqual(
      arrivalsOf(10_000, 20, { lossShare: 0.1, burstLength: 3, duplicatedShare: 0.02, jitterMs: 60 }),
    );
  });

  it('hears a click, and sound that breaks off', () => {
    const tone = sine(150, 1000, 8000, 0.3);
    expect(findJumps(tone, 8000)).toEqual([]);
    const clicked = Int16Array.from(tone, (sample, i) => (i === 4000 ? sample / 8 + 30_000 : sample / 8));
    expect(findJumps(clicked, 8000).map(({ atMs }) => atMs)).toEqual([500, 500.125]);
    const broken = Int16Array.from(tone, (sample, i) => (i >= 4013 && i < 4173 ? 0 : sample));
    expect(findJumps(stepsOf(broken), 8000)).not.toEqual([]);
    expect(findJumps(stepsOf(tone), 8000)).toEqual([]);
  });
});
