import type { SipLimits } from '@callwright/sip';

/** What strangers may take up. */
export type TransportLimits = {
  /** Connections of one address (an IPv6 /64 counts as one), and in all. */
  readonly connectionsPerAddress: number;
  readonly connections: number;
  /** How long a message may take from its first byte to its last, and a TLS or WebSocket handshake. */
  readonly unfinishedMs: number;
  /** A connection on which nothing comes or goes for so long is closed; a new one must send a message within 32 s. */
  readonly idleMs: number;
  /** How often we send a keep-alive (RFC 5626 §4.4.1: between 95 and 120 s by TCP; RFC 7118 §6). */
  readonly keepAliveMs: number;
  /** Bytes waiting for a peer that does not read; more than that and its connection is closed. */
  readonly queuedBytes: number;
  /** How long connecting to somebody may take. */
  readonly connectMs: number;
  readonly message: SipLimits;
  /** Requests outside dialogs of one address: on average a second, and at once. Ten times that for all other messages. */
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  /** The same for all addresses together where nobody has been let in yet: datagrams may name any address. */
  readonly strangersPerSecond: number;
  readonly strangersBurst: number;
  /** Addresses whose rates are kept; the ones not heard of for longest are forgotten. */
  readonly trackedAddresses: number;
  /** Transactions in each direction; beyond them requests are answered 503. */
  readonly transactions: number;
};

/** Enough for a site with some hundred calls at a time, and an office full of browsers behind one address. */
export const defaultTransportLimits: TransportLimits = {
  connectionsPerAddress: 200,
  connections: 2000,
  unfinishedMs: 10_000,
  // The usual life of a registration: a telephone behind a NAT is reached on its connection only.
  idleMs: 3_600_000,
  keepAliveMs: 110_000,
  queuedBytes: 1_048_576,
  connectMs: 4000,
  message: { headBytes: 32_768, headerCount: 256, bodyBytes: 262_144 },
  requestsPerSecond: 20,
  requestBurst: 100,
  strangersPerSecond: 200,
  strangersBurst: 1000,
  trackedAddresses: 10_000,
  transactions: 20_000,
};
