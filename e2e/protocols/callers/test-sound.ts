import { createTestVoices } from '../../../apps/media/src/sound/speech/test-voices.js';
import type { ScriptLine } from '../scenarios.js';

/** Rate of what callers say, in Hz. */
export const CALLER_RATE_HZ = 8000;
const VOICE = 'slt';
const PAUSE_MS = 400;

/** A phrase as a caller says it, with a little silence around it: signed 16-bit mono at {@link CALLER_RATE_HZ}. */
export const spoken = async (phrase: string): Promise<Int16Array> => {
  const said = (await createTestVoices()).say(phrase, VOICE, CALLER_RATE_HZ);
  const pause = Math.round((PAUSE_MS * CALLER_RATE_HZ) / 1000);
  const whole = new Int16Array(said.length + 2 * pause);
  whole.set(said, pause);
  return whole;
};

/** Has the voices say what is going to be said in calls: that holds this process up, and with it what its callers send. */
export const rehearse = async (script: readonly ScriptLine[]): Promise<void> => {
  const voices = await createTestVoices();
  for (const act of script) if ('says' in act) voices.say(act.says, VOICE, CALLER_RATE_HZ);
};
