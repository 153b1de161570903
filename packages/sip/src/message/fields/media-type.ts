import { headerOf } from '../headers.js';
import { parameterOf, type SipParameter } from '../parameters.js';
import type { SipMessage } from '../sip-message.js';
import { decodeText, encodeText, trimBlanks } from '../sip-text.js';
import { parseParameterized } from './parameterized.js';

/** A Content-Type (RFC 3261 §20.15): `type` in lower case, such as `application/sdp`. */
export type MediaType = { readonly type: string; readonly parameters: readonly SipParameter[] };

/** Reads a Content-Type or one value of Accept; undefined when malformed. */
export function parseMediaType(value: string): MediaType | undefined {
  const read = parseParameterized(value);
  const [type = '', subtype = '', ...more] = (read?.value ?? '').split('/').map(trimBlanks);
  if (!read || more.length > 0 || !/^[^\s]+$/.test(type) || !/^[^\s]+$/.test(subtype)) return undefined;
  return { type: `${type}/${subtype}`.toLowerCase(), parameters: read.parameters };
}

/** One part of a body. */
export type BodyPart = { readonly type: string; readonly content: Uint8Array };

/**
 * The parts of a message's body: one for a plain body, each of a `multipart/*` (RFC 2046 §5.1; carriers put ISUP beside
 * the SDP). Parts within parts are not opened. Empty when there is no body, no type or no boundary.
 */
export function bodyParts(message: SipMessage): readonly BodyPart[] {
  const media = parseMediaType(headerOf(message, 'Content-Type') ?? '');
  if (!media || message.body.length === 0) return [];
  if (!media.type.startsWith('multipart/')) return [{ type: media.type, content: message.body }];
  const boundary = parameterOf(media.parameters, 'boundary');
  return boundary ? cutParts(message.body, boundary) : [];
}

// More parts than this are no message between telephones.
const MAX_PARTS = 32;

function cutParts(body: Uint8Array, boundary: string): readonly BodyPart[] {
  const mark = encodeText(`--${boundary}`);
  const parts: BodyPart[] = [];
  let start = indexOfBytes(body, mark, 0);
  while (start >= 0 && parts.length < MAX_PARTS) {
    const from = start + mark.length;
    const next = indexOfBytes(body, mark, from);
    if (next < 0) break;
    // RFC 2046 §5.1.1: the line end before a boundary belongs to the boundary.
    parts.push(readPart(body.subarray(from, Math.max(from, next - 2))));
    start = next;
  }
  return parts;
}

function readPart(bytes: Uint8Array): BodyPart {
  const end = indexOfBytes(bytes, encodeText('\r\n\r\n'), 0);
  const head = end < 0 ? '' : decodeText(bytes.subarray(0, end));
  const line = head.split('\r\n').find((one) => /^content-type[ \t]*:/i.test(one)) ?? '';
  const type = parseMediaType(line.slice(line.indexOf(':') + 1))?.type;
  // RFC 2046 §5.1: a part without a type is plain text.
  return { type: type ?? 'text/plain', content: end < 0 ? bytes.subarray(2) : bytes.subarray(end + 4) };
}

/** Where `wanted` begins at or behind `from`; -1 when nowhere. */
function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
