import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resample, sine, snrDb } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { SynthesisCache } from './cache.js';
import { createFakeClient, type FakeSynthesisClient } from './fake-client.js';
import type { SynthesisClient } from './port.js';
import { type SpeechRequest, Synthesizer, type SynthesizerOptions } from './synthesizer.js';

const never = new AbortController().signal;
const request: SpeechRequest = { provider: 'fake', text: 'x'.repeat(50), language: 'en-US', rateHz: 16_000 };

let folder: string;
let fake: FakeSynthesisClient;
let synthesizer: Synthesizer;
const create = (options: Partial<SynthesizerOptions> = {}, cacheFolder = folder): Synthesizer => {
  const ports = { clock: systemClock, newId: newUuid, log: silentLog };
  const cache = new SynthesisCache({ folder: cacheFolder, maxBytes: 1e9, ...ports });
  return new Synthesizer({ clients: [fake], cache, clock: systemClock, ...options });
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwright-tts-'));
  fake = createFakeClient();
  synthesizer = create();
});
afterEach(async () => {
  await synthesizer.close();
  await rm(folder, { recursive: true });
});

/** Whether its first part is there without any wait for the disk. */
async function isAtHand(from: Synthesizer, wanted: SpeechRequest): Promise<boolean> {
  const first = from.stream(wanted, never)[Symbol.asyncIterator]().next();
  let isThere = false;
  void first.then(() => {
    isThere = true;
  });
  // Promises settle before any disk, timer or thread is heard of.
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  return isThere;
}

describe('a text that was said before', () => {
  it('begins at once from memory, without a look at the disk', async () => {
    expect(await isAtHand(synthesizer, request)).toBe(false);
    await synthesizer.synthesize(request, never);
    expect(await isAtHand(synthesizer, request)).toBe(true);
    expect(synthesizer.cacheStats).toMatchObject({ misses: 1, memoryHits: 1 });
  });

  it('is counted by where it came from and by who says it', async () => {
    const other = { ...createFakeClient(), name: 'other' };
    synthesizer = create({ clients: [fake, other] });
    await synthesizer.synthesize(request, never);
    await synthesizer.synthesize(request, never);
    await synthesizer.synthesize({ ...request, provider: 'other', text: 'yyyyy' }, never);
    await synthesizer.close();
    const later = create();
    await later.synthesize(request, never);
    expect(synthesizer.cacheStats).toMatchObject({
      hits: 1,
      memoryHits: 1,
      misses: 2,
      byProvider: { fake: { hits: 1, misses: 1 }, other: { hits: 0, misses: 1 } },
    });
    expect(synthesizer.cacheStats.sizeBytes).toBeGreaterThan(32_000);
    expect(later.cacheStats).toMatchObject({ hits: 1, memoryHits: 0, misses: 0 });
    await later.close();
  });

  it('does not depend on keys and lanes', async () => {
    await synthesizer.synthesize({ ...request, apiKeys: { fake: 'one' }, lane: 'a' }, never);
    await synthesizer.synthesize({ ...request, apiKeys: { fake: 'two' }, lane: 'b' }, never);
    expect(fake.requests).toHaveLength(1);
    expect((await readdir(folder)).join()).not.toContain('one');
  });
});

describe('a text with a key of its own', () => {
  const named = { ...request, cacheKey: 'greeting' };

  it('is made once for each key, and found again by it in memory and on disk', async () => {
    for (const wanted of [request, named, { ...request, cacheKey: 'other' }, named]) {
      await synthesizer.synthesize(wanted, never);
    }
    expect(fake.requests).toHaveLength(3);
    await synthesizer.close();
    fake = createFakeClient();
    synthesizer = create();
    await synthesizer.synthesize(named, never);
    expect(fake.requests).toEqual([]);
  });

  it('is never another text by the same key', async () => {
    await synthesizer.synthesize(named, never);
    const longer = await synthesizer.synthesize({ ...named, text: 'x'.repeat(100) }, never);
    expect(longer.length / request.rateHz).toBeCloseTo(2, 2);
  });

  it('names no file by it', async () => {
    await synthesizer.synthesize({ ...request, cacheKey: '../../secret' }, never);
    await synthesizer.close();
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^[0-9a-f]{32}_16k_en\.wav$/)]);
  });
});

