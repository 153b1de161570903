import {
  ClientTransactions,
  defaultTransactionTimers,
  ServerTransactions,
  type TransactionTimers,
  type TransactionUser,
} from '@callwright/sip';
import type { Clock } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import { type Log, silentLog } from '../../platform/logging.js';
import type {
  ClientListener,
  ClientTransaction,
  OutgoingRequest,
  SentAck,
  SipListener,
  TracedMessage,
  TransactionLayer,
} from '../ports.js';
import { Counts, type TransportCounts } from './counts.js';
import type { Arrivals } from './flow.js';
import { guardedListener, guardedUser } from './guard.js';
import { KnownAddresses } from './known-addresses.js';
import { defaultTransportLimits, type TransportLimits } from './limits.js';
import { MessageSender } from './message-sender.js';
import { OutgoingAck } from './outgoing-ack.js';
import type { OutgoingSurroundings } from './outgoing-path.js';
import { OutgoingSend } from './outgoing-send.js';
import { Receiver } from './receiver.js';
import { createCachedDns } from './resolve/cached-dns.js';
import { createSystemDns, type DnsPort } from './resolve/dns-port.js';
import { defaultPorts } from './resolve/hop.js';
import { TcpRefusals } from './tcp-refusals.js';
import type { TlsSettings } from './tls-settings.js';
import { Transports } from './transports.js';

/** What the transaction layer needs. */
export type TransactionLayerOptions = {
  readonly listeners: readonly SipListener[];
  readonly clock: Clock;
  readonly newId: NewId;
  /** Numbers from 0 to below 1, to choose among servers of equal rank. */
  readonly chance: () => number;
  readonly timers?: TransactionTimers;
  readonly limits?: Partial<TransportLimits>;
  readonly tls?: TlsSettings;
  /** The machine's own name servers when absent. Answers are kept either way. */
  readonly dns?: DnsPort;
  /** Addresses without a limit on their rate, such as those of trunks; nobody when absent. */
  readonly isTrusted?: (address: string) => boolean;
  /** Told of failures of the layer above; nobody when absent. */
  readonly log?: Log;
  /** Hears every message, in and out. Must not throw. */
  readonly trace?: (message: TracedMessage) => void;
};

/** The layer with what metrics want to know. */
export type OpenTransactionLayer = TransactionLayer & {
  /** What was counted since the start. */
  readonly counts: () => TransportCounts;
  /** What there is now: connections, and requests we received and sent that are not done with. */
  readonly sizes: () => { readonly connections: number; readonly incoming: number; readonly outgoing: number };
};

/**
 * Opens the sockets and gives the lower half of a SIP server.
 * @throws Error when an address cannot be bound, or the TLS files cannot be read
 */
export async function createTransactionLayer(
  options: TransactionLayerOptions,
  user: TransactionUser,
): Promise<OpenTransactionLayer> {
  const layer = new Layer(options, user);
  await layer.open();
  return layer;
}

class Layer implements OpenTransactionLayer {
  readonly timers: TransactionTimers;
  readonly #options: TransactionLayerOptions;
  readonly #limits: TransportLimits;
  readonly #log: Log;
  readonly #counts = new Counts();
  readonly #sender: MessageSender;
  readonly #servers: ServerTransactions;
  readonly #clients: ClientTransactions;
  readonly #receiver: Receiver;
  readonly #sends = new Set<OutgoingSend>();
  #around?: OutgoingSurroundings;
  #closing?: Promise<void>;

  constructor(options: TransactionLayerOptions, unguarded: TransactionUser) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    const user = guardedUser(unguarded, this.#log);
    this.timers = options.timers ?? defaultTransactionTimers;
    this.#limits = { ...defaultTransportLimits, ...options.limits };
    const { clock, newId, trace, isTrusted = () => false } = options;
    const { timers } = this;
    const counts = this.#counts;
    const known = new KnownAddresses(clock, this.#limits.trackedAddresses);
    this.#sender = new MessageSender({ transports: () => this.#opened.transports, clock, counts, known, trace });
    const { send } = this.#sender;
    const newTag = (): string => newId().replaceAll('-', '');
    const maxTransactions = this.#limits.transactions;
    this.#servers = new ServerTransactions({ clock, timers, send, newId, newTag, maxTransactions, user });
    this.#clients = new ClientTransactions({ clock, timers, send });
    this.#receiver = new Receiver({
      ...{ clock, counts, known, isTrusted, trace, limits: this.#limits },
      servers: () => this.#servers,
      clients: () => this.#clients,
      isOwn: (host, port) => this.#isOwn(host, port),
      onStrayResponse: user.onStrayResponse,
    });
  }

  async open(): Promise<void> {
    const { listeners, clock, newId, tls = {}, dns = createSystemDns(), chance } = this.#options;
    // Until all sockets are open there is no way to answer: who is early sends again.
    const arrivals: Arrivals = {
      onBytes: (bytes, path, flow) => this.#around && this.#receiver.onBytes(bytes, path, flow),
      onParsed: (parsed, path) => this.#around && this.#receiver.onParsed(parsed, path),
    };
    const transports = await Transports.open({
      ...{ listeners, tls, clock, newId, limits: this.#limits, counts: this.#counts, arrivals },
      onFlowClosed: (id) => this.#clients.connectionClosed(id),
    });
    const resolve = { dns: createCachedDns(dns, clock), chance };
    this.#around = { transports, sender: this.#sender, resolve, newId, tcpRefusals: new TcpRefusals(clock) };
  }

  get listeners(): readonly SipListener[] {
    return this.#opened.transports.listeners;
  }

  send(outgoing: OutgoingRequest, unguarded: ClientListener): ClientTransaction {
    const listener = guardedListener(unguarded, this.#log);
    const id = this.#options.newId();
    const isClosing = this.#closing !== undefined;
    if (isClosing || this.#sends.size >= this.#limits.transactions) {
      const failure = isClosing ? 'closed' : 'overload';
      queueMicrotask(() => {
        listener.onFailure(failure);
        listener.onEnd();
      });
      return { id, cancel: () => undefined };
    }
    const around = this.#opened;
    const onOver = (): void => void this.#sends.delete(sending);
    const sending = new OutgoingSend({ id, outgoing, listener, around, clients: this.#clients, onOver });
    this.#sends.add(sending);
    void sending.run();
    return sending;
  }

  sendAck(outgoing: OutgoingRequest, onSent?: ClientListener['onSent']): SentAck {
    const ack = new OutgoingAck(outgoing, this.#opened, onSent);
    if (this.#closing === undefined) void ack.run();
    return ack;
  }

  isOwnAddress(host: string, port: number): boolean {
    return this.#opened.transports.isOwn(host, port);
  }

  counts() {
    return this.#counts.all();
  }

  sizes() {
    return {
      connections: this.#opened.transports.connectionCount,
      incoming: this.#servers.count,
      outgoing: this.#sends.size,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const sending of [...this.#sends]) sending.close();
    this.#clients.close();
    this.#servers.close();
    await this.#opened.transports.close();
  }

  /** Without a port in the Via it is the default of one of our protocols. */
  #isOwn(host: string, port: number | undefined): boolean {
    const { transports } = this.#opened;
    const ports = port === undefined ? [...new Set(Object.values(defaultPorts))] : [port];
    return ports.some((one) => transports.isOwn(host, one));
  }

  get #opened(): OutgoingSurroundings {
    if (!this.#around) throw new Error('The transaction layer is not open.');
    return this.#around;
  }
}
