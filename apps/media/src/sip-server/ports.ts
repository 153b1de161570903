import type { SipPath, SipProtocol, SipRequest, SipResponse } from '@callwright/sip';

export type { SipEndpoint, SipPath, SipProtocol } from '@callwright/sip';

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

/** A request that reached us and waits for responses. */
export type ServerTransaction = {
  /** Ours, unique for the life of the process. */
  readonly id: string;
  /** As received; its top Via carries `received` and `rport` (RFC 3261 §18.2.1, RFC 3581). */
  readonly request: SipRequest;
  readonly path: SipPath;
  /** Tag given to responses above 100 whose To has none; the request's own To tag within a dialog. */
  readonly localTag: string;
  /** False once the transaction is over: `respond` does nothing then. */
  readonly isAlive: () => boolean;
  /** The status of the final response sent, if any. */
  readonly finalStatus: () => number | undefined;
  /**
   * Sends a response. Absent headers are filled in: Via, From, To (with `localTag`), Call-ID, CSeq from the request
   * (RFC 3261 §8.2.6), Content-Length. Retransmits it as §17.2 says: a non-2xx final response to an INVITE until its
   * ACK, others when the request is repeated.
   * A 2xx to an INVITE is sent once for each call: repeating it until the ACK (§13.3.1.4), and reliable provisional
   * responses until the PRACK (RFC 3262), is the caller's part, by calling again.
   * @returns the response as written; undefined when it was not sent: the transaction is over, or a final response
   *   (other than a 2xx repeated or added to a 2xx) has gone before
   */
  readonly respond: (response: SipResponse) => SipResponse | undefined;
};

/**
 * How a server transaction ended: `done` as it should, `noAck` no ACK for a non-2xx final response to an INVITE
 * (timer H), `transport` the response could not be delivered, `unanswered` the layer above gave no final response:
 * within 64*T1 to other requests (the client has given up by then; nothing is sent, RFC 4320 §4.2), within 15 minutes
 * of the last provisional one to an INVITE (which gets 408), `closed` the server stops.
 */
export type ServerEnd = 'done' | 'noAck' | 'transport' | 'unanswered' | 'closed';

/** The layer above: a user agent or proxy. Its functions must not throw; one that does costs its message a 500. */
export type TransactionUser = {
  /**
   * A new request, not ACK or CANCEL; retransmissions are absorbed. 100 Trying has gone out by itself for an INVITE
   * when 200 ms passed without a response (§17.2.1).
   */
  readonly onRequest: (transaction: ServerTransaction) => void;
  /** CANCEL for an INVITE without a final response. The CANCEL has had its 200; the INVITE still wants its 487. */
  readonly onCancel: (cancel: SipRequest, invite: ServerTransaction, path: SipPath) => void;
  /**
   * ACK that belongs to a 2xx (its branch is its own, so it is matched by dialog: Call-ID, tags, CSeq). ACK for other
   * responses is absorbed. `invite` is given only when the ACK wrongly has the INVITE's branch.
   */
  readonly onAck: (ack: SipRequest, path: SipPath, invite?: ServerTransaction) => void;
  /** A response without a transaction, such as a 2xx repeated after the Accepted state has ended. */
  readonly onStrayResponse: (response: SipResponse, path: SipPath) => void;
  readonly onServerEnd: (transaction: ServerTransaction, end: ServerEnd) => void;
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

/** RFC 3261 §17.1.1.1, table 4: 500, 4000 and 5000 ms by default. */
export type TransactionTimers = { readonly t1Ms: number; readonly t2Ms: number; readonly t4Ms: number };

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
};

/** Opens the sockets and gives the layer; `transport/index.ts` has it as `createTransactionLayer`. */
export type CreateTransactionLayer<Options> = (options: Options, user: TransactionUser) => Promise<TransactionLayer>;
