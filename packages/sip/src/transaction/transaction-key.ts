import { parseCSeq } from '../message/cseq.js';
import { headerOf } from '../message/headers.js';
import type { SipMessage, SipRequest, SipResponse } from '../message/sip-message.js';
import { branchOf, formatVia, hasUniqueBranch, parseVia, type Via } from '../message/via.js';
import { tagIn } from './made-responses.js';

/** The topmost Via; undefined when there is none or it is malformed. */
export const topVia = (message: SipMessage): Via | undefined => parseVia(headerOf(message, 'Via') ?? '');

/**
 * What names the server transaction a request belongs to (RFC 3261 §17.2.3): branch, sent-by and method; without a
 * branch of RFC 3261 the fields of RFC 2543. An ACK has the key of its INVITE.
 * @param method of the transaction, when it is another than the request's: INVITE to find what a CANCEL is for
 */
export function serverKey(request: SipRequest, method = request.method): string | undefined {
  const via = topVia(request);
  if (!via) return undefined;
  const kind = method === 'ACK' ? 'INVITE' : method;
  const sentBy = `${via.host.toLowerCase()}:${via.port ?? ''}`;
  if (hasUniqueBranch(via)) return `${branchOf(via)?.toLowerCase()} ${sentBy} ${kind}`;
  return `2543 ${request.uri} ${identityOf(request)} ${formatVia(via)} ${kind}`;
}

/**
 * What is the same in a request that reached us on two ways (RFC 3261 §8.2.2.2). With the Request-URI, so that a request
 * that comes back changed is not taken for one. Undefined within a dialog.
 */
export const mergedKey = (request: SipRequest): string | undefined =>
  tagIn(request, 'To') === undefined ? `${request.method} ${request.uri} ${identityOf(request)}` : undefined;

/** What names the client transaction a response belongs to (RFC 3261 §17.1.3): the branch and the method of the CSeq. */
export function clientKey(message: SipRequest | SipResponse): string | undefined {
  const via = topVia(message);
  const branch = via && branchOf(via);
  const method = parseCSeq(headerOf(message, 'CSeq') ?? '')?.method;
  return branch === undefined || method === undefined ? undefined : `${branch} ${method}`;
}

const identityOf = (request: SipRequest): string =>
  [headerOf(request, 'Call-ID'), tagIn(request, 'From'), parseCSeq(headerOf(request, 'CSeq') ?? '')?.sequence].join(
    ' ',
  );
