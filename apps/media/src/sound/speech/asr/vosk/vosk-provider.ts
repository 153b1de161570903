import type { RecogniserDefinition } from '@callwright/protocol';
import { createSocketProvider, type RemoteDeps, type SocketKind } from '../../remote/remote-provider.js';
import type { TranscriptionProvider } from '../port.js';
import { VoskDialect } from './vosk-dialect.js';

/** A Vosk server of `CALLWRIGHT_SPEECH_FILE`. */
export type VoskDefinition = Extract<RecogniserDefinition, { kind: 'vosk' }>;

/** Free speech, or a list of phrases, by a Vosk server, as it is spoken. A connection carries one utterance. */
export const createVoskRecogniser = (definition: VoskDefinition, deps: RemoteDeps): TranscriptionProvider =>
  createSocketProvider(voskKind(definition), definition, deps);

/** Vosk as a kind of recogniser. The server knows no keys. */
export const voskKind = ({ url, rateHz: wanted }: VoskDefinition): SocketKind => ({
  title: 'Vosk',
  needsKey: false,
  isOneShot: true,
  wordTimes: true,
  wireRateHz: (rateHz) => wanted ?? rateHz,
  request: () => ({ url, headers: {} }),
  createDialect: (settings) => new VoskDialect(settings),
});
