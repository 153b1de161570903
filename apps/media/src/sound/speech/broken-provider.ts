import type { AppError } from '@callwright/protocol';
import { OrderedAnswers } from './asr/engine/ordered-answers.js';
import type { TranscriptionEvent, TranscriptionProvider } from './asr/port.js';
import { createCacheKey } from './tts/cache-key.js';
import type { SynthesisClient } from './tts/port.js';

/** A recogniser that could not be made: it answers everything with the reason. */
export function brokenRecogniser(name: string, { code, message }: AppError): TranscriptionProvider {
  const error = (isAnswer: boolean): TranscriptionEvent => ({ event: 'error', code, message, isAnswer });
  return {
    name,
    capabilities: { grammar: true, freeSpeech: true, languages: [] },
    warmUp: async () => undefined,
    createClient: (onEvent) => {
      let isClosed = false;
      const answers = new OrderedAnswers((event) => isClosed || onEvent(event));
      return {
        start: () => answers.give(error(false)),
        write: () => undefined,
        flush: () => answers.give(error(true)),
        close: async () => {
          isClosed = true;
        },
      };
    },
    close: async () => undefined,
  };
}

/** A voice that could not be made: it answers everything with the reason. */
export function brokenVoice(name: string, problem: AppError): SynthesisClient {
  return {
    name,
    capabilities: { languages: [], speakers: [], maxTextLength: 1_000_000 },
    cacheKey: (request) => createCacheKey(`broken ${name}`, request),
    synthesize: async () => {
      throw problem;
    },
    close: async () => undefined,
  };
}
