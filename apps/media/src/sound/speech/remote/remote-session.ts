import { interpretSpeech, type Meaning } from '@callwright/flow-engine';
import { AppError, primarySubtag } from '@callwright/protocol';
import type { TranscriptionOptions } from '../asr/port.js';
import { checkKey } from './check-key.js';
import type { LineSettings } from './line.js';

/** What one `start` asks for. */
export type RemoteSession = {
  readonly rateHz: number;
  readonly wantsPartials: boolean;
  readonly settings: LineSettings;
  /** What words mean among the choices and in the grammar. */
  readonly interpret: (text: string) => Meaning;
};

/** What a remote recogniser is known for, before anybody speaks. */
export type RemoteRules = {
  /** For people, as `Deepgram`. */
  readonly title: string;
  /** Primary subtags; empty means any. */
  readonly languages: readonly string[];
  /** The rate to send, for sound that comes at a rate. */
  readonly wireRateHz: (rateHz: number) => number;
  readonly needsKey: boolean;
};

/**
 * Checks what `start` asks for.
 * @throws AppError `speech.unsupportedLanguage`; `speech.notConfigured` without a key; `speech.asrFailed` when there is
 *   nothing to listen for
 */
export function createSession(options: TranscriptionOptions, rules: RemoteRules, apiKey: string | null): RemoteSession {
  const { rateHz, language, choices, grammar, partials = false } = options;
  const primary = primarySubtag(language);
  if (rules.languages.length > 0 && !rules.languages.includes(primary))
    throw new AppError('speech.unsupportedLanguage', `${rules.title} is not set up for ${language}`);
  if (choices?.length === 0 && grammar === undefined)
    throw new AppError('speech.asrFailed', `${rules.title} was given nothing to listen for`);
  checkKey(apiKey, rules);
  return {
    rateHz,
    wantsPartials: partials,
    settings: {
      language,
      rateHz: rules.wireRateHz(rateHz),
      choices: choices ?? [],
      grammar: grammar ?? (choices === undefined ? 'free' : null),
      partials,
      apiKey,
    },
    interpret: (text) => interpretSpeech(text, options),
  };
}
