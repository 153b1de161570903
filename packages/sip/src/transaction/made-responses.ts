import { hasHeader, headerOf, headersOf } from '../message/headers.js';
import { formatNameAddress, parseNameAddress, tagOf, withTag } from '../message/name-address.js';
import type { SipHeader, SipRequest, SipResponse } from '../message/sip-message.js';

/** A response with nothing but a status and what is given; {@link completeResponse} adds what it needs. */
export const plainResponse = (status: number, reason: string, headers: readonly SipHeader[] = []): SipResponse => ({
  kind: 'response',
  status,
  reason,
  headers,
  body: new Uint8Array(0),
});

// RFC 3261 §8.2.6.2: taken over from the request as they are.
const takenOver = ['Via', 'From', 'To', 'Call-ID', 'CSeq'] as const;

/**
 * The response with the headers it takes over from its request, in front, where it has none of its own, and with a To
 * tag (not on 100, RFC 3261 §8.2.6.2). A Timestamp is taken over to a 100 (§8.2.6.1).
 */
export function completeResponse(response: SipResponse, request: SipRequest, localTag: string): SipResponse {
  const absent = takenOver.filter((name) => !hasHeader(response, name));
  const timestamp = response.status === 100 && !hasHeader(response, 'Timestamp') ? ['Timestamp'] : [];
  const headers = [...[...absent, ...timestamp].flatMap((name) => named(request, name)), ...response.headers];
  return response.status === 100 ? { ...response, headers } : withToTag({ ...response, headers }, localTag);
}

const named = (request: SipRequest, name: string): readonly SipHeader[] =>
  headersOf(request, name).map((value) => ({ name, value }));

function withToTag(response: SipResponse, tag: string): SipResponse {
  const isUntagged = ({ name, value }: SipHeader): boolean => {
    const address = name.toLowerCase() === 'to' ? parseNameAddress(value) : undefined;
    return address !== undefined && tagOf(address) === undefined;
  };
  return {
    ...response,
    headers: response.headers.map((header) =>
      isUntagged(header) ? { name: 'To', value: taggedTo(header.value, tag) } : header,
    ),
  };
}

function taggedTo(value: string, tag: string): string {
  const address = parseNameAddress(value);
  return address ? formatNameAddress(withTag(address, tag)) : value;
}

/** The tag of a message's From or To; undefined when it has none or cannot be read. */
export function tagIn(message: SipRequest | SipResponse, name: 'From' | 'To'): string | undefined {
  const address = parseNameAddress(headerOf(message, name) ?? '');
  return address && tagOf(address);
}
