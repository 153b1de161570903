import { int16ToFloat, resample } from '@callwright/audio';
import { createChoiceListener } from '../../speech/asr/soundswallower/choice-grammar.js';
import { ENGINE_RATE_HZ } from '../../speech/asr/soundswallower/engine-module.js';
import { GrammarEngine } from '../../speech/asr/soundswallower/grammar-engine.js';
import { padWithSilence } from '../../speech/test-noise.js';
import { createTestVoices, testVoices } from '../../speech/test-voices.js';
import { measureImpairment, type Sending } from './measure.js';
import type { Impairment } from './network.js';

/** How many answers of a menu were understood, without loss and with it. */
export type WordsUnderstood = { readonly answers: number; readonly clean: number; readonly impaired: number };

const menu = ['sales', 'support', 'billing', 'operator', 'account balance', 'opening hours', 'yes', 'no', 'repeat'];
const BLOCK = 320;

/**
 * Answers of a menu, by three voices, through a network into the recogniser.
 * @param rounds how often each answer is given, each time with other packets lost
 */
export async function measureWords(
  codec: Sending['codec'],
  impairment: Impairment,
  rounds: number,
): Promise<WordsUnderstood> {
  const rateHz = codec === 'pcmu' || codec === 'pcma' ? 8000 : 16_000;
  const understand = await createListener({ codec, rateHz });
  let [answers, clean, impaired] = [0, 0, 0];
  for (const [index, { phrase, sound }] of (await answersAt(rateHz)).entries()) {
    const isHeardClean = await understand(phrase, sound, {});
    answers += rounds;
    clean += isHeardClean ? rounds : 0;
    for (let round = 0; round < rounds; round++)
      if (await understand(phrase, sound, { ...impairment, seed: 1 + index + 100 * round })) impaired += 1;
  }
  return { answers, clean, impaired };
}

/** Every phrase of the menu by every voice, with quiet around it. */
async function answersAt(rateHz: number): Promise<readonly { readonly phrase: string; readonly sound: Int16Array }[]> {
  const voices = await createTestVoices();
  return menu.flatMap((phrase) =>
    testVoices.map((voice) => {
      const spoken = padWithSilence(voices.say(phrase, voice, rateHz), rateHz * 0.3, rateHz * 0.4);
      return { phrase, sound: spoken.subarray(0, spoken.length - (spoken.length % BLOCK)) };
    }),
  );
}

async function createListener({ codec, rateHz }: Pick<Sending, 'codec' | 'rateHz'>) {
  const engine = await GrammarEngine.load();
  const choices = menu.map((phrase) => ({ id: phrase, phrases: [phrase] }));
  const listener = createChoiceListener({ choices }, 'en', 'normal');
  return async (phrase: string, sound: Int16Array, impairment: Impairment): Promise<boolean> => {
    const durationMs = (sound.length * 1000) / rateHz;
    const { heard } = await measureImpairment({ codec, rateHz, sound, durationMs }, impairment);
    const atEngineRate = resample(heard, rateHz, ENGINE_RATE_HZ);
    return listener.interpret(await engine.recognise(listener.grammar, int16ToFloat(atEngineRate)))?.text === phrase;
  };
}
