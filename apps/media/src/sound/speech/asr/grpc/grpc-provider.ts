import type { RecogniserDefinition } from '@callwright/protocol';
import { Client, credentials } from '@grpc/grpc-js';
import { createRemoteProvider, type RemoteDeps, timeoutOf } from '../../remote/remote-provider.js';
import type { TranscriptionProvider } from '../port.js';
import { GrpcLine, type GrpcLineOptions } from './grpc-line.js';

/** A gRPC recogniser of `CALLWRIGHT_SPEECH_FILE`. */
export type GrpcDefinition = Extract<RecogniserDefinition, { kind: 'grpc' }>;

const MAX_MESSAGE_BYTES = 1024 * 1024;
const channelOptions = {
  // The gRPC core counts pings closer than five minutes on a quiet stream as an attack, and hangs up.
  'grpc.keepalive_time_ms': 310_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  // We do it ourselves, with all of the utterance.
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 5000,
};

/** Free speech by a server of `callwright.speech.v1`, as it is spoken. All callers share one connection. */
export function createGrpcRecogniser(
  definition: GrpcDefinition,
  deps: RemoteDeps,
  alter?: GrpcLineOptions['alter'],
): TranscriptionProvider {
  const { address, tls = !isLoopback(address) } = definition;
  const security = tls ? credentials.createSsl() : credentials.createInsecure();
  let client: Client | null = null;
  const kind = {
    title: 'The gRPC recogniser',
    needsKey: false,
    wordTimes: true,
    wireRateHz: (rateHz: number) => rateHz,
    openLine: (settings: GrpcLineOptions['settings'], events: GrpcLineOptions['events']) => {
      client ??= new Client(address, security, channelOptions);
      return new GrpcLine({ client, settings, events, timeoutMs: timeoutOf(definition), clock: deps.clock, alter });
    },
    close: () => {
      client?.close();
      client = null;
    },
  };
  return createRemoteProvider(kind, definition, deps);
}

/** `localhost:50051`, `127.0.0.1:50051`, `[::1]:50051`. */
const isLoopback = (address: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(address);