describe('a personal text', () => {
  const personal = { ...request, text: 'your balance is 4200', personal: true };

  it('is kept neither on disk nor in memory', async () => {
    await synthesizer.synthesize(personal, never);
    expect(await isAtHand(synthesizer, personal)).toBe(false);
    await synthesizer.synthesize(personal, never);
    await synthesizer.close();
    expect(fake.requests.length).toBeGreaterThanOrEqual(2);
    expect(await readdir(folder)).toEqual([]);
    expect(synthesizer.cacheStats).toMatchObject({ hits: 0, misses: 0, personal: 3, memoryBytes: 0 });
  });

  it('is kept like any other where that is allowed', async () => {
    synthesizer = create({ keepsPersonal: true });
    await synthesizer.synthesize(personal, never);
    expect(await isAtHand(synthesizer, personal)).toBe(true);
    await synthesizer.close();
    expect(await readdir(folder)).toHaveLength(1);
  });
});

describe('when the disk fails', () => {
  it('texts are said all the same, and kept in memory', async () => {
    await writeFile(join(folder, 'file'), 'a file where a folder should be');
    synthesizer = create({}, join(folder, 'file', 'below'));
    await synthesizer.synthesize(request, never);
    expect(await isAtHand(synthesizer, request)).toBe(true);
    await synthesizer.close();
    expect(fake.requests).toHaveLength(1);
  });

  it('a damaged file is made anew', async () => {
    const name = `${fake.cacheKey(request)}_16k_en.wav`;
    for (const bytes of ['', 'RIFF', 'no sound at all', Buffer.alloc(44)]) {
      await writeFile(join(folder, name), bytes);
      fake = createFakeClient();
      const fresh = create();
      expect((await fresh.synthesize(request, never)).length).toBeGreaterThan(15_000);
      await fresh.close();
      expect(fake.requests).toHaveLength(1);
    }
  });

  it('what cannot be read for another reason is left alone, and the text is made', async () => {
    const name = `${fake.cacheKey(request)}_16k_en.wav`;
    await mkdir(join(folder, name));
    expect((await synthesizer.synthesize(request, never)).length).toBeGreaterThan(15_000);
    await synthesizer.close();
    expect(await readdir(folder)).toEqual([name]);
  });
});

describe('a client that does not answer', () => {
  let askedCount: number;
  beforeEach(() => {
    askedCount = 0;
  });
  const silent = (answer: (signal: AbortSignal) => Promise<never>): SynthesisClient => ({
    ...createFakeClient(),
    synthesize: (_, signal) => {
      askedCount += 1;
      return answer(signal);
    },
  });

  it.each([
    ['and does not listen', () => new Promise<never>(() => undefined)],
    [
      'and hears that it is called off',
      (signal: AbortSignal) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ],
  ])('%s is given up after its time, and tried anew', async (_, answer) => {
    const clock = new FakeClock(0);
    synthesizer = create({ clients: [silent(answer)], clock, timeoutMs: 4000 });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const said = synthesizer.synthesize(request, never);
      const outcome = expect(said).rejects.toMatchObject({ code: 'speech.timeout' });
      while (askedCount === attempt) await new Promise(setImmediate);
      clock.advance(4000);
      await outcome;
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('any more is given up after what it has said, and nothing of it is kept', async () => {
    const clock = new FakeClock(0);
    const client: SynthesisClient = {
      ...createFakeClient(),
      async *stream() {
        yield { format: 'pcm16', samples: sine(440, 100, 16_000), rateHz: 16_000 };
        await new Promise(() => undefined);
      },
    };
    synthesizer = create({ clients: [client], clock, timeoutMs: 4000 });
    const parts = synthesizer.stream(request, never)[Symbol.asyncIterator]();
    expect((await parts.next()).value).toHaveLength(1600);
    const rest = expect(parts.next()).rejects.toMatchObject({ code: 'speech.timeout' });
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    clock.advance(4000);
    await rest;
    await synthesizer.close();
    expect(await readdir(folder)).toEqual([]);
  });
});

it('hears no seam between the parts of an answer at another rate', async () => {
  const whole = sine(440, 1000, 24_000);
  const client: SynthesisClient = {
    ...createFakeClient(),
    async *stream() {
      // As a connection cuts them.
      for (let at = 0; at < whole.length; at += 1999)
        yield { format: 'pcm16', samples: whole.slice(at, at + 1999), rateHz: 24_000 };
    },
  };
  synthesizer = create({ clients: [client] });
  const heard = await synthesizer.synthesize(request, never);
  expect(heard).toHaveLength(16_000);
  expect(snrDb(resample(whole, 24_000, 16_000), heard)).toBeGreaterThan(80);
});
