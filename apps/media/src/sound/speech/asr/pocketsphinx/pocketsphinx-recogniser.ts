import type { RecogniserDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { startEngineProcess } from '../../../../platform/workers/engine-process.js';
import { languagesOf } from '../../languages-of.js';
import type { Listening } from '../engine/engine-client.js';
import { createEngineProvider, type EngineProviderOptions, listenFreely } from '../engine/engine-provider.js';
import type { TranscriptionOptions, TranscriptionProvider } from '../port.js';
import { createChoiceListener } from '../soundswallower/choice-grammar.js';

/** What it runs on. */
export type PocketsphinxOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Processes, each for three callers who speak at the same time; default 1. */
  readonly processes?: number;
  /** Default: a process of its own. A test may run the engine itself. */
  readonly start?: EngineProviderOptions['start'];
};

/**
 * Free English speech offline, by PocketSphinx where its library is installed: words while they are said, and choices
 * and grammars as soundswallower has them. Another language with a folder of its own, then without grammars.
 */
export function createPocketsphinxRecogniser(
  { name, languages, modelDir }: Extract<RecogniserDefinition, { kind: 'pocketsphinx' }>,
  { clock, log, processes, start }: PocketsphinxOptions,
): TranscriptionProvider {
  const settings = { modelDir };
  return createEngineProvider({
    name,
    capabilities: { grammar: true, freeSpeech: true, languages: languagesOf(languages, modelDir ? [] : ['en']) },
    start: start ?? (() => startEngineProcess(import.meta.url, './pocketsphinx.process.js', { log, settings })),
    listen: modelDir === undefined ? listenForEnglish : listenFreely,
    processes,
    clock,
    log,
  });
}

/** Choices and grammars as soundswallower understands them; what is none of them freely, where that is asked for. */
function listenForEnglish(options: TranscriptionOptions): Listening {
  const { language, choices, grammar, strictness = 'normal' } = options;
  const freely = listenFreely(options);
  const isFree = grammar === 'free' || (choices === undefined && grammar === undefined);
  if (isFree && !choices?.length) return freely;
  const listener = createChoiceListener(
    { choices, grammar: grammar === 'free' ? undefined : grammar },
    'en',
    strictness,
  );
  return {
    request: { language, grammar: listener.grammar, isAlsoFree: isFree },
    interpret: isFree ? (text) => listener.interpret(text) ?? freely.interpret(text) : listener.interpret,
  };
}
