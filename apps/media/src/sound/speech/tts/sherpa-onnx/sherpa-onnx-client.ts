import { createHash } from 'node:crypto';
import type { VoiceDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { asWorker, startEngineProcess } from '../../../../platform/workers/engine-process.js';
import { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { languagesOf } from '../../languages-of.js';
import { createCacheKey } from '../cache-key.js';
import type { SynthesisClient, SynthesisRequest } from '../port.js';
import { sentencesToSay } from '../split-sentences.js';
import { wholeOf } from '../whole-of.js';
import type { SherpaJob, SherpaSpeech } from './sherpa-jobs.js';
import { findSherpaVoice } from './sherpa-voice.js';

const MAX_TEXT_LENGTH = 5000;
/** Large voices speak slower than people on a busy machine; the first sentence also loads the model. */
const JOB_TIMEOUT_MS = 60_000;
const MAX_QUEUED = 200;

/**
 * Speech by a user's voice on sherpa-onnx (Piper and other VITS, Kokoro, Matcha), in a process of its own: sentence by
 * sentence, callers taking turns. A `speaker` is the number of a voice inside the model.
 * @throws AppError `speech.badModel` when the folder holds no voice
 */
export function createSherpaOnnxClient(
  { name, languages, modelDir, threads }: Extract<VoiceDefinition, { kind: 'sherpaOnnx' }>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): SynthesisClient {
  const voice = findSherpaVoice(modelDir);
  const fingerprint = createHash('md5').update(JSON.stringify(voice)).digest('hex');
  const pool = new WorkerPool<SherpaJob, SherpaSpeech>({
    name,
    startWorker: () =>
      asWorker(
        startEngineProcess(import.meta.url, './sherpa-tts.process.js', { log, settings: { modelDir, threads } }),
      ),
    size: 1,
    jobTimeoutMs: JOB_TIMEOUT_MS,
    maxQueued: MAX_QUEUED,
    failureCode: 'speech.ttsFailed',
    clock,
    log,
  });
  let lastLane = 0;

  async function* speak(request: SynthesisRequest, signal: AbortSignal): AsyncIterable<SherpaSpeech> {
    const { text, rateHz, speed = 1 } = request;
    const sentences = sentencesToSay(text);
    lastLane += 1;
    const lane = request.lane ?? `request-${lastLane}`;
    for (const sentence of sentences)
      yield await pool.run({ text: sentence, speaker: speakerOf(request), speed, rateHz }, { lane, signal });
  }

  return {
    name,
    capabilities: { languages: languagesOf(languages, []), speakers: [], maxTextLength: MAX_TEXT_LENGTH },
    cacheKey: (request) =>
      createCacheKey(`sherpa-onnx ${fingerprint}`, { ...request, speaker: String(speakerOf(request)) }),
    synthesize: (request, signal) => wholeOf(speak(request, signal), request.rateHz),
    async *stream(request, signal) {
      for await (const { samples, rateHz } of speak(request, signal)) yield { format: 'pcm16', samples, rateHz };
    },
    close: () => pool.close(),
  };
}

/** A voice that has no such number speaks as its first one. */
const speakerOf = ({ speaker }: SynthesisRequest): number =>
  speaker && /^\d{1,5}$/.test(speaker) ? Number(speaker) : 0;
