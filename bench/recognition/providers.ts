import { existsSync } from 'node:fs';
import { type Clock, systemClock } from '../../apps/media/src/platform/clock.js';
import { silentLog } from '../../apps/media/src/platform/logging.js';
import { DEBIAN_MODEL_DIR } from '../../apps/media/src/sound/speech/asr/pocketsphinx/pocketsphinx-model.js';
import { createPocketsphinxRecogniser } from '../../apps/media/src/sound/speech/asr/pocketsphinx/pocketsphinx-recogniser.js';
import type { TranscriptionProvider } from '../../apps/media/src/sound/speech/asr/port.js';
import { createSoundswallowerProvider } from '../../apps/media/src/sound/speech/asr/soundswallower/soundswallower-provider.js';

/** On a machine that does other things as well an answer may take long, and is waited for. */
const patientClock: Clock = { ...systemClock, startTimer: () => ({ cancel: () => undefined }) };

/** The recognisers that run on this machine without anybody's key, the default first; `only` names one of them. */
export function providersHere(only: string | undefined): readonly TranscriptionProvider[] {
  const parts = { clock: patientClock, log: silentLog };
  const all = [createSoundswallowerProvider({ ...parts, workers: 1 })];
  if (existsSync(DEBIAN_MODEL_DIR))
    all.push(createPocketsphinxRecogniser({ kind: 'pocketsphinx', name: 'pocketsphinx' }, parts));
  return all.filter(({ name }) => only === undefined || only === name);
}
