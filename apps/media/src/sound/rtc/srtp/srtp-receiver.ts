import { RTP_HEADER_BYTES, sequenceDistance } from '@callwright/audio';
import type { SrtpSecret } from '../../../link/rtp-agreement.js';
import { headerBytesOf } from './header-bytes.js';
import { KeyStream, LARGEST_PROTECTED_BYTES } from './key-stream.js';
import { PacketSeal } from './packet-seal.js';
import { ReplayWindow } from './replay-window.js';
import { deriveSessionKeys, REPORT_TAG_BYTES, soundTagBytes } from './session-keys.js';

const REPORT_HEADER_BYTES = 8;
/** Sources that are remembered; the oldest is forgotten. Only who has the key can make one. */
const MAX_SOURCES = 16;
const ROUND = 0x10000;

/**
 * Opens what the far end sends (RFC 3711). A packet's tag is looked at before anything else of it is believed, and no
 * packet is taken twice. With other keys, those before are good until the first packet of the new ones.
 */
export class SrtpReceiver {
  readonly #soundStream: KeyStream;
  readonly #soundSeal: PacketSeal;
  readonly #reportStream: KeyStream;
  readonly #reportSeal: PacketSeal;
  readonly #sources = new Map<number, ReplayWindow>();
  readonly #reporters = new Map<number, ReplayWindow>();
  #before: SrtpReceiver | null;

  /** @param before whose keys these replace @throws AppError `media.badSdp` */
  constructor(secret: SrtpSecret, before: SrtpReceiver | null = null) {
    const { sound, reports } = deriveSessionKeys(secret);
    this.#soundStream = new KeyStream(sound.cipherKey, sound.cipherSalt);
    this.#soundSeal = new PacketSeal(sound.authKey, soundTagBytes(secret));
    this.#reportStream = new KeyStream(reports.cipherKey, reports.cipherSalt);
    this.#reportSeal = new PacketSeal(reports.authKey, REPORT_TAG_BYTES);
    this.#before = before;
    before?.forgetBefore();
  }

  /** @returns the packet in the clear, in the same memory; null when it is not genuine, or was here before */
  open(packet: Buffer): Buffer | null {
    const sizeBytes = packet.length - this.#soundSeal.tagBytes;
    if (sizeBytes < RTP_HEADER_BYTES || packet.length > LARGEST_PROTECTED_BYTES || packet.readUInt8(0) >> 6 !== 2)
      return null;
    const ssrc = packet.readUInt32BE(8);
    const known = this.#sources.get(ssrc);
    const window = known ?? new ReplayWindow();
    const index = this.#genuineIndex(packet, sizeBytes, window);
    if (index === null) return this.#before?.open(packet) ?? null;
    const headerBytes = headerBytesOf(packet);
    if (headerBytes > sizeBytes) return null;
    window.take(index);
    if (known === undefined) remember(this.#sources, ssrc, window);
    this.#before = null;
    this.#soundStream.apply(packet.subarray(headerBytes, sizeBytes), ssrc, index);
    return packet.subarray(0, sizeBytes);
  }

  /** @returns the report in the clear, in the same memory; null when it is not genuine, or was here before */
  openReport(report: Buffer): Buffer | null {
    const indexAt = report.length - REPORT_TAG_BYTES - 4;
    if (indexAt < REPORT_HEADER_BYTES || report.length > LARGEST_PROTECTED_BYTES) return null;
    const ssrc = report.readUInt32BE(4);
    const known = this.#reporters.get(ssrc);
    const window = known ?? new ReplayWindow();
    const last = report.readUInt32BE(indexAt);
    const index = last & 0x7fff_ffff;
    if (!window.isNew(index) || !this.#reportSeal.isSigned(report, indexAt + 4, null))
      return this.#before?.openReport(report) ?? null;
    window.take(index);
    if (known === undefined) remember(this.#reporters, ssrc, window);
    const isEnciphered = last >>> 31 === 1;
    if (isEnciphered) this.#reportStream.apply(report.subarray(REPORT_HEADER_BYTES, indexAt), ssrc, index);
    return report.subarray(0, indexAt);
  }

  /** Only the keys before the present ones are kept. */
  forgetBefore(): void {
    this.#before = null;
  }

  /** How often the numbers of a source have gone round. */
  rolloversOf(ssrc: number): number {
    return Math.floor(Math.max(0, this.#sources.get(ssrc)?.newest ?? 0) / ROUND);
  }

  /** The index of a packet that is new and genuine; null for any other. */
  #genuineIndex(packet: Buffer, sizeBytes: number, window: ReplayWindow): number | null {
    const sequence = packet.readUInt16BE(2);
    const index = window.newest < 0 ? sequence : nearest(window.newest, sequence);
    if (this.#isGenuine(packet, sizeBytes, { window, index })) return index;
    // With new keys some count on where they were, as RFC 3711 §3.3.1 has it, and some from 0.
    const rollovers = window.newest < 0 ? (this.#before?.rolloversOf(packet.readUInt32BE(8)) ?? 0) : 0;
    const later = rollovers * ROUND + sequence;
    return rollovers > 0 && this.#isGenuine(packet, sizeBytes, { window, index: later }) ? later : null;
  }

  #isGenuine(
    packet: Buffer,
    sizeBytes: number,
    at: { readonly window: ReplayWindow; readonly index: number },
  ): boolean {
    return at.window.isNew(at.index) && this.#soundSeal.isSigned(packet, sizeBytes, Math.floor(at.index / ROUND));
  }
}

/** RFC 3711 appendix A: the index with these lower bits that is nearest to the highest so far; below 0 for none. */
const nearest = (newest: number, sequence: number): number => newest + sequenceDistance(newest % ROUND, sequence);

function remember(sources: Map<number, ReplayWindow>, ssrc: number, window: ReplayWindow): void {
  const [oldest] = sources.keys();
  if (sources.size >= MAX_SOURCES && oldest !== undefined) sources.delete(oldest);
  sources.set(ssrc, window);
}
