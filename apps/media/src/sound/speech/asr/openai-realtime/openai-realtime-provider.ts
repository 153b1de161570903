import type { RecogniserDefinition } from '@callwright/protocol';
import { bearer } from '../../remote/bearer.js';
import { createSocketProvider, type RemoteDeps, type SocketKind } from '../../remote/remote-provider.js';
import type { TranscriptionProvider } from '../port.js';
import { REALTIME_RATE_HZ, RealtimeDialect } from './realtime-dialect.js';

/** An OpenAI realtime recogniser of `CALLWRIGHT_SPEECH_FILE`. */
export type OpenAiRealtimeDefinition = Extract<RecogniserDefinition, { kind: 'openaiRealtime' }>;

/** Guide Realtime transcription: the model stands in the session, not in the address. */
const DEFAULT_URL = 'wss://api.openai.com/v1/realtime?intent=transcription';
const DEFAULT_MODEL = 'gpt-4o-transcribe';

/** Free speech by OpenAI's realtime interface, or by a server that speaks it, as it is spoken. */
export const createOpenAiRealtimeRecogniser = (
  definition: OpenAiRealtimeDefinition,
  deps: RemoteDeps,
): TranscriptionProvider => createSocketProvider(openAiRealtimeKind(definition), definition, deps);

/** OpenAI realtime as a kind of recogniser; somebody else's server may do without a key. */
export const openAiRealtimeKind = ({ url, model = DEFAULT_MODEL }: OpenAiRealtimeDefinition): SocketKind => ({
  title: 'OpenAI realtime',
  needsKey: url === undefined,
  wireRateHz: () => REALTIME_RATE_HZ,
  request: ({ apiKey }) => ({
    url: url ?? DEFAULT_URL,
    headers: bearer(apiKey),
  }),
  createDialect: (settings) => new RealtimeDialect(settings, model),
});
