import { AppError, type ErrorCode } from '@callwright/protocol';
import { Server, ServerCredentials, type ServerOptions } from '@grpc/grpc-js';
import type { Principal } from '../../../calls/principal.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { OnCall, ProtocolAdapter } from '../../protocol-adapter.js';
import type { ContentType, L16Order } from '../content-type.js';
import { sendIvrData } from '../ivr-service.js';
import { PlatformCall, type PlatformStream } from './platform-call.js';
import { Tickets } from './tickets.js';
import { createWebhook } from './webhook.js';

/** What the application end is made of. */
export type FreeclimbAdapterOptions = {
  readonly host: string;
  /** 0 takes any. */
  readonly port: number;
  /** Null: no TLS; a proxy in front may have it. */
  readonly tls: { readonly certificate: Buffer; readonly key: Buffer } | null;
  /** What platforms are told to connect to; null: host and port as they are. */
  readonly publicUrl: string | null;
  readonly contentType: ContentType;
  readonly l16Order: L16Order;
  readonly onCall: OnCall;
  /** @throws AppError `auth.*` */
  readonly authenticate: (credential: string | null) => Principal;
  readonly isLine: (name: string, principal: Principal) => boolean;
  readonly onRefused: (code: ErrorCode) => void;
  /** Streams open at a time, in a call or not yet; more are refused with RESOURCE_EXHAUSTED. */
  readonly maxStreams: number;
  readonly keepalive?: Keepalive;
  readonly clock: Clock;
  readonly newId: () => string;
  /** 128 bits of chance or more, in letters that stand in any text. */
  readonly newSecret: () => string;
  readonly log: Log;
};

/** When a connection that is silent is asked whether it is there, and how long it may take to say so, in ms. */
export type Keepalive = { readonly timeMs: number; readonly timeoutMs: number };

/** The application end: gRPC on a port of its own beside the webhook. */
export type FreeclimbAdapter = Required<Pick<ProtocolAdapter, 'name' | 'request' | 'start' | 'counts' | 'close'>> & {
  /** Where it listens, once it does. */
  readonly port: () => number;
};

/** Twice within the usual patience of a translator of addresses. */
export const KEEPALIVE: Keepalive = { timeMs: 20_000, timeoutMs: 10_000 };
/** A message of 20 ms has less than 1 KB; this is 8 s of the widest sound. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** Spec 3: a FreeClimb platform streams its calls to our flows. */
export const createFreeclimbAdapter = (options: FreeclimbAdapterOptions): FreeclimbAdapter => {
  const { host, publicUrl, tls, maxStreams, onRefused, clock, newSecret } = options;
  const tickets = new Tickets(clock, newSecret);
  const calls = new Set<PlatformCall>();
  const server = new Server(serverOptions(options.keepalive ?? KEEPALIVE));
  let { port } = options;
  let closing: Promise<void> | null = null;
  const take = (stream: PlatformStream): void => {
    if (calls.size >= maxStreams) {
      onRefused('call.busy');
      stream.emit('error', Object.assign(new Error('All lines are busy.'), { code: 8 }));
      return;
    }
    const call = new PlatformCall(stream, { ...options, tickets, isEncrypted: tls !== null });
    calls.add(call);
    void call.closed.then(() => calls.delete(call));
  };
  server.addService(
    { SendIVRData: { ...sendIvrData, requestDeserialize: (wire: Buffer) => wire } },
    { SendIVRData: take },
  );
  const streamUri = () => publicUrl ?? `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    name: 'freeclimb',
    request: createWebhook({ ...options, tickets, streamUri }),
    start: async () => {
      port = await bind(server, options);
    },
    port: () => port,
    counts: () => ({ streams: calls.size }),
    close() {
      closing ??= stop(server, calls);
      return closing;
    },
  };
};

const serverOptions = ({ timeMs, timeoutMs }: Keepalive): ServerOptions => ({
  'grpc.keepalive_time_ms': timeMs,
  'grpc.keepalive_timeout_ms': timeoutMs,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
});

const bind = (server: Server, { host, port, tls }: FreeclimbAdapterOptions): Promise<number> => {
  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])
    : ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host.includes(':') ? `[${host}]` : host}:${port}`, credentials, (error, bound) => {
      if (!error) resolve(bound);
      else
        reject(
          new AppError('internal', `Port ${port} on ${host} cannot be listened on (CALLWRIGHT_FREECLIMB_PORT).`, {
            cause: error,
          }),
        );
    });
  });
};

const stop = async (server: Server, calls: ReadonlySet<PlatformCall>): Promise<void> => {
  for (const call of [...calls]) call.close();
  await Promise.all([...calls].map(({ closed }) => closed));
  server.forceShutdown();
};
