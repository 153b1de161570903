import { type Cipher, createCipheriv } from 'node:crypto';

const BLOCK_BYTES = 16;
/** The longest packet that is protected: 60 ms of L16 at 16000 Hz has 1942 bytes with its tag. */
export const LARGEST_PROTECTED_BYTES = 2048;

/**
 * AES in counter mode as RFC 3711 §4.1.1 has it. One cipher serves all packets: the counters of a packet are written out and
 * enciphered in one piece, which costs a quarter of a cipher made anew for each.
 */
export class KeyStream {
  readonly #cipher: Cipher;
  readonly #counters = Buffer.alloc(LARGEST_PROTECTED_BYTES);
  readonly #salt: Int32Array;

  /** @param key 16 bytes @param salt 14 bytes */
  constructor(key: Buffer, salt: Buffer) {
    this.#cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    this.#salt = Int32Array.of(salt.readInt32BE(4), salt.readInt32BE(8), salt.readUInt16BE(12));
    for (let at = 0; at < LARGEST_PROTECTED_BYTES; at += BLOCK_BYTES) {
      salt.copy(this.#counters, at, 0, 4);
      this.#counters.writeUInt16BE(at / BLOCK_BYTES, at + 14);
    }
  }

  /**
   * Enciphers, or deciphers, in place.
   * @param bytes at most 2048
   * @param index of the packet: 48 bits for sound, 31 for reports
   */
  apply(bytes: Uint8Array, ssrc: number, index: number): void {
    if (bytes.length === 0) return;
    const [salt0 = 0, salt1 = 0, salt2 = 0] = this.#salt;
    const counters = this.#counters;
    const usedBytes = Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES;
    const second = salt0 ^ ssrc;
    const third = salt1 ^ Math.floor(index / 0x10000);
    const fourth = salt2 ^ (index & 0xffff);
    for (let at = 0; at < usedBytes; at += BLOCK_BYTES) {
      counters.writeInt32BE(second, at + 4);
      counters.writeInt32BE(third, at + 8);
      counters.writeUInt16BE(fourth, at + 12);
    }
    const stream = this.#cipher.update(counters.subarray(0, usedBytes));
    for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) ^ (stream[i] ?? 0);
  }
}
