import { AppError, type EndpointApplication, type ErrorCode, type WorkspaceId } from '@callwright/protocol';
import { createCallWebSocketAdapter } from './adapters/call-websocket/index.js';
import { createFreeclimb, type Freeclimb } from './adapters/freeclimb/index.js';
import { createJambonzPlatform } from './adapters/jambonz/platform/index.js';
import type { ProtocolAdapter } from './adapters/protocol-adapter.js';
import type { CallDriver } from './calls/call-driver.js';
import type { CallRegistry } from './calls/call-registry.js';
import { isLineFor } from './calls/destination.js';
import { authenticate } from './control/credentials.js';
import type { CachedDirectory } from './control/directory.js';
import type { Clock } from './platform/clock.js';
import type { MediaConfig } from './platform/config.js';
import { newKey, newUuid } from './platform/ids.js';
import type { Log } from './platform/logging.js';
import { createAgentEnds } from './start-agents.js';
import { createJambonz } from './start-jambonz.js';
import { createTakos } from './start-takos.js';

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
  /** What they hold open at this time, as `takos_rooms`. */
  readonly counts: () => Readonly<Record<string, number>>;
};

/** Sockets that may be open for each call there may be: those that still have to say what they want. */
const SOCKETS_A_CALL = 2;

/** Puts the protocols together. */
export const createProtocols = (options: ProtocolsOptions): Protocols => {
  const freeclimb = createFreeclimbEnds(options);
  const { secret, clock, config } = options;
  const { allowPrivateHosts } = config;
  const jambonzPlatform = createJambonzPlatform({ secret, clock, allowPrivateHosts, newId: newUuid });
  const agents = createAgentEnds(options);
  const adapters: readonly ProtocolAdapter[] = [
    createCallWebSocket(options),
    ...agents.adapters,
    ...createTakos(options),
    createJambonz(options),
    freeclimb,
  ];
  return {
    upgrade: (...handshake) => adapters.some((adapter) => adapter.upgrade?.(...handshake) ?? false),
    request: (...exchange) => adapters.some((adapter) => adapter.request?.(...exchange) ?? false),
    applicationDriverOf: (application, workspaceId, log) => {
      const { kind } = application;
      if (kind === 'freeclimb') return freeclimb.driverOf(application, workspaceId, log);
      if (kind === 'jambonz') return jambonzPlatform.driverOf(application, workspaceId, log);
      if (kind === 'dialog') return agents.driverOf(application, log);
      throw new AppError('protocol.unsupported', `Applications of ${kind} are not known here.`);
    },
    start: async () => void (await Promise.all(adapters.map((adapter) => adapter.start?.()))),
    counts: () => Object.assign({}, ...adapters.map(countsOf)),
    close: async () => void (await Promise.all([...adapters, jambonzPlatform, agents].map((end) => end.close()))),
  };
};

const countsOf = ({ name, counts }: ProtocolAdapter): Record<string, number> =>
  Object.fromEntries(Object.entries(counts?.() ?? {}).map(([kind, count]) => [`${name}_${kind}`, count]));

const createCallWebSocket = ({ config, directory, registry, onRefused, clock, log }: ProtocolsOptions) =>
  createCallWebSocketAdapter({
    onCall: (leg, principal) => registry().accept(leg, principal),
    onDial: (order, principal, client) => registry().telephone.callForClient(order, principal, client),
    onClaim: (id, principal, client) => registry().claim(id, principal, client),
    authenticate: (credential) =>
      authenticate(credential, { directory, controlSecret: config.controlSecret, nowMs: clock.nowMs }),
    isAllowedOrigin: (origin) => config.allowedOrigins.includes(origin),
    callsOf: (workspaceId) => registry().ofWorkspace(workspaceId),
    ice: config.ice,
    dumpsDir: config.dumpsDir,
    isPublicLine: (name) => directory.endpoint(name, null) !== null,
    onRefused,
    maxSockets: config.maxCalls * SOCKETS_A_CALL,
    clock,
    newId: newUuid,
    log,
  });

const TICKET_BYTES = 24;

const createFreeclimbEnds = (options: ProtocolsOptions): Freeclimb => {
  const { config, directory, registry, onRefused, clock, log } = options;
  return createFreeclimb({
    settings: config.freeclimb,
    allowPrivateHosts: config.allowPrivateHosts,
    onCall: (leg, principal) => registry().accept(leg, principal),
    authenticate: (credential) =>
      authenticate(credential, { directory, controlSecret: config.controlSecret, nowMs: clock.nowMs }),
    isLine: (name, principal) => isLineFor(name, principal, directory),
    maxStreams: config.maxCalls * SOCKETS_A_CALL,
    newSecret: () => newKey(TICKET_BYTES),
    ...{ onRefused, clock, newId: newUuid, log },
  });
};
