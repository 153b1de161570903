import { resample, rmsOf, saturate } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../platform/logging.js';
import { addNoise, padWithSilence, whiteNoise } from '../../test-noise.js';
import { createTestVoices, type TestVoices, testVoices } from '../../test-voices.js';
import type { VadDecision, VadRateHz } from '../port.js';
import { SpeechSegments } from '../speech-segments.js';
import { MOST_LIMIT } from './quiet-gate.js';
import { SileroBatcher } from './silero-batcher.js';
import { frameSampleCounts, SileroModel } from './silero-model.js';

// biome-ignore lint/style/noProcessEnv: how much a run tries is a matter of the run, not of the code
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
/** What takes every voice and every phrase in the long run of the tests takes each of them once otherwise. */
const inTurn = <Item>(items: readonly Item[], at: number): readonly Item[] =>
  isFull ? items : items.filter((_, index) => index === at % items.length);
const phrases = [
  'I would like to speak to sales please.',
  'Check my account balance.',
  'Four two seven one.',
  'Yes.',
  'My order has not arrived, and I want to know where it is.',
  'Please hold the line while we connect you to the next free agent.',
];
const rates = [8000, 16_000] as const;

let voices: TestVoices;
let model: SileroModel;
beforeAll(async () => {
  [voices, model] = await Promise.all([createTestVoices(), SileroModel.load()]);
});

afterAll(() => model.close());

/** Probabilities of all frames, fed in blocks of 20 ms. */
async function judge(samples: Int16Array, rateHz: VadRateHz, contextSampleCount?: number): Promise<number[]> {
  const batcher = new SileroBatcher(model, rateHz, silentLog, { contextSampleCount });
  const probabilities: number[] = [];
  const stream = batcher.open((probability) => probabilities.push(probability));
  for (let at = 0; at < samples.length; at += rateHz / 50) {
    batcher.write(stream, samples.subarray(at, at + rateHz / 50));
    await batcher.settled();
  }
  return probabilities;
}

/** Turns in the speech of a voice with quiet around it, and how many frames the model was given. */
async function turnsOf(samples: Int16Array, rateHz: VadRateHz, judgesAll: boolean) {
  let rows = 0;
  const counting: Pick<SileroModel, 'run'> = {
    run: (batch) => {
      rows += batch.rowCount;
      return model.run(batch);
    },
  };
  const batcher = new SileroBatcher(counting, rateHz, silentLog, { judgesAll });
  const segments = new SpeechSegments();
  const turns: VadDecision[] = [];
  const stream = batcher.open((probability, startMs) => {
    const decision = segments.push({ probability, startMs, endMs: startMs + 32 });
    if (decision) turns.push(decision);
  });
  for (let at = 0; at < samples.length; at += rateHz / 50) {
    batcher.write(stream, samples.subarray(at, at + rateHz / 50));
    await batcher.settled();
  }
  return { turns, rows };
}

/** Share of the loud frames (within 20 dB of the loudest) of all phrases that are found to be speech. */
async function recall(rateHz: VadRateHz, voice: (typeof testVoices)[number], contextSampleCount?: number) {
  const frameSampleCount = frameSampleCounts[rateHz];
  let loud = 0;
  let heard = 0;
  for (const phrase of phrases) {
    const speech = padWithSilence(voices.say(phrase, voice, rateHz), rateHz / 2, rateHz / 2);
    const levels = Array.from({ length: Math.floor(speech.length / frameSampleCount) }, (_, index) =>
      rmsOf(speech.subarray(index * frameSampleCount, (index + 1) * frameSampleCount)),
    );
    const probabilities = await judge(speech, rateHz, contextSampleCount);
    const limit = Math.max(...levels) / 10;
    for (const [index, level] of levels.entries()) {
      if (level < limit) continue;
      loud += 1;
      if ((probabilities[index] ?? 0) >= 0.5) heard += 1;
    }
  }
  expect(loud).toBeGreaterThan(150);
  return heard / loud;
}

