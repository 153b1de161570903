import { env } from 'node:process';
import { applyGain, decodeG711, encodeG711, mixInto, sine } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { callId, trackId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/logging.js';
import { createFakeTranscription } from '../speech/asr/fake-provider.js';
import { createTestVoices, type TestVoices } from '../speech/test-voices.js';
import type { VadProvider } from '../speech/vad/port.js';
import { createSileroVad } from '../speech/vad/silero/silero-vad.js';
import { createWebrtcVad } from '../speech/vad/webrtc/webrtc-vad.js';
import { CallEar } from './call-ear.js';
import { EchoGuard } from './echo-guard.js';

const RATE_HZ = 8000;
const BLOCK = RATE_HZ / 50;
/** `npm run test:full` listens for ten minutes at each delay. */
// biome-ignore lint/style/noProcessEnv: the switch of the long tests.
const MINUTES = env.CALLWRIGHT_TEST_FULL ? 10 : 1;
const prompts = [
  'Welcome to the clinic. For appointments press one, for your bill press two, or say what you need in a few words.',
  'Your call is important to us. The next free agent will be with you in about four minutes.',
  'The balance of your account is two hundred and twelve dollars and forty cents. Is there anything else I can do for you?',
  'Please enter the last four digits of the card you would like to pay with, followed by the pound key.',
];

let voices: TestVoices;
let vads: { readonly silero: VadProvider; readonly webrtc: VadProvider };
beforeAll(async () => {
  const [silero, webrtc, loaded] = await Promise.all([
    createSileroVad(silentLog),
    createWebrtcVad(),
    createTestVoices(),
  ]);
  vads = { silero, webrtc };
  voices = loaded;
});
afterAll(() => vads.silero.close());

/** What a room and a telephone make of our prompt: reflections that die away, nothing low, everything softer and late. */
function echoOf(said: Int16Array, delayMs: number, gainDb: number): Int16Array {
  const echo = new Float32Array(said.length);
  const delay = (delayMs * RATE_HZ) / 1000;
  const reflections = [0, 7, 19, 31, 52, 83, 140, 230].map(
    (late, index) => [late, (index % 2 ? -1 : 1) * 0.75 ** index] as const,
  );
  for (const [late, strength] of reflections)
    for (let at = delay + late; at < said.length; at += 1)
      echo[at] = (echo[at] ?? 0) + strength * (said[at - delay - late] ?? 0);
  let before = 0;
  let smooth = 0;
  const heard = new Int16Array(said.length);
  for (const [at, sample] of echo.entries()) {
    smooth = 0.9 * (smooth + sample - before);
    before = sample;
    heard[at] = smooth;
  }
  const ratio = powerOf(said) / powerOf(heard);
  const gain = Math.sqrt(ratio) * 10 ** (gainDb / 20);
  return heard.map((sample) => sample * gain);
}

const powerOf = (samples: Int16Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
const overTelephone = (samples: Int16Array): Int16Array => decodeG711('mulaw', encodeG711('mulaw', samples));

/** Prompts one after another, with short gaps, for so long. */
function promptsFor(durationMs: number): Int16Array {
  const said = new Int16Array((durationMs * RATE_HZ) / 1000);
  for (let at = 0, index = 0; at < said.length; index += 1) {
    const prompt = voices.say(prompts[index % prompts.length] ?? '', 'slt', RATE_HZ);
    said.set(prompt.subarray(0, said.length - at), at);
    at += prompt.length + BLOCK * (index % 9);
  }
  return said;
}

/** An ear that hears `heard` while `said` is played to the caller; when voices were noticed, and what was understood. */
async function listen(said: Int16Array, heard: Int16Array, vad: 'silero' | 'webrtc' = 'silero') {
  const clock = new FakeClock(0);
  const bargedInMs: number[] = [];
  const finals: string[] = [];
  const ear = new CallEar({
    trackId: trackId.parse('c-1'),
    rateHz: RATE_HZ,
    stream: { callId: callId.parse('c-1'), vad: { type: vad } },
    listeners: { vads, recognisers: new Map([['fake', createFakeTranscription()]]) },
    clock,
    emit: (event) => event.event === 'transcriptionFinal' && finals.push(event.text),
    onVoice: () => bargedInMs.push(atMs),
  });
  let atMs = 0;
  for (let at = 0; at + BLOCK <= said.length; at += BLOCK) {
    atMs = (at * 1000) / RATE_HZ;
    const block = heard.subarray(at, at + BLOCK);
    for (const processor of ear.processors) processor.process(block, atMs);
    ear.say(said.subarray(at, at + BLOCK));
    await vads[vad].settled();
  }
  ear.close();
  return { bargedInMs, finals };
}

describe.each([60, 120, 200])('our own prompt, back after %i ms and 20 dB softer', (delayMs) => {
  it('is no barge-in', { timeout: 900_000 }, async () => {
    const said = promptsFor(MINUTES * 60_000);
    const { bargedInMs } = await listen(said, overTelephone(echoOf(said, delayMs, -20)));
    expect(bargedInMs).toEqual([]);
  });

  it('would be one without the guard', async () => {
    const said = promptsFor(10_000);
    const { bargedInMs } = await listen(new Int16Array(said.length), overTelephone(echoOf(said, delayMs, -20)));
    expect(bargedInMs.length).toBeGreaterThan(0);
  });

  it.each([0, -6])(
    'lets a caller barge in within 400 ms who speaks %i dB as loud as we do',
    async (levelDb) => {
      for (const [index, startMs] of [500, 2340, 4100, 7000].entries()) {
        const said = promptsFor(startMs + 2500);
        const heard = echoOf(said, delayMs, -20);
        const words = trimmed(
          voices.say('I would like to speak to somebody please', index % 2 ? 'rms' : 'awb', RATE_HZ),
        );
        const gain = Math.sqrt(powerOf(said) / powerOf(words)) * 10 ** (levelDb / 20);
        applyGain(words, gain, gain);
        const from = (startMs * RATE_HZ) / 1000;
        mixInto(heard.subarray(from, from + words.length), words.subarray(0, heard.length - from));
        const { bargedInMs } = await listen(said, overTelephone(heard));
        expect(bargedInMs[0]).toBeGreaterThanOrEqual(startMs);
        expect(bargedInMs[0]).toBeLessThanOrEqual(startMs + 400);
      }
    },
    60_000,
  );
});

describe.each(['a tone', 'a prompt'] as const)('who answers %s', (what) => {
  it.each([240, 340, 440])(
    'always %i ms after it began is heard each time',
    async (afterMs) => {
      const played = what === 'a tone' ? sine(440, 1000, RATE_HZ) : promptsFor(1000);
      const word = trimmed(voices.say('billing', 'slt', RATE_HZ));
      const [roundMs, rounds] = [1480, 8];
      const said = new Int16Array((roundMs * rounds * RATE_HZ) / 1000);
      const heard = new Int16Array(said.length);
      const answersMs = Array.from({ length: rounds }, (_, round) => round * roundMs + afterMs);
      for (const [round, answerMs] of answersMs.entries()) {
        // Each prompt ends when the caller has barged in, and the next comes half a second after the answer.
        const playedCount = ((afterMs + 220) * RATE_HZ) / 1000;
        said.set(played.subarray(0, playedCount), (round * roundMs * RATE_HZ) / 1000);
        heard.set(word, (answerMs * RATE_HZ) / 1000);
      }
      const { bargedInMs } = await listen(said, overTelephone(heard));
      const isHeard = (answerMs: number) => bargedInMs.some((atMs) => atMs >= answerMs && atMs <= answerMs + 400);
      expect(answersMs.filter((answerMs) => !isHeard(answerMs))).toEqual([]);
    },
    60_000,
  );
});

/** From the first sound on: what a voice leaves quiet before it is not speech. */
function trimmed(samples: Int16Array): Int16Array {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.slice(samples.findIndex((sample) => Math.abs(sample) > loudest / 20));
}

describe('EchoGuard', () => {
  const loud = new Int16Array(BLOCK).fill(8000);

  it('hands the very block on while nothing is said, and half a second after', () => {
    const guard = new EchoGuard(RATE_HZ);
    expect(guard.hear(loud)).toBe(loud);
    guard.say(loud);
    const soft = new Int16Array(BLOCK).fill(400);
    expect(guard.hear(soft)).not.toBe(soft);
    for (let block = 0; block < 26; block += 1) guard.say(null);
    expect(guard.hear(soft)).toBe(soft);
  });

  it('learns a louder echo by its shape, and who then speaks louder passes', async () => {
    const said = promptsFor(12_000);
    const heard = echoOf(said, 120, -8);
    const guard = new EchoGuard(RATE_HZ);
    const passed: number[] = [];
    for (let at = 0; at + BLOCK <= said.length; at += BLOCK) {
      const block = heard.subarray(at, at + BLOCK);
      if (guard.hear(block) === block && powerOf(block) > 100) passed.push((at * 1000) / RATE_HZ);
      guard.say(said.subarray(at, at + BLOCK));
    }
    expect(passed.filter((atMs) => atMs > 4000)).toEqual([]);
    // Another voice does not rise and fall as ours does.
    const shout = Array.from({ length: 60 }, (_, block) => new Int16Array(BLOCK).fill(block % 7 < 4 ? 30_000 : 20));
    expect(shout.filter((block) => guard.hear(block) === block).length).toBeGreaterThan(10);
  });
});
