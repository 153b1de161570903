import type { NtpTime } from './ntp-time.js';

/** What is heard of one source (RFC 3550 §6.4.1). */
export type ReceptionReport = {
  readonly ssrc: number;
  /** Lost since the last report, 0 to 255 of 256. */
  readonly lostFraction: number;
  /** Lost in all; below 0 when packets came twice. 24 bits. */
  readonly lostCount: number;
  /** With how often the numbers have gone round in the upper 16 bits. */
  readonly highestSequence: number;
  /** In ticks of the RTP clock. */
  readonly jitterTicks: number;
  /** Middle of the NTP time of the last sender report that came; 0 for none. */
  readonly lastReport: number;
  /** How long ago that was, in 1/65536 s. */
  readonly sinceLastReport: number;
};

/** One packet of a report, of the kinds that are written here too. */
export type WrittenRtcp =
  | {
      readonly kind: 'sender';
      readonly ssrc: number;
      readonly ntp: NtpTime;
      /** The same moment by the RTP clock. */
      readonly timestamp: number;
      readonly packetCount: number;
      readonly payloadBytes: number;
      readonly reports: readonly ReceptionReport[];
    }
  | { readonly kind: 'receiver'; readonly ssrc: number; readonly reports: readonly ReceptionReport[] }
  /** `cname`: null where a source does not say it. */
  | {
      readonly kind: 'description';
      readonly sources: readonly { readonly ssrc: number; readonly cname: string | null }[];
    }
  | { readonly kind: 'bye'; readonly ssrcs: readonly number[] };

/** One packet of a report. `other`: feedback and what else there is. */
export type RtcpPacket = WrittenRtcp | { readonly kind: 'other'; readonly payloadType: number };

/** RFC 3550 §12.1. */
export const RTCP_TYPES = { sender: 200, receiver: 201, description: 202, bye: 203 } as const;
/** Bytes of one reception report. */
export const REPORT_BYTES = 24;
/** RFC 3550 §6.5.1. */
export const CNAME_ITEM = 1;

const HEADER_BYTES = 4;
const SENDER_BYTES = 24;

/**
 * Reads a compound packet (RFC 3550 §6.1, A.2): lengths that add up, and a report first.
 * @returns null for what is none
 */
export function parseRtcp(bytes: Uint8Array): readonly RtcpPacket[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: RtcpPacket[] = [];
  for (let at = 0; at < bytes.length; ) {
    const part = partAt(view, at, packets.length === 0);
    const packet = part === null ? null : readPart(part);
    if (part === null || packet === null) return null;
    packets.push(packet);
    at += part.wholeBytes;
  }
  return packets.length === 0 ? null : packets;
}

/** One packet of the compound: `body` without header and padding. */
type Part = { readonly type: number; readonly count: number; readonly body: DataView; readonly wholeBytes: number };

function partAt(view: DataView, at: number, isFirst: boolean): Part | null {
  if (at + HEADER_BYTES > view.byteLength) return null;
  const head = view.getUint8(at);
  const type = view.getUint8(at + 1);
  const wholeBytes = HEADER_BYTES + 4 * view.getUint16(at + 2);
  const end = at + wholeBytes;
  if (head >> 6 !== 2 || end > view.byteLength) return null;
  if (isFirst && type !== RTCP_TYPES.sender && type !== RTCP_TYPES.receiver) return null;
  const hasPadding = (head & 0x20) !== 0;
  // Only the last packet may be padded; its last byte counts the padding.
  if (hasPadding && end !== view.byteLength) return null;
  const paddingBytes = hasPadding ? view.getUint8(end - 1) : 0;
  const bodyBytes = wholeBytes - HEADER_BYTES - paddingBytes;
  if (bodyBytes < 0 || paddingBytes % 4 !== 0 || (hasPadding && paddingBytes === 0)) return null;
  const body = new DataView(view.buffer, view.byteOffset + at + HEADER_BYTES, bodyBytes);
  return { type, count: head & 0x1f, body, wholeBytes };
}

function readPart({ type, count, body }: Part): RtcpPacket | null {
  switch (type) {
    case RTCP_TYPES.sender:
      return readSender(body, count);
    case RTCP_TYPES.receiver:
      return readReceiver(body, count);
    case RTCP_TYPES.description:
      return readDescription(body, count);
    case RTCP_TYPES.bye:
      return readBye(body, count);
    default:
      return { kind: 'other', payloadType: type };
  }
}

function readSender(body: DataView, count: number): RtcpPacket | null {
  const reports = readReports(body, SENDER_BYTES, count);
  if (reports === null) return null;
  return {
    kind: 'sender',
    ssrc: body.getUint32(0),
    ntp: { seconds: body.getUint32(4), fraction: body.getUint32(8) },
    timestamp: body.getUint32(12),
    packetCount: body.getUint32(16),
    payloadBytes: body.getUint32(20),
    reports,
  };
}

function readReceiver(body: DataView, count: number): RtcpPacket | null {
  const reports = readReports(body, 4, count);
  return reports === null ? null : { kind: 'receiver', ssrc: body.getUint32(0), reports };
}

function readReports(body: DataView, start: number, count: number): readonly ReceptionReport[] | null {
  if (start + count * REPORT_BYTES > body.byteLength) return null;
  return Array.from({ length: count }, (_, n) => readReport(body, start + n * REPORT_BYTES));
}

const readReport = (body: DataView, at: number): ReceptionReport => ({
  ssrc: body.getUint32(at),
  lostFraction: body.getUint8(at + 4),
  // Signed, of 24 bits.
  lostCount: (body.getUint32(at + 4) << 8) >> 8,
  highestSequence: body.getUint32(at + 8),
  jitterTicks: body.getUint32(at + 12),
  lastReport: body.getUint32(at + 16),
  sinceLastReport: body.getUint32(at + 20),
});

function readDescription(body: DataView, count: number): RtcpPacket | null {
  const sources: { readonly ssrc: number; readonly cname: string | null }[] = [];
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + 4 > body.byteLength) return null;
    const items = readItems(body, at + 4);
    if (items === null) return null;
    sources.push({ ssrc: body.getUint32(at), cname: items.cname });
    at = items.end;
  }
  return { kind: 'description', sources };
}

/** @returns the name, and where the next source begins; null when the items do not end */
function readItems(body: DataView, start: number): { readonly cname: string | null; readonly end: number } | null {
  let cname: string | null = null;
  for (let at = start; at < body.byteLength; ) {
    const item = body.getUint8(at);
    // RFC 3550 §6.5: a zero ends the list, and more of them fill up 32 bits.
    if (item === 0) return { cname, end: at + 4 - (at % 4) };
    if (at + 2 > body.byteLength) return null;
    const length = body.getUint8(at + 1);
    if (at + 2 + length > body.byteLength) return null;
    const text = new Uint8Array(body.buffer, body.byteOffset + at + 2, length);
    if (item === CNAME_ITEM) cname = String.fromCharCode(...text);
    at += 2 + length;
  }
  return null;
}

function readBye(body: DataView, count: number): RtcpPacket | null {
  if (count * 4 > body.byteLength) return null;
  return { kind: 'bye', ssrcs: Array.from({ length: count }, (_, n) => body.getUint32(n * 4)) };
}
