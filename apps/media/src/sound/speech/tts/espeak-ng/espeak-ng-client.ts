import { Resampler } from '@callwright/audio';
import { AppError, type VoiceDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { asWorker, startProgram } from '../../../../platform/workers/engine-process.js';
import type { WorkerLink } from '../../../../platform/workers/worker-link.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { languagesOf } from '../../languages-of.js';
import { createCacheKey } from '../cache-key.js';
import { PartQueue } from '../part-queue.js';
import type { SynthesisClient, SynthesisRequest, SynthesisResult } from '../port.js';
import { sentencesToSay } from '../split-sentences.js';
import { wholeOf } from '../whole-of.js';
import { findEspeakProgram } from './espeak-program.js';
import { espeakLanguages, espeakVoiceOf, hasUnreadableKanji } from './espeak-voices.js';

const MAX_TEXT_LENGTH = 5000;
/** A sentence takes some 100 ms; the first also loads the engine. */
const JOB_TIMEOUT_MS = 15_000;
const MAX_QUEUED = 500;

/** A sentence for the program, and a piece of its sound: what `@callwright/espeak-ng` documents. */
export type EspeakJob = { readonly text: string; readonly voice: string; readonly speed: number };
export type EspeakPiece = { readonly samples: Int16Array; readonly rateHz: number };

/** What the client runs on. */
export type EspeakOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Default: the program of `@callwright/espeak-ng`, in a process of its own. */
  readonly startWorker?: () => WorkerLink<EspeakJob, EspeakPiece>;
};

/**
 * Speech in about a hundred languages by eSpeak NG, which runs as a program of its own under its own licence (GPL-3).
 * Sound comes in pieces of 100 ms while the rest is made.
 * @throws AppError `speech.notConfigured` when the program is not installed
 */
export function createEspeakNgClient(
  { name, languages }: Extract<VoiceDefinition, { kind: 'espeakNg' }>,
  { clock, log, startWorker }: EspeakOptions,
): SynthesisClient {
  const pool = new WorkerPool<EspeakJob, EspeakPiece>({
    name,
    startWorker: startWorker ?? startEspeak(log),
    size: 1,
    jobTimeoutMs: JOB_TIMEOUT_MS,
    maxQueued: MAX_QUEUED,
    failureCode: 'speech.ttsFailed',
    clock,
    log,
  });
  let lastLane = 0;

  /** Callers take turns sentence by sentence. */
  async function* speak(
    request: SynthesisRequest,
    signal: AbortSignal,
  ): AsyncIterable<Extract<SynthesisResult, { format: 'pcm16' }>> {
    const { sentences, voice, speed } = prepare(request);
    lastLane += 1;
    const lane = request.lane ?? `request-${lastLane}`;
    let resampler: Resampler | null = null;
    for (const text of sentences) {
      const pieces = new PartQueue<EspeakPiece>();
      const done = pool.run({ text, voice, speed }, { lane, signal, onPart: (piece) => pieces.push(piece) });
      for await (const { samples, rateHz } of pieces.until(done)) {
        resampler ??= new Resampler(rateHz, request.rateHz, { aligned: true });
        yield { format: 'pcm16', samples: resampler.process(samples), rateHz: request.rateHz };
      }
    }
    if (resampler) yield { format: 'pcm16', samples: resampler.flush(), rateHz: request.rateHz };
  }

  return {
    name,
    capabilities: { languages: languagesOf(languages, espeakLanguages), speakers: [], maxTextLength: MAX_TEXT_LENGTH },
    cacheKey: (request) => createCacheKey('espeak-ng', { ...request, speaker: '' }),
    synthesize: (request, signal) => wholeOf(speak(request, signal), request.rateHz),
    stream: speak,
    close: () => pool.close(),
  };
}

function startEspeak(log: Log): () => WorkerLink<EspeakJob, EspeakPiece> {
  const program = findEspeakProgram();
  return () => asWorker(startProgram(program, { log }));
}

function prepare({ text, language, speed = 1 }: SynthesisRequest) {
  const voice = espeakVoiceOf(language);
  if (voice === null) throw new AppError('speech.unsupportedLanguage', `eSpeak NG has no voice for ${language}`);
  if (hasUnreadableKanji(text, voice))
    throw new AppError('speech.ttsFailed', 'eSpeak NG cannot read kanji: write the text in kana, or use another voice');
  return { sentences: sentencesToSay(text), voice, speed };
}
