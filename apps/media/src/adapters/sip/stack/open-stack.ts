import type { Clock } from '../../../platform/clock.js';
import type { SipSettings } from '../../../platform/config.js';
import type { NewId } from '../../../platform/ids.js';
import type { Log } from '../../../platform/logging.js';
import {
  type SipListener,
  type SipServer,
  type SipServerOptions,
  type SipServerStats,
  startSipServer,
} from '../../../sip-server/index.js';
import { DrachtioStack, type DrachtioStackOptions } from './drachtio-stack.js';
import type { SipStack } from './sip-stack.js';

/** What a stack is opened with. */
export type OpenStackOptions = {
  readonly settings: SipSettings;
  /** What others are told instead of the address that is listened on. */
  readonly publicAddress: string | null;
  readonly isTrusted: (address: string) => boolean;
  /** Of the built-in server: everything on the wire. */
  readonly trace?: SipServerOptions['trace'];
  /** Of a drachtio-server: what it hands over. */
  readonly hear?: DrachtioStackOptions['trace'];
  readonly timers?: SipServerOptions['timers'];
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** A stack that is ready to be used, or will be once its server is there. `listeners`: of the built-in server. */
export type OpenStack = {
  readonly stack: SipStack;
  readonly listeners: readonly SipListener[];
  /** What the built-in server has counted; null with a drachtio-server, which counts for itself. */
  readonly stats: () => SipServerStats | null;
  readonly close: () => Promise<void>;
};

/**
 * Connects to the drachtio-server of the settings, or starts the built-in one and connects to that.
 * @throws Error when a port is taken (it names it) or a certificate cannot be read
 */
export const openStack = async (options: OpenStackOptions): Promise<OpenStack> => {
  const { settings, clock, log, hear } = options;
  const server = settings.drachtio === null ? await startServer(options) : null;
  const address = settings.drachtio ?? server?.app ?? noServer();
  const stack = new DrachtioStack({ address, ...(!server && hear && { trace: hear }), clock, log });
  stack.open();
  return {
    stack,
    listeners: server?.listeners ?? [],
    stats: () => server?.stats() ?? null,
    close: async () => {
      await stack.close();
      await server?.close();
    },
  };
};

const startServer = async (options: OpenStackOptions): Promise<SipServer> => {
  const { settings, clock, newId, log, isTrusted, trace, timers } = options;
  const { certificateFile, keyFile } = settings;
  const listeners = listenersOf(options);
  try {
    return await startSipServer({
      listeners,
      ...(certificateFile && keyFile && { tls: { certificateFile, keyFile } }),
      ...(trace && { trace }),
      ...(timers && { timers }),
      isTrusted,
      clock,
      newId,
      log,
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    const { host, port } = settings;
    throw new Error(`Port ${port} of SIP, or another one of it, on ${host} is taken (CALLWRIGHT_SIP_PORT).`, {
      cause: error,
    });
  }
};

const listenersOf = ({ settings, publicAddress }: OpenStackOptions): readonly SipListener[] => {
  const { host, port, tlsPort, wsPort, wssPort } = settings;
  const ports = [
    ['udp', port],
    ['tcp', port],
    ['tls', tlsPort],
    ['ws', wsPort],
    ['wss', wssPort],
  ] as const;
  return ports.flatMap(([protocol, one]) =>
    one === null
      ? []
      : [{ protocol, address: host, port: one, ...(publicAddress && { advertised: { address: publicAddress } }) }],
  );
};

const isTaken = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === 'EADDRINUSE') || /EADDRINUSE/.test(error.message) || isTaken(error.cause));

const noServer = (): never => {
  throw new Error('There is no SIP server to talk to.');
};
