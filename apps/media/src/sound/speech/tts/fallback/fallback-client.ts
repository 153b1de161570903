import { createHash } from 'node:crypto';
import { readWav, resample, toMono } from '@callwright/audio';
import { AppError, knowsLanguage, toAppError, type VoiceDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { languagesOf } from '../../languages-of.js';
import { ProviderHealth } from '../../provider-health.js';
import type { SynthesisClient, SynthesisRequest, SynthesisResult } from '../port.js';
import { sentencesToSay } from '../split-sentences.js';
import { wholeOf } from '../whole-of.js';
import { partsInTime } from './parts-in-time.js';

const TIMEOUT_MS = 10_000;

/**
 * Several synthesisers as one: the first in good health speaks, sentence by sentence, and the next goes on with the rest
 * when it fails or is silent for too long. A sentence that broke off is said again. The clients belong to whoever made
 * them.
 */
export function createFallbackClient(
  { name, languages, timeoutMs = TIMEOUT_MS }: Extract<VoiceDefinition, { kind: 'fallback' }>,
  clients: readonly SynthesisClient[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): SynthesisClient {
  const health = new ProviderHealth(clock);
  const closed = new AbortController();
  const spoken = clients.some(({ capabilities }) => capabilities.languages.length === 0)
    ? []
    : clients.flatMap(({ capabilities }) => capabilities.languages);

  const candidates = (request: SynthesisRequest): readonly number[] => {
    const fitting = health.order(clients.length).filter((index) => fits(clients[index], request));
    if (fitting.length === 0) throw new AppError('speech.unsupportedLanguage', `No voice speaks ${request.language}`);
    return fitting;
  };

  async function* say(request: SynthesisRequest, signal: AbortSignal): AsyncIterable<SynthesisResult> {
    let failure: AppError | null = null;
    for (const index of candidates(request)) {
      const client = clients[index];
      if (!client) continue;
      try {
        yield* partsInTime(client, request, { clock, timeoutMs, signal });
        health.worked(index);
        log.debug({ fallback: name, provider: client.name }, 'voice answered');
        return;
      } catch (error) {
        signal.throwIfAborted();
        failure = toAppError(error, 'speech.ttsFailed');
        health.failed(index);
        log.warn({ fallback: name, provider: client.name, code: failure.code }, 'voice left out');
      }
    }
    if (failure) throw failure;
  }

  async function* speak(request: SynthesisRequest, own: AbortSignal) {
    if (closed.signal.aborted) throw new AppError('speech.ttsFailed', `The voice ${name} is closed`);
    const signal = AbortSignal.any([own, closed.signal]);
    signal.throwIfAborted();
    const { rateHz } = request;
    for (const text of sentencesToSay(request.text))
      for await (const part of say({ ...request, text }, signal))
        yield { format: 'pcm16' as const, samples: samplesOf(part, rateHz), rateHz };
  }

  return {
    name,
    capabilities: {
      languages: languagesOf(languages, [...new Set(spoken)]),
      speakers: [],
      maxTextLength: Math.max(...clients.map(({ capabilities }) => capabilities.maxTextLength)),
    },
    // Of whoever would speak now: what a worse voice said in a bad hour is not kept for better ones.
    cacheKey: (request) => {
      const index = health.order(clients.length).find((one) => fits(clients[one], request)) ?? 0;
      const key = `${name} ${clients[index]?.name} ${clients[index]?.cacheKey(request)}`;
      return createHash('md5').update(key).digest('hex');
    },
    synthesize: (request, signal) => wholeOf(speak(request, signal), request.rateHz),
    stream: speak,
    close: async () => closed.abort(new AppError('speech.ttsFailed', `The voice ${name} is closed`)),
  };
}

function fits(client: SynthesisClient | undefined, { language, text }: SynthesisRequest): boolean {
  if (!client) return false;
  const { languages, maxTextLength } = client.capabilities;
  return text.length <= maxTextLength && knowsLanguage(languages, language);
}

function samplesOf(part: SynthesisResult, rateHz: number): Int16Array {
  if (part.format === 'pcm16') return resample(part.samples, part.rateHz, rateHz);
  const sound = readWav(part.bytes);
  return resample(toMono(sound.channels), sound.rateHz, rateHz);
}
