import { readWav, resample, toMono } from '@callwright/audio';
import { FliteEngine, type FliteVoice } from './tts/flite/flite-engine.js';
import { normaliseText } from './tts/flite/normalise-text.js';

/** Voices a recogniser and a voice detector are tested with: one woman and two men, all by flite. */
export const testVoices = ['slt', 'rms', 'awb'] as const satisfies readonly FliteVoice[];

/** Callers for tests. Everything runs on the caller's thread: for tests and benchmarks, never where calls run. */
export type TestVoices = {
  /** A phrase as sound: signed 16-bit mono, with the short silence the voice itself leaves at both ends. */
  say(phrase: string, voice: FliteVoice, rateHz: number): Int16Array;
};

/** Loads the engines; about 0.4 s. */
export async function createTestVoices(): Promise<TestVoices> {
  const engine = await FliteEngine.load();
  return {
    say(phrase, voice, rateHz) {
      const sound = readWav(engine.speak(normaliseText(phrase), voice, 1));
      return resample(toMono(sound.channels), sound.rateHz, rateHz);
    },
  };
}
