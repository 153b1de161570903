import { hash } from 'node:crypto';
import { LARGEST_PROTECTED_BYTES } from './key-stream.js';

/** RFC 2104: the block of SHA-1, and what keys are filled up to it with. */
const HASH_BLOCK_BYTES = 64;
const HASH_BYTES = 20;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** Signs packets with HMAC-SHA1, cut to the length of a tag (RFC 3711 §4.2.1). Two hashes, and nothing made anew for them. */
export class PacketSeal {
  readonly #inner = Buffer.alloc(HASH_BLOCK_BYTES + LARGEST_PROTECTED_BYTES + 4, INNER_PAD);
  readonly #outer = Buffer.alloc(HASH_BLOCK_BYTES + HASH_BYTES, OUTER_PAD);
  readonly #tagBytes: number;

  /** @param key at most 64 bytes */
  constructor(key: Buffer, tagBytes: number) {
    this.#tagBytes = tagBytes;
    for (let i = 0; i < key.length; i++) {
      this.#inner.writeUInt8((key[i] ?? 0) ^ INNER_PAD, i);
      this.#outer.writeUInt8((key[i] ?? 0) ^ OUTER_PAD, i);
    }
  }

  get tagBytes(): number {
    return this.#tagBytes;
  }

  /** Writes the tag behind the first `sizeBytes` of `packet`. @param rollovers signed along with it; null for reports */
  sign(packet: Buffer, sizeBytes: number, rollovers: number | null): void {
    packet.set(this.#tagOf(packet, sizeBytes, rollovers).subarray(0, this.#tagBytes), sizeBytes);
  }

  /** Whether the tag behind the first `sizeBytes` is theirs; takes as long for a wrong one as for the right one. */
  isSigned(packet: Buffer, sizeBytes: number, rollovers: number | null): boolean {
    const tag = this.#tagOf(packet, sizeBytes, rollovers);
    let difference = 0;
    for (let i = 0; i < this.#tagBytes; i++) difference |= (tag[i] ?? 0) ^ (packet[sizeBytes + i] ?? 0);
    return difference === 0;
  }

  #tagOf(packet: Buffer, sizeBytes: number, rollovers: number | null): Buffer {
    packet.copy(this.#inner, HASH_BLOCK_BYTES, 0, sizeBytes);
    let end = HASH_BLOCK_BYTES + sizeBytes;
    if (rollovers !== null) end = this.#inner.writeUInt32BE(rollovers >>> 0, end);
    hash('sha1', this.#inner.subarray(0, end), 'buffer').copy(this.#outer, HASH_BLOCK_BYTES);
    return hash('sha1', this.#outer, 'buffer');
  }
}
