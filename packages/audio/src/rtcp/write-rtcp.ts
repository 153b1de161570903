import { CNAME_ITEM, REPORT_BYTES, type ReceptionReport, RTCP_TYPES, type WrittenRtcp } from './rtcp-packet.js';

/** RFC 3550 §6.4.1: what 24 bits can say. */
const MOST_LOST = 0x7fffff;
const LEAST_LOST = -0x800000;
const LONGEST_TEXT = 255;

/** Writes a compound packet; the first of `packets` is to be a report (RFC 3550 §6.1). Names are of one byte a letter. */
export function writeRtcp(packets: readonly WrittenRtcp[]): Uint8Array {
  const parts = packets.map(writePart);
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function writePart(packet: WrittenRtcp): Uint8Array {
  switch (packet.kind) {
    case 'sender': {
      const { view, bytes } = begin(
        RTCP_TYPES.sender,
        packet.reports.length,
        24 + packet.reports.length * REPORT_BYTES,
      );
      const { ssrc, ntp, timestamp, packetCount, payloadBytes } = packet;
      for (const [n, word] of [ssrc, ntp.seconds, ntp.fraction, timestamp, packetCount, payloadBytes].entries())
        view.setUint32(4 + 4 * n, word);
      writeReports(view, 28, packet.reports);
      return bytes;
    }
    case 'receiver': {
      const { view, bytes } = begin(
        RTCP_TYPES.receiver,
        packet.reports.length,
        4 + packet.reports.length * REPORT_BYTES,
      );
      view.setUint32(4, packet.ssrc);
      writeReports(view, 8, packet.reports);
      return bytes;
    }
    case 'description':
      return writeDescription(packet.sources);
    case 'bye': {
      const { view, bytes } = begin(RTCP_TYPES.bye, packet.ssrcs.length, packet.ssrcs.length * 4);
      for (const [n, ssrc] of packet.ssrcs.entries()) view.setUint32(4 + 4 * n, ssrc);
      return bytes;
    }
  }
}

function writeReports(view: DataView, start: number, reports: readonly ReceptionReport[]): void {
  for (const [n, report] of reports.entries()) {
    const at = start + n * REPORT_BYTES;
    const lost = Math.min(MOST_LOST, Math.max(LEAST_LOST, report.lostCount)) & 0xffffff;
    view.setUint32(at, report.ssrc);
    view.setUint32(at + 4, ((report.lostFraction << 24) | lost) >>> 0);
    view.setUint32(at + 8, report.highestSequence);
    view.setUint32(at + 12, report.jitterTicks);
    view.setUint32(at + 16, report.lastReport);
    view.setUint32(at + 20, report.sinceLastReport);
  }
}

type Sources = Extract<WrittenRtcp, { readonly kind: 'description' }>['sources'];

function writeDescription(sources: Sources): Uint8Array {
  const chunks = sources.map(({ ssrc, cname }) => {
    const text = [...(cname ?? '')].slice(0, LONGEST_TEXT).map((letter) => letter.charCodeAt(0) & 0xff);
    const items = cname === null ? [] : [CNAME_ITEM, text.length, ...text];
    // The zero that ends the items, and zeros up to 32 bits.
    const chunk = new Uint8Array(4 + Math.ceil((items.length + 1) / 4) * 4);
    new DataView(chunk.buffer).setUint32(0, ssrc);
    chunk.set(items, 4);
    return chunk;
  });
  const bodyBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytes } = begin(RTCP_TYPES.description, sources.length, bodyBytes);
  let at = 4;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function begin(
  type: number,
  count: number,
  bodyBytes: number,
): { readonly view: DataView; readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(4 + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, type);
  view.setUint16(2, bodyBytes / 4);
  return { view, bytes };
}
