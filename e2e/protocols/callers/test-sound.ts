import { createTestVoices } from '../../../apps/media/src/sound/speech/test-voices.js';

const PAUSE_MS = 400;

/** A phrase as a caller says it, with a little silence around it. */
export const spoken = async (phrase: string, rateHz: number): Promise<Int16Array> => {
  const said = (await createTestVoices()).say(phrase, 'slt', rateHz);
  const pause = Math.round((PAUSE_MS * rateHz) / 1000);
  const whole = new Int16Array(said.length + 2 * pause);
  whole.set(said, pause);
  return whole;
};
