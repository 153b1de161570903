import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { startWorkerThread, type WorkerLink } from '../../../../platform/workers/worker-link.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import type { TranscriptionProvider } from '../port.js';
import { createChoiceListener } from './choice-grammar.js';
import { ENGINE_RATE_HZ } from './engine-module.js';
import { asrLanguageOf } from './languages.js';
import { SoundswallowerClient, type SoundswallowerPool } from './soundswallower-client.js';
import type { SoundswallowerJob, SoundswallowerResult } from './soundswallower-jobs.js';

const NAME = 'soundswallower';
/** The longest utterance takes about a second, the first of a thread half a second more. */
const JOB_TIMEOUT_MS = 10_000;
const MAX_QUEUED = 500;

/** What the provider runs on. */
export type SoundswallowerOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Threads at most, about 75 MB each with one language; default 1. */
  readonly workers?: number;
  /** Default: a thread of its own. A test may do the jobs itself. */
  readonly startWorker?: () => WorkerLink<SoundswallowerJob, SoundswallowerResult>;
};

/** Named choices in English and French, numbers, digits, dates, times, yes and no in English, offline: soundswallower with a grammar a node, in worker threads. */
export function createSoundswallowerProvider(options: SoundswallowerOptions): TranscriptionProvider {
  const { clock, log, workers = 1, startWorker } = options;
  const pool: SoundswallowerPool = new WorkerPool({
    name: NAME,
    startWorker: startWorker ?? (() => startWorkerThread(import.meta.url, './soundswallower.worker.js', log)),
    size: workers,
    jobTimeoutMs: JOB_TIMEOUT_MS,
    maxQueued: MAX_QUEUED,
    failureCode: 'speech.asrFailed',
    clock,
    log,
  });
  let lastLane = 0;
  return {
    name: NAME,
    capabilities: { grammar: true, freeSpeech: false, languages: ['en', 'fr'] },
    warmUp: async (language) => {
      // Each thread takes one job at a time, so as many jobs reach as many threads.
      await Promise.all(Array.from({ length: workers }, (_, index) => warmUp(pool, language, index)));
    },
    createClient: (onEvent) => {
      lastLane += 1;
      return new SoundswallowerClient(pool, String(lastLane), onEvent);
    },
    close: () => pool.close(),
  };
}

async function warmUp(pool: SoundswallowerPool, language: string, index: number): Promise<void> {
  const known = asrLanguageOf(language);
  if (!known) throw new AppError('speech.unsupportedLanguage', `The recogniser does not understand ${language}`);
  const word = known === 'fr' ? 'oui' : 'yes';
  const { grammar } = createChoiceListener({ choices: [{ id: word, phrases: [word] }] }, known, 'normal');
  await pool.run({ grammar, samples: null, rateHz: ENGINE_RATE_HZ }, { lane: `warm-up-${index}` });
}
