import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { SynthesisCache } from './cache.js';
import { createFakeClient, FAKE_TONE_HZ, type FakeSynthesisClient } from './fake-client.js';
import type { SynthesisClient, SynthesisResult } from './port.js';
import { type SpeechRequest, Synthesizer } from './synthesizer.js';

const never = new AbortController().signal;
const request: SpeechRequest = { provider: 'fake', text: 'x'.repeat(50), language: 'en-US', rateHz: 16_000 };

let folder: string;
let fake: FakeSynthesisClient;
let synthesizer: Synthesizer;
const create = (client: SynthesisClient) => {
  const cache = new SynthesisCache({ folder, maxBytes: 1e9, clock: systemClock, newId: newUuid, log: silentLog });
  return new Synthesizer({ clients: [client], cache, clock: systemClock });
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwright-tts-'));
  fake = createFakeClient();
  synthesizer = create(fake);
});
afterEach(async () => {
  await synthesizer.close();
  await rm(folder, { recursive: true });
});

/** Share of the energy at one frequency, 0 to 1. */
function purity(samples: Int16Array, frequencyHz: number, rateHz: number): number {
  let cosine = 0;
  let sine = 0;
  let energy = 0;
  for (const [index, sample] of samples.entries()) {
    const phase = (2 * Math.PI * frequencyHz * index) / rateHz;
    cosine += sample * Math.cos(phase);
    sine += sample * Math.sin(phase);
    energy += sample * sample;
  }
  return (2 * (cosine * cosine + sine * sine)) / (samples.length * energy);
}

it.each([8000, 16_000])('turns a 22.05 kHz WAV into PCM of %i Hz, same length and pitch', async (rateHz) => {
  const samples = await synthesizer.synthesize({ ...request, rateHz }, never);
  expect(samples.length / rateHz).toBeCloseTo(1, 2);
  expect(purity(samples, FAKE_TONE_HZ, rateHz)).toBeGreaterThan(0.99);
});

it('says a text once and takes it from the cache ever after', async () => {
  const first = await synthesizer.synthesize(request, never);
  await synthesizer.close();
  expect(await readdir(folder)).toEqual([`${fake.cacheKey(request)}_16k_en.wav`]);
  const other = createFakeClient();
  const again = create(other);
  expect(await again.synthesize(request, never)).toEqual(first);
  expect(other.requests).toEqual([]);
  expect(again.cacheStats).toMatchObject({ hits: 1, misses: 0 });
  await again.close();
});

it('makes what many ask for at a time once', async () => {
  const heard = await Promise.all([1, 2, 3].map(() => synthesizer.synthesize(request, never)));
  expect(fake.requests).toHaveLength(1);
  expect(heard[1]).toEqual(heard[0]);
  expect(heard[2]).toEqual(heard[0]);
});

it('refuses what cannot be said, with a reason', async () => {
  const refusal = (change: Partial<SpeechRequest>) => synthesizer.synthesize({ ...request, ...change }, never);
  await expect(refusal({ text: ' \n' })).rejects.toMatchObject({ code: 'speech.ttsFailed', message: /no text/ });
  await expect(refusal({ text: 'x'.repeat(1001) })).rejects.toMatchObject({ message: /at most 1000/ });
  await expect(refusal({ provider: 'none' })).rejects.toMatchObject({ message: /called none/ });
  const english = create({
    ...createFakeClient(),
    capabilities: { languages: ['en'], speakers: [], maxTextLength: 99 },
  });
  await expect(english.synthesize({ ...request, language: 'fr-FR' }, never)).rejects.toMatchObject({
    code: 'speech.unsupportedLanguage',
  });
  expect(fake.requests).toEqual([]);
});

it('passes on a failure, keeps nothing and tries anew the next time', async () => {
  await expect(synthesizer.synthesize({ ...request, text: '...' }, never)).rejects.toMatchObject({
    code: 'speech.ttsFailed',
  });
  expect(await readdir(folder)).toEqual([]);
});

/** A client whose parts a test lets out one by one. */
function createSlowClient() {
  const signals: AbortSignal[] = [];
  const gates: (() => void)[] = [];
  const part: SynthesisResult = { format: 'pcm16', samples: new Int16Array(320).fill(1000), rateHz: 16_000 };
  const client: SynthesisClient = {
    ...createFakeClient(),
    async *stream(_request, signal) {
      signals.push(signal);
      for (let index = 0; index < 3; index += 1) {
        await new Promise<void>((resolve, reject) => {
          gates.push(resolve);
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
        yield part;
      }
    },
  };
  const waitForGate = async () => {
    while (gates.length === 0) await new Promise(setImmediate);
  };
  const release = async () => {
    await waitForGate();
    gates.shift()?.();
  };
  return { client, signals, release, waitForGate };
}

it('gives the first part before the second is made', async () => {
  const { client, release } = createSlowClient();
  const slow = create(client);
  const parts = slow.stream(request, never)[Symbol.asyncIterator]();
  const first = parts.next();
  await release();
  expect((await first).value).toHaveLength(320);
  const rest = [parts.next(), parts.next(), parts.next()];
  await release();
  await release();
  expect((await Promise.all(rest)).map((result) => result.done)).toEqual([false, false, true]);
  await slow.close();
  expect(await readdir(folder)).toHaveLength(1);
});

it('stops when the only listener leaves, keeps nothing, and starts afresh for the next', async () => {
  const { client, signals, release, waitForGate } = createSlowClient();
  const slow = create(client);
  const abort = new AbortController();
  const heard = slow.synthesize(request, abort.signal);
  await release();
  await waitForGate();
  abort.abort(new Error('barge-in'));
  await expect(heard).rejects.toThrow('barge-in');
  expect(signals[0]?.aborted).toBe(true);
  const again = slow.synthesize(request, never);
  await waitForGate();
  await release();
  for (let index = 0; index < 3; index += 1) await release();
  expect(await again).toHaveLength(960);
  expect(signals).toHaveLength(2);
  await slow.close();
});

it('goes on when one of two listeners leaves', async () => {
  const { client, signals, release, waitForGate } = createSlowClient();
  const slow = create(client);
  const abort = new AbortController();
  const leaving = slow.synthesize(request, abort.signal);
  const staying = slow.synthesize(request, never);
  await waitForGate();
  abort.abort(new Error('barge-in'));
  await expect(leaving).rejects.toThrow('barge-in');
  for (let index = 0; index < 3; index += 1) await release();
  expect(await staying).toHaveLength(960);
  expect(signals).toHaveLength(1);
  await slow.close();
});
