import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { startWorkerThread, type WorkerLink } from '../../../../platform/workers/worker-link.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { createCacheKey } from '../cache-key.js';
import type { SynthesisClient, SynthesisRequest } from '../port.js';
import { splitSentences } from '../split-sentences.js';
import { wholeOf } from '../whole-of.js';
import { type FliteVoice, fliteVoices, isFliteVoice } from './flite-engine.js';
import type { FliteJob, FliteSpeech } from './flite-jobs.js';
import { normaliseText } from './normalise-text.js';

const NAME = 'flite';
const MAX_TEXT_LENGTH = 5000;
const MIN_SPEED = 0.5;
const MAX_SPEED = 2;
/** A sentence takes some 50 ms; a thread that needs this long hangs. */
const JOB_TIMEOUT_MS = 10_000;
const MAX_QUEUED = 500;

/** What the client runs on. */
export type FliteOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Threads at most; default 1. */
  readonly workers?: number;
  /** Default: a thread of its own. A test may do the jobs itself. */
  readonly startWorker?: () => WorkerLink<FliteJob, FliteSpeech>;
};

/** A request as jobs. */
type Utterance = Omit<FliteJob, 'text'> & { readonly sentences: readonly string[] };

/** English speech by flite, offline, in worker threads: the voices of {@link fliteVoices}, sentence by sentence. */
export function createFliteClient({ clock, log, workers = 1, startWorker }: FliteOptions): SynthesisClient {
  const pool = new WorkerPool<FliteJob, FliteSpeech>({
    name: NAME,
    startWorker: startWorker ?? (() => startWorkerThread(import.meta.url, './flite.worker.js', log)),
    size: workers,
    jobTimeoutMs: JOB_TIMEOUT_MS,
    maxQueued: MAX_QUEUED,
    failureCode: 'speech.ttsFailed',
    clock,
    log,
  });
  let lastLane = 0;

  /** Requests take turns sentence by sentence, so a long text does not hold up a short one. */
  async function* speak(request: SynthesisRequest, signal: AbortSignal): AsyncIterable<FliteSpeech> {
    const { sentences, ...manner } = prepare(request);
    lastLane += 1;
    const lane = String(lastLane);
    for (const text of sentences) yield await pool.run({ text, ...manner }, { lane, signal });
  }

  return {
    name: NAME,
    capabilities: { languages: ['en'], speakers: fliteVoices, maxTextLength: MAX_TEXT_LENGTH },
    cacheKey: (request) => createCacheKey(NAME, { ...request, speaker: voiceOf(request), speed: speedOf(request) }),
    synthesize: (request, signal) => wholeOf(speak(request, signal), request.rateHz),
    async *stream(request, signal) {
      for await (const { samples, rateHz } of speak(request, signal)) yield { format: 'pcm16', samples, rateHz };
    },
    close: () => pool.close(),
  };
}

/** The rest of what may be wrong is checked against the capabilities, before a client is asked. */
function prepare(request: SynthesisRequest): Utterance {
  const sentences = splitSentences(normaliseText(request.text)).filter((sentence) => /[a-z0-9]/i.test(sentence));
  if (sentences.length === 0) throw new AppError('speech.ttsFailed', 'There is nothing to say in the text');
  return { sentences, voice: voiceOf(request), speed: speedOf(request), rateHz: request.rateHz };
}

/** A voice we do not have is no reason to keep a caller in silence: the default one speaks. */
function voiceOf({ speaker }: SynthesisRequest): FliteVoice {
  return speaker !== undefined && isFliteVoice(speaker) ? speaker : fliteVoices[0];
}

const speedOf = ({ speed = 1 }: SynthesisRequest) => Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed));
