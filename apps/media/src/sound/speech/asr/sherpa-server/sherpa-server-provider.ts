import type { RecogniserDefinition } from '@callwright/protocol';
import { createSocketProvider, type RemoteDeps, type SocketKind } from '../../remote/remote-provider.js';
import type { TranscriptionProvider } from '../port.js';
import { SherpaDialect } from './sherpa-dialect.js';

/** A sherpa-onnx server of `CALLWRIGHT_SPEECH_FILE`. */
export type SherpaServerDefinition = Extract<RecogniserDefinition, { kind: 'sherpaServer' }>;

/** The servers take sound at one rate, and are told none. */
const SERVER_RATE_HZ = 16_000;

/** Free speech by a sherpa-onnx streaming server, as it is spoken. A connection carries one utterance. */
export const createSherpaServerRecogniser = (
  definition: SherpaServerDefinition,
  deps: RemoteDeps,
): TranscriptionProvider => createSocketProvider(sherpaServerKind(definition), definition, deps);

/** A sherpa-onnx server as a kind of recogniser. The server knows no keys, no languages and no hints. */
export const sherpaServerKind = ({ url }: SherpaServerDefinition): SocketKind => ({
  title: 'sherpa-onnx server',
  needsKey: false,
  isOneShot: true,
  wireRateHz: () => SERVER_RATE_HZ,
  request: () => ({ url, headers: {} }),
  createDialect: () => new SherpaDialect(),
});
