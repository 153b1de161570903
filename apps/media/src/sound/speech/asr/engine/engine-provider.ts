import { interpretSpeech } from '@callwright/flow-engine';
import { AppError, knowsLanguage } from '@callwright/protocol';
import type { TranscriptionCapabilities, TranscriptionOptions, TranscriptionProvider } from '../port.js';
import { EngineClient, type Listening } from './engine-client.js';
import { EngineHost, type EngineHostOptions } from './engine-host.js';

/** What a provider with engines in processes of their own is made of. */
export type EngineProviderOptions = EngineHostOptions & {
  readonly capabilities: TranscriptionCapabilities;
  /** Processes, each with its own copy of the model; default 1. */
  readonly processes?: number;
  /** How a start is told to the engine. Default: free speech, whose words are matched to what is listened for. */
  readonly listen?: (options: TranscriptionOptions) => Listening;
};

/** A recogniser whose engine runs in processes of its own; callers are spread over them. */
export function createEngineProvider(options: EngineProviderOptions): TranscriptionProvider {
  const { name, capabilities, processes = 1, listen = listenFreely } = options;
  const hosts = Array.from({ length: Math.max(1, processes) }, () => new EngineHost(options));
  const checked = (start: TranscriptionOptions): Listening => {
    refuse(start, capabilities.languages);
    return listen(start);
  };
  return {
    name,
    capabilities,
    warmUp: async () => {
      await Promise.all(hosts.map((host) => host.load()));
    },
    createClient: (onEvent) => {
      const host = hosts.reduce((best, other) => (other.callerCount < best.callerCount ? other : best));
      return new EngineClient(host, checked, onEvent);
    },
    close: async () => {
      await Promise.all(hosts.map((host) => host.close()));
    },
  };
}

/** Free speech, whose words are matched to what is listened for. */
export function listenFreely(options: TranscriptionOptions): Listening {
  return { request: { language: options.language }, interpret: (text) => interpretSpeech(text, options) };
}

function refuse({ language, choices, grammar }: TranscriptionOptions, languages: readonly string[]): void {
  if (!knowsLanguage(languages, language))
    throw new AppError('speech.unsupportedLanguage', `This recogniser does not understand ${language}`);
  if (choices?.length === 0 && grammar === undefined)
    throw new AppError('speech.asrFailed', 'The recogniser was given nothing to listen for');
}
