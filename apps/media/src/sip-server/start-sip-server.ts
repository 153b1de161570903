import type { TransactionTimers } from '@callwright/sip';
import type { Clock } from '../platform/clock.js';
import { type NewId, newSeed } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import { Dialogs } from './dialog/dialogs.js';
import { UserAgent, type UserAgentStats } from './dialog/user-agent.js';
import { Applications } from './drachtio/applications.js';
import type { SipListener, TracedMessage, TransactionUser } from './ports.js';
import {
  createTransactionLayer,
  type DnsPort,
  type OpenTransactionLayer,
  type TlsSettings,
  type TransportCounts,
  type TransportLimits,
} from './transport/index.js';

/** What a SIP server needs. */
export type SipServerOptions = {
  /** Where to listen, and what others are told instead: public addresses. A port of 0 takes any that is free. */
  readonly listeners: readonly SipListener[];
  /** What an application has to say first; one of its own for this start when absent. */
  readonly secret?: string;
  /** Where applications connect, on 127.0.0.1; 0 takes any. */
  readonly appPort?: number;
  /** RFC 3261's when absent. Shorter ones are for tests. */
  readonly timers?: TransactionTimers;
  readonly tls?: TlsSettings;
  readonly dns?: DnsPort;
  readonly limits?: Partial<TransportLimits> & Partial<UserAgentLimits>;
  /** Addresses whose rate has no limit. */
  readonly isTrusted?: (address: string) => boolean;
  /** Hears every message in and out, with its way and time. Must not throw; its bytes are not to be kept. */
  readonly trace?: (message: TracedMessage) => void;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** How much is taken on at once; beyond it callers get 503. */
export type UserAgentLimits = { readonly pendingRequests: number; readonly dialogs: number };

const defaultLimits: UserAgentLimits = { pendingRequests: 5000, dialogs: 10_000 };

/** What is under way, and what was counted since the start. */
export type SipServerStats = UserAgentStats & {
  readonly applications: number;
  readonly connections: number;
  /** Of requests that came in and that we sent; those that are not done with. */
  readonly transactions: { readonly incoming: number; readonly outgoing: number };
  readonly transport: TransportCounts;
};

/** A SIP server that runs. */
export type SipServer = {
  /** What drachtio-srf connects with. */
  readonly app: { readonly host: string; readonly port: number; readonly secret: string };
  /** Where it listens, with real ports. */
  readonly listeners: readonly SipListener[];
  readonly stats: () => SipServerStats;
  /** Stops everything without a word to anybody: calls are hung up before. Idempotent; never throws. */
  readonly close: () => Promise<void>;
};

/**
 * Starts a SIP server that speaks drachtio-server's protocol to applications on this machine.
 * @throws Error when an address or port cannot be bound, or the TLS files cannot be read
 */
export const startSipServer = async (options: SipServerOptions): Promise<SipServer> => {
  const { clock, newId, log, limits = {} } = options;
  const secret = options.secret ?? newId();
  const running: { layer?: OpenTransactionLayer; agent?: UserAgent } = {};
  const agent = (): UserAgent => running.agent ?? notStarted();
  const applications = await Applications.listen({
    ...{ secret, clock, newId, log, port: options.appPort ?? 0 },
    hostPorts: () => (running.layer?.listeners ?? []).map(hostPort),
    onCommand: (application, frameId, command) => agent().onCommand(application, frameId, command),
    onGone: (application) => running.agent?.onGone(application),
  });
  const layer = await open(options, applications, agent);
  running.layer = layer;
  const core = {
    layer,
    applications,
    dialogs: new Dialogs(),
    limits: { ...defaultLimits, ...limits },
    clock,
    newId,
    log,
  };
  running.agent = new UserAgent(core);
  let closing: Promise<void> | null = null;
  return {
    app: { ...applications.address, secret },
    listeners: layer.listeners,
    stats: () => {
      const { connections, ...transactions } = layer.sizes();
      const { count } = applications;
      return { ...agent().stats, applications: count, connections, transactions, transport: layer.counts() };
    },
    close: () => {
      closing ??= close(agent(), applications, layer);
      return closing;
    },
  };
};

const open = async (
  { listeners, clock, newId, tls, dns, timers, limits, isTrusted, trace, log }: SipServerOptions,
  applications: Applications,
  agent: () => UserAgent,
): Promise<OpenTransactionLayer> => {
  const chance = (): number => newSeed() / 2 ** 32;
  const settings = { listeners, clock, newId, chance, tls, dns, timers, limits, isTrusted, trace, log };
  try {
    return await createTransactionLayer(settings, userOf(agent));
  } catch (error) {
    await applications.close();
    throw error;
  }
};

// The layer is made before the user agent, which needs it.
const userOf = (agent: () => UserAgent): TransactionUser => ({
  onRequest: (transaction) => agent().onRequest(transaction),
  onCancel: (cancel, invite) => agent().onCancel(cancel, invite),
  onAck: (ack, path) => agent().onAck(ack, path),
  onStrayResponse: (response) => agent().onStrayResponse(response),
  onServerEnd: (transaction, end) => agent().onServerEnd(transaction, end),
});

const notStarted = (): never => {
  throw new Error('The SIP server has not started yet.');
};

const close = async (agent: UserAgent, applications: Applications, layer: OpenTransactionLayer): Promise<void> => {
  agent.close();
  await Promise.all([applications.close(), layer.close()]);
};

// As drachtio-server writes it: `udp/127.0.0.1:5060`.
const hostPort = ({ protocol, address, port, advertised }: SipListener): string => {
  const host = advertised?.address ?? address;
  return `${protocol}/${host.includes(':') ? `[${host}]` : host}:${advertised?.port ?? port}`;
};
