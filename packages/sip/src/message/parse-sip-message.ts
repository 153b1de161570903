import { checkHeaders } from './check-headers.js';
import type { SipRefusal } from './read-head.js';
import { contentLengthOf, defaultSipLimits, endOfHead, readHead, type SipHead, type SipLimits } from './read-head.js';
import type { SipMessage, SipRequest } from './sip-message.js';

/**
 * What came out of reading. A refusal with a `request` can be answered with `status` and `problem` as its reason (never
 * when its method is ACK); without one it is no SIP, or a response, and is dropped. The headers of the `request` are
 * those that could be read. `problem` holds nothing of the message's own text.
 */
export type ParsedSipMessage =
  | { readonly ok: true; readonly message: SipMessage }
  | (SipRefusal & { readonly ok: false; readonly request?: SipRequest });

/**
 * Reads one message: a datagram, a WebSocket message, or what a `SipStreamFramer` cut out. Empty lines before it are
 * skipped (RFC 3261 §7.5), bytes behind Content-Length left out (§18.3). Never throws; takes time in proportion to the
 * length. Line ends must be CRLF, and the headers every message needs must be well formed; what others mean is checked
 * by who asks for it. The body is a view into `bytes`.
 */
export function parseSipMessage(bytes: Uint8Array, limits: SipLimits = defaultSipLimits): ParsedSipMessage {
  const start = startOfMessage(bytes);
  const limit = Math.min(bytes.length, start + limits.headBytes);
  const end = endOfHead(bytes, start, limit);
  const head = readHead(bytes.subarray(start, end < 0 ? limit : end), limits);
  const rest = end < 0 ? bytes.subarray(bytes.length) : bytes.subarray(end + 4);
  const length = end < 0 ? endless(bytes.length - start, limits) : bodyLength(head, rest.length, limits);
  const message = messageOf(head, rest.subarray(0, typeof length === 'number' ? length : 0));
  if (!message) return { ok: false, status: 400, problem: 'Bad Start-Line' };
  const refusal = refusalOf(head) ?? (typeof length === 'number' ? checkHeaders(message) : length);
  if (!refusal) return { ok: true, message };
  return { ok: false, ...refusal, ...(message.kind === 'request' ? { request: message } : {}) };
}

function startOfMessage(bytes: Uint8Array): number {
  let at = 0;
  while (bytes[at] === 13 && bytes[at + 1] === 10) at += 2;
  return at;
}

const endless = (sizeBytes: number, limits: SipLimits): SipRefusal =>
  sizeBytes > limits.headBytes
    ? { status: 513, problem: 'Message Too Large' }
    : { status: 400, problem: 'Missing End of Headers' };

function bodyLength({ headers }: SipHead, availableBytes: number, limits: SipLimits): number | SipRefusal {
  const length = contentLengthOf(headers) ?? availableBytes;
  if (length === 'bad') return { status: 400, problem: 'Bad Content-Length Header' };
  if (length > limits.bodyBytes) return { status: 513, problem: 'Message Too Large' };
  return length <= availableBytes ? length : { status: 400, problem: 'Body Shorter Than Content-Length' };
}

function messageOf({ startLine, headers }: SipHead, body: Uint8Array): SipMessage | undefined {
  switch (startLine.kind) {
    case 'none':
      return undefined;
    case 'response':
      return { ...startLine, headers, body };
    case 'request':
      return { kind: 'request', method: startLine.method, uri: startLine.uri, headers, body };
  }
}

const refusalOf = ({ startLine, refusal }: SipHead): SipRefusal | undefined =>
  (startLine.kind === 'request' ? startLine.problem : undefined) ?? refusal;
