import { createTestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import type { FliteVoice } from '../../apps/media/src/sound/speech/tts/flite/flite-engine.js';
import { festivalVoicesHere, sayWithFestival } from './festival.js';

/** Who speaks. The weights of the grammars were chosen with the voices of flite; those of festival are told apart. */
export type Speaker = {
  readonly name: string;
  readonly engine: 'flite' | 'festival';
  /** A phrase of those the speakers were made for, as sound. */
  readonly say: (phrase: string) => Int16Array;
};

const fliteVoices = ['slt', 'rms', 'awb', 'kal'] as const satisfies readonly FliteVoice[];

/** All voices of flite, and those of festival that are installed. @param phrases all that they may be asked to say */
export async function createSpeakers(phrases: readonly string[], rateHz: number): Promise<readonly Speaker[]> {
  const flite = await createTestVoices();
  return [
    ...fliteVoices.map(
      (name): Speaker => ({ name, engine: 'flite', say: (phrase) => flite.say(phrase, name, rateHz) }),
    ),
    ...festivalVoicesHere().map((name): Speaker => {
      const said = sayWithFestival([...new Set(phrases)], name, rateHz);
      return { name, engine: 'festival', say: (phrase) => said.get(phrase) ?? new Int16Array(0) };
    }),
  ];
}