describe.each(rates)('Silero at %i Hz', (rateHz) => {
  it.each(testVoices)('finds at least 95 in 100 frames of the speech of %s', async (voice) => {
    expect(await recall(rateHz, voice)).toBeGreaterThanOrEqual(0.95);
  });

  it('would fail without the context in front of each frame', async () => {
    for (const voice of inTurn(testVoices, rates.indexOf(rateHz)))
      expect(await recall(rateHz, voice, 0)).toBeLessThan(0.95);
  });

  it('hears nothing in silence, and little in noise', async () => {
    const silence = await judge(new Int16Array(rateHz * 3), rateHz);
    expect(silence.filter((probability) => probability >= 0.5)).toEqual([]);
    const hiss = padWithSilence(new Int16Array(0), rateHz, rateHz * 2).fill(300);
    const noise = await judge(addNoise(hiss, 0), rateHz);
    expect(noise.filter((probability) => probability >= 0.5).length / noise.length).toBeLessThan(0.05);
  });

  it.each([
    ['a quiet line', 1, 0],
    ['a soft voice', 0.05, 0],
    ['noise 40 dB below full scale', 1, 0.01],
    ['soft noise', 0.3, 0.001],
    ['a soft voice over noise', 0.05, 0.001],
  ])('finds the same turns whether it judges all quiet or not: %s', async (_line, gain, noise) => {
    let skipped = 0;
    let all = 0;
    for (const [at, voice] of testVoices.entries())
      for (const phrase of inTurn(phrases.slice(0, 3), at)) {
        const said = padWithSilence(voices.say(phrase, voice, rateHz), rateHz * 2, rateHz * 2);
        const hiss = whiteNoise(said.length, noise);
        const line = said.map((sample, index) => saturate(sample * gain + (hiss[index] ?? 0)));
        const [gated, full] = [await turnsOf(line, rateHz, false), await turnsOf(line, rateHz, true)];
        const named = ({ turns }: typeof full) => turns.map(({ decision }) => decision);
        expect(named(gated)).toEqual(named(full));
        for (const [index, { startTimeMs }] of full.turns.entries())
          expect(Math.abs((gated.turns[index]?.startTimeMs ?? 0) - startTimeMs)).toBeLessThanOrEqual(64);
        skipped += full.rows - gated.rows;
        all += full.rows;
      }
    expect(all).toBeGreaterThan(0);
    if (noise < MOST_LIMIT) expect(skipped / all).toBeGreaterThan(0.4);
  });

  it('judges many calls in one batch as each alone', async () => {
    const speech = testVoices.map((voice) => voices.say('Check my account balance.', voice, rateHz));
    const alone = await Promise.all(speech.map((samples) => judge(samples, rateHz)));
    const batcher = new SileroBatcher(model, rateHz, silentLog);
    const together: number[][] = speech.map(() => []);
    const streams = together.map((list) => batcher.open((probability) => list.push(probability)));
    const longest = Math.max(...speech.map((samples) => samples.length));
    for (let at = 0; at < longest; at += rateHz / 50) {
      for (const [index, stream] of streams.entries()) {
        batcher.write(stream, speech[index]?.subarray(at, at + rateHz / 50) ?? new Int16Array(0));
      }
      await batcher.settled();
    }
    expect(together.map(({ length }) => length)).toEqual(alone.map(({ length }) => length));
    // Products of a row and of many are summed up in another order.
    const wanted = alone.flat();
    for (const [n, probability] of together.flat().entries()) expect(probability).toBeCloseTo(wanted[n] ?? -1, 5);
  });
});

it('means the same by a voice at both rates', async () => {
  const wide = voices.say('Check my account balance.', 'slt', 16_000);
  const [atWide, atNarrow] = [await judge(wide, 16_000), await judge(resample(wide, 16_000, 8000), 8000)];
  const speechFrames = (list: readonly number[]) => list.filter((probability) => probability >= 0.5).length;
  expect(Math.abs(speechFrames(atWide) - speechFrames(atNarrow))).toBeLessThanOrEqual(4);
});
