import { resample } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { padWithSilence } from '../test-noise.js';
import { createTestVoices } from '../test-voices.js';
import type { VadDecision, VadOptions, VadProvider, VadRateHz } from './port.js';

const BEFORE_MS = 1000;
const AFTER_MS = 1500;

/**
 * What every {@link VadProvider} must do.
 * @param isGraded false for one that knows yes and no only, whatever the thresholds
 */
export function describeVadProvider(name: string, create: () => Promise<VadProvider>, isGraded = true): void {
  describe(`${name} as a voice detector`, () => {
    let provider: VadProvider;
    let phrase: Int16Array;
    beforeAll(async () => {
      provider = await create();
      phrase = (await createTestVoices()).say('I would like to check my account balance.', 'slt', 16_000);
    });
    afterAll(async () => {
      await Promise.all([provider.close(), provider.close()]);
    });

    const speechAt = (rateHz: VadRateHz) =>
      padWithSilence(resample(phrase, 16_000, rateHz), (BEFORE_MS * rateHz) / 1000, (AFTER_MS * rateHz) / 1000);

    /** Feeds a sound in blocks, as fast as it is judged. */
    const hear = async (samples: Int16Array, options: VadOptions, blockMs = 20) => {
      const detector = provider.createVad(options);
      const decisions: VadDecision[] = [];
      const blockSamples = (options.rateHz * blockMs) / 1000;
      for (let at = 0; at < samples.length; at += blockSamples) {
        detector.process(samples.subarray(at, at + blockSamples), (decision) => decisions.push(decision));
        await provider.settled();
      }
      detector.close();
      return decisions;
    };

    it.each([8000, 16_000] as const)('finds one turn where it is, at %i Hz', async (rateHz) => {
      const decisions = await hear(speechAt(rateHz), { rateHz, speechPaddingMs: 0 });
      expect(decisions.map(({ decision }) => decision)).toEqual(['startSpeaking', 'silence']);
      const [start, end] = decisions;
      const lengthMs = (phrase.length * 1000) / 16_000;
      // The voice leaves up to 250 ms of quiet of its own at either end.
      expect(start?.startTimeMs).toBeGreaterThan(BEFORE_MS - 100);
      expect(start?.startTimeMs).toBeLessThan(BEFORE_MS + 350);
      expect(end?.startTimeMs).toBeGreaterThan(BEFORE_MS + lengthMs - 450);
      expect(end?.startTimeMs).toBeLessThan(BEFORE_MS + lengthMs + 250);
      const durationMs = end?.decision === 'silence' ? end.durationMs : 0;
      expect(durationMs).toBeCloseTo((end?.startTimeMs ?? 0) - (start?.startTimeMs ?? 0));
    });

    it('puts the start back by the padding', async () => {
      const plain = await hear(speechAt(8000), { rateHz: 8000, speechPaddingMs: 0 });
      const padded = await hear(speechAt(8000), { rateHz: 8000, speechPaddingMs: 200 });
      expect((plain[0]?.startTimeMs ?? 0) - (padded[0]?.startTimeMs ?? 0)).toBe(200);
    });

    if (isGraded) {
      it('is harder to start the higher its threshold', async () => {
        const decisions = await hear(speechAt(16_000), { rateHz: 16_000, voiceThreshold: 1, stopThreshold: 0.01 });
        const plain = await hear(speechAt(16_000), { rateHz: 16_000, voiceThreshold: 0.3 });
        expect(decisions[0]?.startTimeMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(plain[0]?.startTimeMs ?? 0);
      });

      it('is harder to stop the lower its other threshold', async () => {
        const endOf = async (stopThreshold: number) => {
          const decisions = await hear(speechAt(16_000), { rateHz: 16_000, voiceThreshold: 0.6, stopThreshold });
          return decisions.at(-1)?.startTimeMs ?? 0;
        };
        expect(await endOf(0.02)).toBeGreaterThan(await endOf(0.6));
      });
    }

    it('ends a turn after the quiet asked for, and takes no less speech for one than asked for', async () => {
      const late = await hear(speechAt(16_000), { rateHz: 16_000, silencePaddingMs: 1200 });
      expect(late.map(({ decision }) => decision)).toEqual(['startSpeaking', 'silence']);
      expect(await hear(speechAt(16_000), { rateHz: 16_000, silencePaddingMs: 3000 })).toHaveLength(1);
      expect(await hear(speechAt(16_000), { rateHz: 16_000, minimumSpeechMs: 5000 })).toEqual([]);
    });

    it('tells of a pause, and that the voice is back or the turn over', async () => {
      const once = speechAt(16_000);
      const twice = padWithSilence(once, 0, once.length - 16_000);
      twice.set(once, once.length - 16_000);
      const decisions = await hear(twice, { rateHz: 16_000, silencePaddingMs: 4000, pauseMs: 160 });
      const told = decisions.map(({ decision }) => decision);
      expect(told[0]).toBe('startSpeaking');
      expect(told.slice(1, 3)).toEqual(['pause', 'resume']);
      expect(told.at(-1)).toBe('pause');
      const [pause] = decisions.filter(({ decision }) => decision === 'pause');
      expect(pause?.startTimeMs).toBeGreaterThan(BEFORE_MS);
    });

    it('decides the same whatever the length of the blocks', async () => {
      const options: VadOptions = { rateHz: 16_000 };
      const decisions = await hear(speechAt(16_000), options);
      expect(await hear(speechAt(16_000), options, 10)).toEqual(decisions);
      expect(await hear(speechAt(16_000), options, 60)).toEqual(decisions);
    });

    it('decides for one call as if there were no other', async () => {
      const options: VadOptions = { rateHz: 16_000 };
      const alone = await hear(speechAt(16_000), options);
      const late = padWithSilence(speechAt(16_000), 8000, 0);
      const together = await Promise.all([hear(speechAt(16_000), options), hear(late, options)]);
      expect(together[0]).toEqual(alone);
      expect(together[1]).toHaveLength(2);
    });

    it('hears nothing in silence', async () => {
      expect(await hear(new Int16Array(16_000 * 2), { rateHz: 16_000 })).toEqual([]);
    });

    it('says nothing once closed', async () => {
      const detector = provider.createVad({ rateHz: 16_000 });
      const decisions: VadDecision[] = [];
      detector.process(speechAt(16_000).subarray(0, 16_000), (decision) => decisions.push(decision));
      detector.close();
      detector.close();
      detector.process(speechAt(16_000), (decision) => decisions.push(decision));
      await provider.settled();
      expect(decisions).toEqual([]);
    });
  });
}
