import type { SipPath, SipProtocol, SipRequest, SipResponse, TransactionTimers } from '@callwright/sip';

export type {
  ServerEnd,
  ServerTransaction,
  SipEndpoint,
  SipPath,
  SipProtocol,
  TransactionTimers,
  TransactionUser,
} from '@callwright/sip';

/** Where a request goes next. */
export type SipTarget = {
  /** `sip:` or `sips:` URI of the next hop: the topmost loose Route, the outbound proxy, or the Request-URI. RFC 3263 finds its addresses. */
  readonly uri: string;
  /**
   * A connection (or UDP socket) to prefer while it is open: the one a caller behind a NAT or a browser came on
   * (RFC 5626, RFC 7118). On a stream it is used as it is; on UDP the datagram leaves from this socket to `uri`.
   */
  readonly connectionId?: string;
};

/**
 * A request on its way out. It has all its headers except our own Via, which is added per attempt (with a branch of
 * its own, `rport` and the path's sent-by); Content-Length is written for the body. Vias of others (a proxied
 * request) stay below ours.
 */
export type OutgoingRequest = {
  readonly request: SipRequest;
  readonly target: SipTarget;
  /** Called for every attempt once its path is known, before the Via is added: for Contact, Record-Route and the like. */
  readonly finish?: (request: SipRequest, path: SipPath) => SipRequest;
};

/**
 * Why a request got no final response of the other side:
 * `timeout` no final response (timer B or F, or 64*T1 after a CANCEL), `transport` nobody could be reached (or the
 * connection broke before a final response), `unresolved` no address for the target, `tooLarge` it does not fit,
 * `cancelled` `cancel()` came before anything was sent, `overload` too many transactions, `closed` the server stops.
 */
export type SendFailure = 'timeout' | 'transport' | 'unresolved' | 'tooLarge' | 'cancelled' | 'overload' | 'closed';

/** Hears what becomes of a request. Never called before `send` has returned. */
export type ClientListener = {
  /** The request as it was written (Via and all), once for each target tried; not for retransmissions. */
  readonly onSent?: (request: SipRequest, path: SipPath) => void;
  /**
   * Every response of the target in use: provisional ones (100 too), then one final one. After a 2xx to an INVITE
   * further 2xx may come for 64*T1, repeated or of other branches (RFC 6026 Accepted): each wants its ACK, which the
   * listener sends with `sendAck`. ACK for 300 to 699 has been sent already.
   */
  readonly onResponse: (response: SipResponse, path: SipPath) => void;
  /** No final response; called at most once, and never after a final one. */
  readonly onFailure: (failure: SendFailure) => void;
  /** Nothing more will be called. After a final response to an INVITE this is up to 64*T1 later. */
  readonly onEnd?: () => void;
};

/** A request we sent. */
export type ClientTransaction = {
  /** Ours, the same for all attempts; not the branch. */
  readonly id: string;
  /**
   * Cancels an INVITE (RFC 3261 §9.1): the CANCEL is made from the request, held back until a provisional response,
   * not sent after a final one; no further target is tried. The 487 (or a 200 that crossed it) comes to `onResponse`.
   * For other methods it only stops further attempts. May be called again.
   * @param reason value of a Reason header (RFC 3326) for the CANCEL
   */
  readonly cancel: (reason?: string) => void;
};

/** An ACK for a 2xx that has been sent. */
export type SentAck = {
  /** Sends the same ACK again, for a repeated 2xx; the path is found only once. */
  readonly resend: () => void;
};

/** The lower half of the SIP server, as the upper half sees it. */
export type TransactionLayer = {
  /** The addresses listened on, with real port numbers (a port of 0 in the settings takes any). */
  readonly listeners: readonly SipListener[];
  /** The timers in force, for what the user agent itself repeats. */
  readonly timers: TransactionTimers;
  /** Sends a request other than ACK and CANCEL, on to further targets on transport error, timeout or 503 (RFC 3263 §4.3). */
  readonly send: (outgoing: OutgoingRequest, listener: ClientListener) => ClientTransaction;
  /** Sends an ACK for a 2xx, outside all transactions (RFC 3261 §13.2.2.4). `onSent` as in `ClientListener`. */
  readonly sendAck: (outgoing: OutgoingRequest, onSent?: ClientListener['onSent']) => SentAck;
  /** Whether a host and port (of a URI) are ours, as listened on or advertised: for loops and `localhost`. */
  readonly isOwnAddress: (host: string, port: number) => boolean;
  /** Stops listening, ends all transactions (`closed`) and connections. Idempotent; never throws. */
  readonly close: () => Promise<void>;
};

/** One address to listen on. */
export type SipListener = {
  readonly protocol: SipProtocol;
  /** IP address to bind; `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** 0 takes any. */
  readonly port: number;
  /** What others are told (Via, Contact) when it is not the address bound: a public address or a host name, and its port. */
  readonly advertised?: { readonly address: string; readonly port?: number };
};

/** A message that came or went, for ladders and captures. `bytes` must not be kept or changed without a copy. */
export type TracedMessage = {
  readonly direction: 'in' | 'out';
  readonly path: SipPath;
  /** Wall clock, in ms since the epoch. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
  /** Absent when the bytes could not be read as a message. */
  readonly message?: SipRequest | SipResponse;
  /** Only a part of it could be read: nobody but the transport hears of it. */
  readonly isMalformed?: boolean;
};
