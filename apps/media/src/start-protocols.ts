import { AppError, type EndpointApplication, type ErrorCode, type WorkspaceId } from '@callwright/protocol';
import { createCallWebSocketAdapter } from './adapters/call-websocket/index.js';
import type { ProtocolAdapter } from './adapters/protocol-adapter.js';
import type { CallDriver } from './calls/call-driver.js';
import type { CallRegistry } from './calls/call-registry.js';
import { authenticate } from './control/credentials.js';
import type { CachedDirectory } from './control/directory.js';
import type { Clock } from './platform/clock.js';
import type { MediaConfig } from './platform/config.js';
import { newUuid } from './platform/ids.js';
import type { Log } from './platform/logging.js';

/** What the protocols are started with. The registry is made with their drivers, so it is asked for later. */
export type ProtocolsOptions = {
  readonly config: MediaConfig;
  readonly directory: CachedDirectory;
  readonly registry: () => CallRegistry;
  /** A secret of a workspace by its name; null when there is none. @throws AppError `control.unavailable` */
  readonly secret: (workspaceId: WorkspaceId, name: string) => Promise<string | null>;
  /** Told of everything that is refused, with its code; for the counts. */
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** Every protocol but SIP, behind the HTTP port of the process or beside it. */
export type Protocols = Required<Pick<ProtocolAdapter, 'upgrade' | 'request' | 'close'>> & {
  readonly applicationDriverOf: (application: EndpointApplication, workspaceId: WorkspaceId, log: Log) => CallDriver;
  /** Listens where protocols have ports of their own. @throws Error when one is taken */
  readonly start: () => Promise<void>;
};

/** Sockets that may be open for each call there may be: those that still have to say what they want. */
const SOCKETS_A_CALL = 2;

/** Puts the protocols together. */
export const createProtocols = (options: ProtocolsOptions): Protocols => {
  const adapters: readonly ProtocolAdapter[] = [createCallWebSocket(options)];
  return {
    upgrade: (...handshake) => adapters.some((adapter) => adapter.upgrade?.(...handshake) ?? false),
    request: (...exchange) => adapters.some((adapter) => adapter.request?.(...exchange) ?? false),
    applicationDriverOf: ({ kind }) => {
      throw new AppError('protocol.unsupported', `Applications of ${kind} are not known here.`);
    },
    start: async () => undefined,
    close: async () => void (await Promise.all(adapters.map((adapter) => adapter.close()))),
  };
};

const createCallWebSocket = ({ config, directory, registry, onRefused, clock, log }: ProtocolsOptions) =>
  createCallWebSocketAdapter({
    onCall: (leg, principal) => registry().accept(leg, principal),
    onDial: (order, principal, client) => registry().telephone.callForClient(order, principal, client),
    onClaim: (id, principal, client) => registry().claim(id, principal, client),
    authenticate: (credential) =>
      authenticate(credential, { directory, controlSecret: config.controlSecret, nowMs: clock.nowMs }),
    isAllowedOrigin: (origin) => config.allowedOrigins.includes(origin),
    isPublicLine: (name) => directory.endpoint(name, null) !== null,
    onRefused,
    maxSockets: config.maxCalls * SOCKETS_A_CALL,
    clock,
    newId: newUuid,
    log,
  });
