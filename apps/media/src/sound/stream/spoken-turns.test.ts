import { setImmediate } from 'node:timers/promises';
import { decodeG711, encodeG711 } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { type AsrOption, callId, type SessionEvent, trackId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/logging.js';
import { startLocalWorker } from '../../platform/workers/local-worker.js';
import type { TranscriptionProvider } from '../speech/asr/port.js';
import { createSoundswallowerJobs } from '../speech/asr/soundswallower/soundswallower-jobs.js';
import { createSoundswallowerProvider } from '../speech/asr/soundswallower/soundswallower-provider.js';
import { whiteNoise } from '../speech/test-noise.js';
import { createTestVoices, type TestVoices, testVoices } from '../speech/test-voices.js';
import type { VadProvider } from '../speech/vad/port.js';
import { createSileroVad } from '../speech/vad/silero/silero-vad.js';
import { CallEar } from './call-ear.js';

const RATE_HZ = 8000;
const BLOCK = RATE_HZ / 50;
const menu = ['sales', 'support', 'billing', 'operator', 'account balance'];
const choices = menu.map((phrase) => ({ id: phrase, phrases: [phrase] }));

const clock = new FakeClock(0);
let voices: TestVoices;
let silero: VadProvider;
let recogniser: TranscriptionProvider;
beforeAll(async () => {
  [voices, silero] = await Promise.all([createTestVoices(), createSileroVad(silentLog)]);
  recogniser = createSoundswallowerProvider({
    clock,
    log: silentLog,
    startWorker: () => startLocalWorker(createSoundswallowerJobs()),
  });
  await recogniser.warmUp('en-US');
});
afterAll(async () => {
  await Promise.all([silero.close(), recogniser.close()]);
});

/** When the last sound began to be heard, in ms since the epoch; and a moment of it. */
let heardSinceMs = 0;
const heardFromMs = (atMs: number): number => heardSinceMs + atMs;

/** What is told while a sound is heard, each event at the time of the sound it came with. */
async function hear(
  sound: Int16Array,
  silence: number,
  asr: Partial<AsrOption>,
  onVoice: (cause: 'speech' | 'words', atMs: number) => void = () => undefined,
): Promise<readonly SessionEvent[]> {
  const events: SessionEvent[] = [];
  let heardMs = 0;
  const ear = new CallEar({
    trackId: trackId.parse('c-1'),
    rateHz: RATE_HZ,
    stream: {
      callId: callId.parse('c-1'),
      vad: { type: 'silero' },
      asr: { provider: 'soundswallower', language: 'en-US', ...asr },
      eou: { silence },
    },
    listeners: { vads: { silero, webrtc: silero }, recognisers: new Map([['soundswallower', recogniser]]) },
    clock,
    emit: (event) => events.push(event),
    onVoice: (cause) => onVoice(cause, heardMs),
  });
  ear.begin();
  const startMs = clock.nowMs();
  for (let at = 0; at + BLOCK <= sound.length; at += BLOCK) {
    const block = sound.subarray(at, at + BLOCK);
    heardMs = (at * 1000) / RATE_HZ;
    for (const processor of ear.processors) processor.process(block, startMs + heardMs);
    clock.advance(20);
    await silero.settled();
    await setImmediate();
  }
  ear.close();
  heardSinceMs = startMs;
  return events.map((event) => ({ ...event, timestamp: event.timestamp - startMs }));
}

/** A phrase over the telephone, half a second of quiet before it and two after it; and when its first sound begins and its last ends, in ms. */
function saying(phrase: string, voice: (typeof testVoices)[number]) {
  const spoken = voices.say(phrase, voice, RATE_HZ);
  const loudest = spoken.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const isLoud = (sample: number) => Math.abs(sample) > loudest / 30;
  const count = spoken.findLastIndex(isLoud) + 1;
  const sound = new Int16Array(Math.ceil((count + 2.5 * RATE_HZ) / BLOCK) * BLOCK);
  sound.set(spoken.subarray(0, count), RATE_HZ / 2);
  const atMs = (sampleCount: number) => 500 + (sampleCount * 1000) / RATE_HZ;
  const startMs = atMs(spoken.findIndex(isLoud));
  return { sound: decodeG711('mulaw', encodeG711('mulaw', sound)), startMs, endMs: atMs(count) };
}

const SILENCE_MS = 300;
describe('a turn that ends after so much quiet', () => {
  it.each(testVoices)(
    'is understood no more than 150 ms after that: %s',
    async (voice) => {
      for (const phrase of ['billing', 'account balance']) {
        const { sound, startMs, endMs } = saying(phrase, voice);
        const events = await hear(sound, SILENCE_MS, { choices });
        const final = events.find(({ event }) => event === 'transcriptionFinal');
        expect(final).toMatchObject({ choice: phrase });
        expect((final?.timestamp ?? 0) - endMs).toBeLessThanOrEqual(SILENCE_MS + 150);
        expect((final?.timestamp ?? 0) - endMs).toBeGreaterThan(SILENCE_MS - 100);
        // Its times are those of the voice, and not of what the recogniser was given.
        expect(final).toMatchObject({ startTime: expect.closeTo(heardFromMs(startMs), -2.3) });
        expect(final).toMatchObject({ endTime: expect.closeTo(heardFromMs(endMs), -2.3) });
      }
    },
    60_000,
  );
});

/** A burst of noise that dies away, twice, as a cough does. */
function coughs(): Int16Array {
  const sound = new Int16Array(3 * RATE_HZ);
  const noise = whiteNoise(RATE_HZ / 5, 0.3);
  for (const startMs of [500, 800])
    for (const [at, sample] of noise.entries()) sound[startMs * 8 + at] = sample * Math.exp(-at / 500);
  return decodeG711('mulaw', encodeG711('mulaw', sound));
}

describe('words that barge in', () => {
  /** When words were understood, in ms since the sound began. */
  const wordsIn = async (sound: Int16Array): Promise<readonly number[]> => {
    const timesMs: number[] = [];
    await hear(sound, SILENCE_MS, { choices }, (cause, atMs) => cause === 'words' && timesMs.push(atMs));
    return timesMs;
  };

  it.each(testVoices)(
    'are those of the menu, before the turn is over: %s',
    async (voice) => {
      for (const phrase of ['operator', 'account balance']) {
        const { sound, endMs } = saying(phrase, voice);
        expect((await wordsIn(sound))[0]).toBeLessThan(endMs + SILENCE_MS);
      }
    },
    60_000,
  );

  it.each(testVoices)(
    'are no others: %s',
    async (voice) => {
      for (const phrase of ['pizza', 'good morning']) {
        expect(await wordsIn(saying(phrase, voice).sound)).toEqual([]);
      }
    },
    60_000,
  );

  it('are no cough', async () => {
    expect(await wordsIn(coughs())).toEqual([]);
  });
});
