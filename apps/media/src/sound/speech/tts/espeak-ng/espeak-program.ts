import { AppError } from '@callwright/protocol';
import { entryUrl } from '../../../../platform/workers/worker-link.js';

/** The package is optional, and under another licence (GPL-3): it is looked for, never imported. */
const PACKAGE = '@callwright/espeak-ng';

/** Where the program of `@callwright/espeak-ng` lies. @throws AppError `speech.notConfigured` when it is not installed */
export function findEspeakProgram(): URL {
  try {
    return entryUrl(import.meta.resolve(PACKAGE), './espeak-program.js');
  } catch (cause) {
    throw new AppError('speech.notConfigured', 'eSpeak NG is not installed (the package @callwright/espeak-ng)', {
      cause,
    });
  }
}
