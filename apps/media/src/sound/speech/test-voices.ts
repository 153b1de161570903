import { readWav, resample, toMono } from '@callwright/audio';
import { PromptCheck } from './prompt-check.js';
import { FliteEngine, type FliteVoice } from './tts/flite/flite-engine.js';
import { normaliseText } from './tts/flite/normalise-text.js';

/** Voices to test recognition and voice detection with: a woman and two men, all by flite. */
export const testVoices = ['slt', 'rms', 'awb'] as const satisfies readonly FliteVoice[];

/** Callers and ears for tests. Everything runs on the caller's thread: for tests and benchmarks, never where calls run. */
export type TestVoices = {
  /** A phrase as sound: signed 16-bit mono, with the short silence the voice itself leaves at both ends. */
  say(phrase: string, voice: FliteVoice, rateHz: number): Int16Array;
  /**
   * Which of some English sentences a sound is, or an empty text when it is none of them: another sentence, silence,
   * noise. See {@link PromptCheck}. Takes about a tenth of the sound's length.
   */
  recognise(samples: Int16Array, rateHz: number, phrases: readonly string[]): Promise<string>;
};

/** Loads the voices; the ears are loaded by the first who listens. */
export async function createTestVoices(): Promise<TestVoices> {
  const engine = await FliteEngine.load();
  let check: Promise<PromptCheck> | undefined;
  return {
    say(phrase, voice, rateHz) {
      const sound = readWav(engine.speak(normaliseText(phrase), voice, 1));
      return resample(toMono(sound.channels), sound.rateHz, rateHz);
    },
    async recognise(samples, rateHz, phrases) {
      check ??= PromptCheck.load();
      return (await check).recognise(samples, rateHz, phrases);
    },
  };
}
