import type { RecogniserDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { languagesOf } from '../../languages-of.js';
import { ProviderHealth } from '../../provider-health.js';
import type { TranscriptionProvider } from '../port.js';
import { FallbackRecogniserClient } from './fallback-recogniser-client.js';

const TIMEOUT_MS = 10_000;

/**
 * Several recognisers as one: the first in good health listens, and the next takes over in the middle of an utterance
 * when it fails or does not answer in time. The providers belong to whoever made them.
 */
export function createFallbackRecogniser(
  { name, languages, timeoutMs = TIMEOUT_MS }: Extract<RecogniserDefinition, { kind: 'fallback' }>,
  providers: readonly TranscriptionProvider[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): TranscriptionProvider {
  const health = new ProviderHealth(clock);
  const every = providers.map(({ capabilities }) => capabilities);
  const understood = every.some((one) => one.languages.length === 0) ? [] : every.flatMap((one) => one.languages);
  return {
    name,
    capabilities: {
      grammar: every.some(({ grammar }) => grammar),
      freeSpeech: every.some(({ freeSpeech }) => freeSpeech),
      languages: languagesOf(languages, [...new Set(understood)]),
    },
    warmUp: async (language) => {
      await Promise.allSettled(providers.map((provider) => provider.warmUp(language)));
    },
    createClient: (onEvent, call) =>
      new FallbackRecogniserClient({ name, providers, health, timeoutMs, clock, log, call }, onEvent),
    close: async () => undefined,
  };
}
