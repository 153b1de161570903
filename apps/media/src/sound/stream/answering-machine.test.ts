import { joinSamples, mixInto, sine } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { type AmdOption, callId, type SessionEventOf, sessionEventSchema, trackId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/logging.js';
import { addNoise, whiteNoise } from '../speech/test-noise.js';
import { createTestVoices, type TestVoices } from '../speech/test-voices.js';
import { createFakeVad } from '../speech/vad/fake-vad.js';
import type { VadProvider } from '../speech/vad/port.js';
import { createSileroVad } from '../speech/vad/silero/silero-vad.js';
import { CallEar } from './call-ear.js';

const RATE_HZ = 8000;
const BLOCK = RATE_HZ / 50;
const HELLO = 'Hello, this is Robert.';
// biome-ignore lint/style/noProcessEnv: how long a run may take is a matter of the run, not of the code
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
const MACHINE =
  'You have reached the office of Miller and Sons. We are closed at the moment. Please leave your name and your number after the tone, and we will call you back.';

let voices: TestVoices;
let silero: VadProvider;
beforeAll(async () => {
  [voices, silero] = await Promise.all([createTestVoices(), createSileroVad(silentLog)]);
});
afterAll(() => silero.close());

const quiet = (durationMs: number) => new Int16Array((durationMs * RATE_HZ) / 1000);
const row = (...sounds: readonly Int16Array[]): Int16Array => joinSamples(sounds);
const both = (a: Int16Array, b: Int16Array): Int16Array => {
  const mixed = a.slice();
  mixInto(mixed, b);
  return mixed;
};

/** Who is found to answer with this sound, and when. */
async function answererOf(sound: Int16Array, amd: AmdOption = {}) {
  const told: (SessionEventOf<'answerMachineDetection'> & { readonly atMs: number })[] = [];
  let atMs = 0;
  const ear = new CallEar({
    trackId: trackId.parse('c-1'),
    rateHz: RATE_HZ,
    stream: { callId: callId.parse('c-1'), amd },
    listeners: { vads: { silero, webrtc: createFakeVad() }, recognisers: new Map() },
    clock: new FakeClock(0),
    emit: (event) => {
      sessionEventSchema.parse(event);
      if (event.event === 'answerMachineDetection') told.push({ ...event, atMs });
    },
    onVoice: () => undefined,
  });
  for (let at = 0; at + BLOCK <= sound.length; at += BLOCK) {
    atMs = (at * 1000) / RATE_HZ;
    const block = sound.subarray(at, at + BLOCK);
    for (const processor of ear.processors) processor.process(block, atMs);
    await silero.settled();
  }
  ear.close();
  return told;
}
const resultsOf = async (sound: Int16Array, amd?: AmdOption) =>
  (await answererOf(sound, amd)).map(({ result }) => result);

describe('who answers a call we made', () => {
  it.each(['slt', 'rms', 'awb'] as const)('is a person who says a word or two and waits: %s', async (voice) => {
    for (const words of ['Hello?', HELLO]) {
      const sound = row(quiet(600), voices.say(words, voice, RATE_HZ), quiet(2500));
      const told = await answererOf(sound);
      expect(told).toMatchObject([{ result: 'human', text: '' }]);
      // The quiet that tells, and what a detector of voices needs.
      expect((told[0]?.atMs ?? 0) - (told[0]?.endTime ?? 0)).toBeLessThanOrEqual(900);
    }
  });

  it.each(['slt', 'rms', 'awb'] as const)('is a machine that talks on, and then beeps: %s', async (voice) => {
    const greeting = row(quiet(400), voices.say(MACHINE, voice, RATE_HZ), quiet(700));
    const told = await answererOf(row(greeting, sine(1000, 400, RATE_HZ, 0.3), quiet(1000)));
    expect(told.map(({ result }) => result)).toEqual(['machine', 'beep']);
    expect(told[0]?.atMs).toBeLessThan(4500);
    const beepMs = (greeting.length * 1000) / RATE_HZ;
    expect(Math.abs((told[1]?.startTime ?? 0) - beepMs)).toBeLessThanOrEqual(40);
    expect(Math.abs((told[1]?.endTime ?? 0) - beepMs - 400)).toBeLessThanOrEqual(40);
  });

  it('is left open when nobody says anything', async () => {
    expect(await answererOf(quiet(8000))).toMatchObject([{ result: 'unknown', startTime: 0, endTime: 6000 }]);
  });

  it('is a machine whose beep is waited for so long and no longer', async () => {
    const sound = row(voices.say(MACHINE, 'slt', RATE_HZ), quiet(6000), sine(1000, 400, RATE_HZ, 0.3), quiet(500));
    expect(await resultsOf(sound, { beepWait: 5000 })).toEqual(['machine', 'unknown']);
    expect(await resultsOf(sound, { beepWait: 0 })).toEqual(['machine']);
  });

  it('is a machine that beeps at once', async () => {
    const sound = row(quiet(500), sine(1400, 500, RATE_HZ, 0.3), quiet(3000));
    expect(await resultsOf(sound)).toEqual(['machine', 'beep']);
  });
});

describe('a beep', () => {
  const behind = (sound: Int16Array) => row(voices.say(MACHINE, 'rms', RATE_HZ), quiet(600), sound, quiet(600));

  it.each([400, 440, 660, 850, 1000, 1330, 1633, 2000, 2100])('of %i Hz is heard', async (hz) => {
    expect(await resultsOf(behind(sine(hz, 300, RATE_HZ, 0.2)))).toEqual(['machine', 'beep']);
  });

  it.each([
    [20, 1],
    [10, 2],
    [5, 3],
  ])('is heard %i dB above the noise', async (snrDb, seed) => {
    for (const hz of [523, 1000, 1850]) {
      const level = (0.2 / Math.SQRT2) * 10 ** (-snrDb / 20);
      const sound = behind(sine(hz, 500, RATE_HZ, 0.2));
      expect(await resultsOf(both(sound, whiteNoise(sound.length, level, seed)))).toEqual(['machine', 'beep']);
    }
  });

  it.each([
    ['a key', () => both(sine(770, 300, RATE_HZ, 0.2), sine(1336, 300, RATE_HZ, 0.2))],
    ['ringing of two tones', () => both(sine(440, 1000, RATE_HZ, 0.2), sine(480, 1000, RATE_HZ, 0.2))],
    ['ringing of one tone', () => sine(425, 1000, RATE_HZ, 0.2)],
    ['a click', () => sine(1000, 80, RATE_HZ, 0.3)],
    ['a tone that never ends', () => sine(1000, 7000, RATE_HZ, 0.3)],
    ['noise', () => whiteNoise(RATE_HZ, 0.1)],
  ])('is not %s', async (_, sound) => {
    expect(await resultsOf(behind(sound()))).toEqual(['machine']);
  });

  it('is not a voice, whoever speaks, with noise and without', async () => {
    for (const voice of isFull ? (['slt', 'rms', 'awb', 'kal'] as const) : (['slt', 'kal'] as const)) {
      const talk = row(voices.say(`${MACHINE} Mm. Aah. Ooh. You. Moon. See you soon.`, voice, RATE_HZ), quiet(500));
      expect(await resultsOf(talk)).toEqual(['machine']);
      expect(await resultsOf(addNoise(talk, 15))).toEqual(['machine']);
    }
  }, 60_000);
});
