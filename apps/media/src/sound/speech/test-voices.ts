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

/** So many sounds are kept; the oldest makes room. */
const MAX_SOUNDS = 300;
let shared: Promise<TestVoices> | undefined;

/** Loads the voices, once for all who ask; the ears are loaded by the first who listens. What was said once is kept. */
export function createTestVoices(): Promise<TestVoices> {
  shared ??= loadTestVoices();
  return shared;
}

async function loadTestVoices(): Promise<TestVoices> {
  const engine = await FliteEngine.load();
  const sounds = new Map<string, Int16Array>();
  let check: Promise<PromptCheck> | undefined;
  const speak = (phrase: string, voice: FliteVoice, rateHz: number): Int16Array => {
    const sound = readWav(engine.speak(normaliseText(phrase), voice, 1));
    return resample(toMono(sound.channels), sound.rateHz, rateHz);
  };
  return {
    say(phrase, voice, rateHz) {
      const key = `${voice} ${rateHz} ${phrase}`;
      const sound = sounds.get(key) ?? speak(phrase, voice, rateHz);
      sounds.set(key, sound);
      if (sounds.size > MAX_SOUNDS) sounds.delete(sounds.keys().next().value ?? key);
      // A copy: whoever asked may change it.
      return sound.slice();
    },
    async recognise(samples, rateHz, phrases) {
      check ??= PromptCheck.load();
      return (await check).recognise(samples, rateHz, phrases);
    },
  };
}
