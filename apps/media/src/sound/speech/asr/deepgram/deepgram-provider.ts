import { primarySubtag, type RecogniserDefinition } from '@callwright/protocol';
import { hintsOf } from '../../remote/hints.js';
import type { LineSettings } from '../../remote/line.js';
import { createSocketProvider, type RemoteDeps, type SocketKind } from '../../remote/remote-provider.js';
import type { TranscriptionProvider } from '../port.js';
import { DeepgramDialect } from './deepgram-dialect.js';

/** A Deepgram recogniser of `CALLWRIGHT_SPEECH_FILE`. */
export type DeepgramDefinition = Extract<RecogniserDefinition, { kind: 'deepgram' }>;

const DEFAULT_URL = 'wss://api.deepgram.com/v1/listen';
const DEFAULT_MODEL = 'nova-3';
/** Page Keep Alive: after 10 s without sound the connection is closed with NET-0001; every 3 to 5 s is advised. */
const KEEP_ALIVE_MS = 4000;
/** Long enough for a breath; our own VAD ends the turn, this only settles text early. */
const ENDPOINTING_MS = 300;
/** Page Utterance End: the least there is. */
const UTTERANCE_END_MS = 1000;
/** Page Keyterm Prompting: 500 tokens at most. */
const MAX_HINTS = 100;

/** Free speech by Deepgram, or by a server that speaks its protocol, as it is spoken. */
export const createDeepgramRecogniser = (definition: DeepgramDefinition, deps: RemoteDeps): TranscriptionProvider =>
  createSocketProvider(deepgramKind(definition), definition, deps);

/** Deepgram as a kind of recogniser. */
export const deepgramKind = ({ url = DEFAULT_URL, model = DEFAULT_MODEL }: DeepgramDefinition): SocketKind => ({
  title: 'Deepgram',
  needsKey: true,
  wordTimes: true,
  wireRateHz: (rateHz) => rateHz,
  request: (settings) => ({
    url: addressOf(url, model, settings),
    headers: { authorization: `Token ${settings.apiKey}` },
  }),
  createDialect: ({ rateHz }) => new DeepgramDialect(rateHz),
  keepAlive: { everyMs: KEEP_ALIVE_MS, message: JSON.stringify({ type: 'KeepAlive' }) },
});

/** API reference, Live Audio: everything about a connection is in its address, but for the key. */
function addressOf(url: string, model: string, { language, rateHz, choices, grammar }: LineSettings): string {
  const address = new URL(url);
  const parameters = {
    model,
    language: languageOf(language),
    encoding: 'linear16',
    sample_rate: rateHz,
    channels: 1,
    interim_results: true,
    endpointing: ENDPOINTING_MS,
    utterance_end_ms: UTTERANCE_END_MS,
    // Figures and full stops are for readers; our grammars know words.
    smart_format: grammar === 'free',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, String(value));
  for (const hint of hintsOf(choices, MAX_HINTS)) {
    // Page Keyterm Prompting: nova-3 and flux; the models before take single words as `keywords`.
    if (/^(nova-3|flux)/.test(model)) address.searchParams.append('keyterm', hint);
    else for (const word of hint.split(' ')) address.searchParams.append('keywords', word);
  }
  return address.href;
}

/** Page Models & Languages Overview: the tags with a region it knows; of others it knows the language. */
const regional = new Set([
  ...['da-DK', 'de-CH', 'en-AU', 'en-GB', 'en-IN', 'en-NZ', 'en-US', 'es-419', 'fr-CA', 'ko-KR', 'nl-BE', 'pt-BR'],
  ...['pt-PT', 'sv-SE', 'th-TH', 'zh-CN', 'zh-HK', 'zh-TW'],
]);
const languageOf = (language: string): string => (regional.has(language) ? language : primarySubtag(language));
