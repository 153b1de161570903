import type { SrtpSecret } from '../../../link/rtp-agreement.js';
import { headerBytesOf } from './header-bytes.js';
import { KeyStream, LARGEST_PROTECTED_BYTES } from './key-stream.js';
import { PacketSeal } from './packet-seal.js';
import { deriveSessionKeys, REPORT_TAG_BYTES, soundTagBytes } from './session-keys.js';

/** RFC 3711 §3.4: the header and the number of the first source stay readable. */
const REPORT_HEADER_BYTES = 8;
const IS_ENCIPHERED = 0x8000_0000;

/** Protects what we send (RFC 3711): packets of one source after another, in their order. */
export class SrtpSender {
  readonly #soundStream: KeyStream;
  readonly #soundSeal: PacketSeal;
  readonly #reportStream: KeyStream;
  readonly #reportSeal: PacketSeal;
  readonly #buffer = Buffer.alloc(LARGEST_PROTECTED_BYTES);
  /** The part of the buffer that is sent: made anew only when packets change their size. */
  #packet = this.#buffer;
  #ssrc: number | null = null;
  #sequence = 0;
  #rollovers = 0;
  #reportIndex = 0;

  /** @throws AppError `media.badSdp` */
  constructor(secret: SrtpSecret) {
    const { sound, reports } = deriveSessionKeys(secret);
    this.#soundStream = new KeyStream(sound.cipherKey, sound.cipherSalt);
    this.#soundSeal = new PacketSeal(sound.authKey, soundTagBytes(secret));
    this.#reportStream = new KeyStream(reports.cipherKey, reports.cipherSalt);
    this.#reportSeal = new PacketSeal(reports.authKey, REPORT_TAG_BYTES);
  }

  /** How often the numbers of the source have gone round. */
  get rollovers(): number {
    return this.#rollovers;
  }

  /** @returns the packet protected, valid until the next call */
  protect(packet: Uint8Array): Uint8Array {
    const sizeBytes = packet.length;
    const buffer = this.#buffer;
    buffer.set(packet);
    const ssrc = buffer.readUInt32BE(8);
    const sequence = buffer.readUInt16BE(2);
    if (ssrc !== this.#ssrc) this.#rollovers = 0;
    else if (sequence < this.#sequence) this.#rollovers += 1;
    this.#ssrc = ssrc;
    this.#sequence = sequence;
    const index = this.#rollovers * 0x10000 + sequence;
    this.#soundStream.apply(buffer.subarray(headerBytesOf(buffer), sizeBytes), ssrc, index);
    this.#soundSeal.sign(buffer, sizeBytes, this.#rollovers);
    const wholeBytes = sizeBytes + this.#soundSeal.tagBytes;
    if (this.#packet.length !== wholeBytes) this.#packet = buffer.subarray(0, wholeBytes);
    return this.#packet;
  }

  /** @returns the report protected */
  protectReport(report: Uint8Array): Uint8Array {
    const protectedBytes = Buffer.alloc(report.length + 4 + REPORT_TAG_BYTES);
    protectedBytes.set(report);
    const index = this.#reportIndex;
    this.#reportIndex = (index + 1) % IS_ENCIPHERED;
    const ssrc = protectedBytes.readUInt32BE(4);
    this.#reportStream.apply(protectedBytes.subarray(REPORT_HEADER_BYTES, report.length), ssrc, index);
    const end = protectedBytes.writeUInt32BE(IS_ENCIPHERED + index, report.length);
    this.#reportSeal.sign(protectedBytes, end, null);
    return protectedBytes;
  }
}
