import { attributesOf } from './sdp-lines.js';
import type { SdpMedia } from './sdp-session.js';
import type { SoundCodec } from './sound-codec.js';

/** How much sound packets may hold, in ms. */
export const packetTimes = { minMs: 10, maxMs: 60, usualMs: 20 } as const;

/** Packets of Opus hold one of these (RFC 6716 §2.1.4), in multiples of 10 ms. */
const OPUS_MS = [10, 20, 40, 60] as const;

/**
 * How much sound a packet to the writer of `media` holds: what it asks for (a=ptime, a=maxptime: RFC 8866 §6.4), brought
 * to 10 to 60 ms, a multiple of 10.
 * @param usualMs when it asks for nothing
 */
export function packetTimeFor(media: SdpMedia, codec: SoundCodec, usualMs: number = packetTimes.usualMs): number {
  const wishedMs = Math.min(numberIn(media, 'ptime') ?? usualMs, numberIn(media, 'maxptime') ?? packetTimes.maxMs);
  const ms = wholePacketTime(wishedMs);
  return codec === 'opus' ? (OPUS_MS.findLast((each) => each <= ms) ?? OPUS_MS[0]) : ms;
}

/** The nearest packet time there is, not above the one wished for unless that is below 10 ms. */
export function wholePacketTime(wishedMs: number): number {
  const tensMs = Math.floor(wishedMs / packetTimes.minMs) * packetTimes.minMs;
  return Math.min(Math.max(tensMs, packetTimes.minMs), packetTimes.maxMs);
}

/** Also `20.0`, as some write it. */
function numberIn(media: SdpMedia, name: string): number | undefined {
  const text = attributesOf(media.attributes, name)[0];
  const ms = text !== undefined && /^\d{1,5}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  return ms > 0 ? ms : undefined;
}
