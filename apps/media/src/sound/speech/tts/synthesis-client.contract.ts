import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rmsOf } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { SynthesisCache } from './cache.js';
import type { SynthesisClient, SynthesisRequest, SynthesisResult } from './port.js';
import { Synthesizer } from './synthesizer.js';

const request: SynthesisRequest = {
  text: 'Welcome to the front desk. Please hold.',
  language: 'en-US',
  rateHz: 16_000,
};
const never = new AbortController().signal;

/** What every {@link SynthesisClient} must do. `create` gives a fresh one; the suite closes it. */
export function describeSynthesisClient(name: string, create: () => SynthesisClient): void {
  describe(`${name} as a synthesis client`, () => {
    let client: SynthesisClient;
    let synthesizer: Synthesizer;
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'callwright-tts-'));
      client = create();
      const cache = new SynthesisCache({ folder, maxBytes: 1e9, clock: systemClock, newId: newUuid, log: silentLog });
      synthesizer = new Synthesizer({ clients: [client], cache, clock: systemClock });
    });
    afterAll(async () => {
      await synthesizer.close();
      await rm(folder, { recursive: true });
    });

    it('computes a key of 32 hex digits that depends on all that changes the sound, and on nothing else', () => {
      const variants: SynthesisRequest[] = [
        request,
        { ...request, text: 'Welcome to the front desk. Please wait.' },
        { ...request, language: 'en-GB' },
        { ...request, rateHz: 8000 },
        { ...request, speed: 1.5 },
        ...client.capabilities.speakers.slice(1).map((speaker) => ({ ...request, speaker })),
      ];
      const keys = variants.map((variant) => client.cacheKey(variant));
      for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
      expect(new Set(keys).size).toBe(variants.length);
      const explicit = { ...request, speed: 1, speaker: client.capabilities.speakers[0] };
      expect(client.cacheKey(explicit)).toBe(client.cacheKey(request));
    });

    it('is heard at the rate of the call, whatever it answers with', async () => {
      const speech = { ...request, provider: client.name };
      const wide = await synthesizer.synthesize(speech, never);
      const narrow = await synthesizer.synthesize({ ...speech, rateHz: 8000 }, never);
      expect(wide.length / 16_000).toBeGreaterThan(0.5);
      expect(narrow.length / 8000).toBeCloseTo(wide.length / 16_000, 1);
      for (const samples of [wide, narrow]) expect(Math.max(...samples)).toBeGreaterThan(3000);
    });

    it('gives the same sound in parts as in one', async () => {
      if (!client.stream) return;
      const parts: SynthesisResult[] = [];
      for await (const part of client.stream(request, never)) parts.push(part);
      const [inParts, atOnce] = [samplesOf(parts), samplesOf([await client.synthesize(request, never)])];
      // Some engines are a hair different each time.
      expect(atOnce.length / inParts.length).toBeCloseTo(1, 1);
      expect(rmsOf(atOnce) / rmsOf(inParts)).toBeCloseTo(1, 1);
    });

    it('answers requests that overlap', async () => {
      const texts = ['One.', 'Two two.', 'Three three three three.'];
      const results = await Promise.all(texts.map((text) => client.synthesize({ ...request, text }, never)));
      const sizes = results.map((result) => (result.format === 'wav' ? result.bytes.length : result.samples.length));
      expect([...sizes].sort((one, other) => one - other)).toEqual(sizes);
      expect(new Set(sizes).size).toBe(3);
    });

    it('rejects with the reason when it is called off', async () => {
      const abort = new AbortController();
      const started = client.synthesize(
        { ...request, text: 'Sentence one. Sentence two.' },
        AbortSignal.any([abort.signal]),
      );
      abort.abort(new Error('barge-in'));
      // A client may be done before it hears of it; then the sound is there.
      await started.catch((error: unknown) => expect(error).toMatchObject({ message: 'barge-in' }));
      await expect(client.synthesize(request, abort.signal)).rejects.toThrow('barge-in');
    });

    it('refuses a text with nothing to say', async () => {
      await expect(client.synthesize({ ...request, text: ' ... ! ' }, never)).rejects.toMatchObject({
        code: 'speech.ttsFailed',
      });
    });

    it('refuses to speak once closed, and may be closed twice', async () => {
      const other = create();
      await Promise.all([other.close(), other.close()]);
      await expect(other.synthesize(request, never)).rejects.toMatchObject({ code: 'speech.ttsFailed' });
    });
  });
}

const samplesOf = (parts: readonly SynthesisResult[]): Int16Array =>
  Int16Array.from(parts.flatMap((part) => (part.format === 'pcm16' ? [...part.samples] : [])));
