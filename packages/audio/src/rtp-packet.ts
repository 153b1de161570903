import { AudioError } from './audio-error.js';

/** One element of an RTP header extension (RFC 8285). `data` is a view into the packet. */
export type RtpExtension = { readonly id: number; readonly data: Uint8Array };

/** An RTP packet (RFC 3550 §5.1). `payload` is a view into the packet's bytes, without padding. */
export type RtpPacket = {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly csrcs: readonly number[];
  readonly extensions: readonly RtpExtension[];
  readonly payload: Uint8Array;
};

/** What of a packet we choose when sending. */
export type RtpHeader = {
  readonly marker?: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
};

/** Bytes before the payload of a packet we write: no contributing sources, no extensions. */
export const RTP_HEADER_BYTES = 12;

const ONE_BYTE_PROFILE = 0xbede; // RFC 8285 §4.2
const TWO_BYTE_PROFILE = 0x1000; // RFC 8285 §4.3, the low four bits are free

const nothing: readonly never[] = [];

/** Reads a packet; null for what is none. Nothing is copied: the packet lives as long as `bytes` is not reused. */
export function parseRtpPacket(bytes: Uint8Array): RtpPacket | null {
  if (bytes.length < RTP_HEADER_BYTES) return null;
  const first = bytes[0] ?? 0;
  if (first >> 6 !== 2) return null;
  const csrcCount = first & 0x0f;
  const extensionStart = RTP_HEADER_BYTES + 4 * csrcCount;
  const payloadStart = first & 0x10 ? endOfExtensions(bytes, extensionStart) : extensionStart;
  const payloadEnd = bytes.length - (first & 0x20 ? (bytes[bytes.length - 1] ?? 0) : 0);
  if (payloadStart > payloadEnd) return null;
  // RFC 3550 §5.1: the padding count includes itself, so zero is malformed.
  if (first & 0x20 && payloadEnd === bytes.length) return null;
  const second = bytes[1] ?? 0;
  return {
    marker: second >> 7 === 1,
    payloadType: second & 0x7f,
    sequence: uint16(bytes, 2),
    timestamp: uint32(bytes, 4),
    ssrc: uint32(bytes, 8),
    csrcs: csrcCount === 0 ? nothing : csrcsOf(bytes, csrcCount),
    extensions: first & 0x10 ? readExtensions(bytes, extensionStart, payloadStart) : nothing,
    payload: bytes.subarray(payloadStart, payloadEnd),
  };
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const uint32 = (bytes: Uint8Array, at: number): number => ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0;

const csrcsOf = (bytes: Uint8Array, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => uint32(bytes, RTP_HEADER_BYTES + 4 * i));

/** Where the payload begins, or beyond any packet when the extension does not fit. */
function endOfExtensions(bytes: Uint8Array, start: number): number {
  return start + 4 > bytes.length ? Number.POSITIVE_INFINITY : start + 4 + 4 * uint16(bytes, start + 2);
}

function readExtensions(bytes: Uint8Array, start: number, end: number): readonly RtpExtension[] {
  const profile = uint16(bytes, start);
  if (profile === ONE_BYTE_PROFILE) return oneByteElements(bytes, start + 4, end);
  if ((profile & 0xfff0) === TWO_BYTE_PROFILE) return twoByteElements(bytes, start + 4, end);
  return [];
}

function oneByteElements(bytes: Uint8Array, start: number, end: number): readonly RtpExtension[] {
  const found: RtpExtension[] = [];
  let at = start;
  while (at < end) {
    const head = bytes[at] ?? 0;
    if (head === 0) {
      at += 1;
      continue;
    }
    // RFC 8285 §4.2: id 15 ends the list; the length is one less than the bytes that follow.
    if (head >> 4 === 15) break;
    const length = (head & 0x0f) + 1;
    if (at + 1 + length > end) break;
    found.push({ id: head >> 4, data: bytes.subarray(at + 1, at + 1 + length) });
    at += 1 + length;
  }
  return found;
}

function twoByteElements(bytes: Uint8Array, start: number, end: number): readonly RtpExtension[] {
  const found: RtpExtension[] = [];
  let at = start;
  while (at < end) {
    const id = bytes[at] ?? 0;
    if (id === 0) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (at + 2 + length > end) break;
    found.push({ id, data: bytes.subarray(at + 2, at + 2 + length) });
    at += 2 + length;
  }
  return found;
}

/**
 * Writes a packet into `target`.
 * @returns its size in bytes
 * @throws AudioError `audio.bufferTooSmall` when `target` cannot hold it
 */
export function writeRtpPacket(target: Uint8Array, header: RtpHeader, payload: Uint8Array): number {
  const sizeBytes = RTP_HEADER_BYTES + payload.length;
  if (target.length < sizeBytes)
    throw new AudioError('audio.bufferTooSmall', `A packet of ${sizeBytes} bytes does not fit into ${target.length}.`);
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  view.setUint8(0, 0x80);
  view.setUint8(1, (header.marker ? 0x80 : 0) | (header.payloadType & 0x7f));
  view.setUint16(2, header.sequence & 0xffff);
  view.setUint32(4, header.timestamp >>> 0);
  view.setUint32(8, header.ssrc >>> 0);
  target.set(payload, RTP_HEADER_BYTES);
  return sizeBytes;
}
