import type { SipRequest, SipResponse } from '../message/sip-message.js';
import type { ServerOutcome } from './invite-server.js';
import type { SipPath } from './path.js';

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
export type ServerEnd = ServerOutcome | 'closed';

/** The layer above: a user agent or proxy. Its functions must not throw. */
export type TransactionUser = {
  /**
   * A new request, not ACK or CANCEL; retransmissions are absorbed. 100 Trying goes out by itself for an INVITE when
   * 200 ms pass without a response (§17.2.1).
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
