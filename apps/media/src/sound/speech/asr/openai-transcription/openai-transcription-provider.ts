import type { RecogniserDefinition } from '@callwright/protocol';
import { createRemoteProvider, type RemoteDeps, type RemoteKind } from '../../remote/remote-provider.js';
import type { TranscriptionProvider } from '../port.js';
import { isWhisper, type TranscriptionFields, TranscriptionLine } from './transcription-line.js';

/** An OpenAI-compatible recogniser of `CALLWRIGHT_SPEECH_FILE`. */
export type OpenAiTranscriptionDefinition = Extract<RecogniserDefinition, { kind: 'openaiTranscription' }>;

const DEFAULT_URL = 'https://api.openai.com/v1';
const DEFAULT_MODEL = 'gpt-4o-mini-transcribe';
const PATH = '/audio/transcriptions';

/** Free speech by OpenAI, or by a server that speaks its protocol, utterance by utterance. */
export const createOpenAiTranscriptionRecogniser = (
  definition: OpenAiTranscriptionDefinition,
  deps: RemoteDeps,
): TranscriptionProvider => createRemoteProvider(openAiTranscriptionKind(definition), definition, deps);

/**
 * OpenAI transcription as a kind of recogniser; somebody else's server may do without a key.
 * @param alter as in {@link TranscriptionLine}
 */
export function openAiTranscriptionKind(
  { url, model = DEFAULT_MODEL }: OpenAiTranscriptionDefinition,
  alter?: (fields: TranscriptionFields) => TranscriptionFields,
): RemoteKind {
  const target = { url: addressOf(url ?? DEFAULT_URL), model };
  return {
    title: 'OpenAI transcription',
    needsKey: url === undefined,
    wordTimes: isWhisper(model),
    partials: !isWhisper(model),
    wireRateHz: (rateHz) => rateHz,
    openLine: (settings, events) => new TranscriptionLine(target, settings, events, alter),
  };
}

/** Either the base of an interface, as `http://localhost:8000/v1`, or the full address. */
function addressOf(url: string): string {
  const address = new URL(url);
  const path = address.pathname.replace(/\/+$/, '');
  address.pathname = path.endsWith(PATH) ? path : `${path}${PATH}`;
  return address.href;
}
