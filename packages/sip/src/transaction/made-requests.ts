import { formatCSeq, parseCSeq } from '../message/cseq.js';
import { headerOf, headersOf } from '../message/headers.js';
import type { SipHeader, SipRequest, SipResponse } from '../message/sip-message.js';

/** The ACK for a final response other than 2xx (RFC 3261 §17.1.1.3): the INVITE's branch and Route, the response's To. */
export const ackForFailure = (invite: SipRequest, response: SipResponse): SipRequest =>
  madeFrom(invite, 'ACK', headersNamed(response, 'To'));

/**
 * The CANCEL of an INVITE (RFC 3261 §9.1): its Request-URI, branch, Route and To.
 * @param reason value of a Reason header (RFC 3326)
 */
export const cancelOf = (invite: SipRequest, reason?: string): SipRequest =>
  madeFrom(
    invite,
    'CANCEL',
    headersNamed(invite, 'To'),
    reason === undefined ? [] : [{ name: 'Reason', value: reason }],
  );

function madeFrom(
  invite: SipRequest,
  method: 'ACK' | 'CANCEL',
  to: readonly SipHeader[],
  more: readonly SipHeader[] = [],
): SipRequest {
  const sequence = parseCSeq(headerOf(invite, 'CSeq') ?? '')?.sequence ?? 1;
  const headers = [
    ...headersNamed(invite, 'Via').slice(0, 1),
    { name: 'Max-Forwards', value: '70' },
    ...headersNamed(invite, 'Route'),
    ...headersNamed(invite, 'From'),
    ...to,
    ...headersNamed(invite, 'Call-ID'),
    { name: 'CSeq', value: formatCSeq({ sequence, method }) },
    ...more,
  ];
  return { kind: 'request', method, uri: invite.uri, headers, body: new Uint8Array(0) };
}

const headersNamed = (message: SipRequest | SipResponse, name: string): readonly SipHeader[] =>
  headersOf(message, name).map((value) => ({ name, value }));
