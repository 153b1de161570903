import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config.js';
import { deriveKey } from './keys.js';

// NIST SP 800-38D §8.2.2: a random 96-bit nonce; the tag is kept at its full 128 bits.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LAYOUT_VERSION = 1;

/** Seals texts with AES-256-GCM: `[version][nonce][tag][ciphertext]`. The place they belong to is sealed in with them. */
@Injectable()
export class SealedBox {
  readonly #key: Buffer;

  constructor(config: AppConfig) {
    this.#key = deriveKey(config.encryptionKey, 'callwright stored secrets');
  }

  /** @param place where it is kept; a sealed text moved elsewhere does not open */
  seal(text: string, place: string): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(place));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Uint8Array.from(Buffer.concat([Buffer.of(LAYOUT_VERSION), nonce, cipher.getAuthTag(), ciphertext]));
  }

  /** @throws AppError `internal` when it was sealed with another key, for another place, or was changed since */
  open(sealed: Uint8Array, place: string): string {
    const bytes = Buffer.from(sealed);
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    try {
      if (bytes[0] !== LAYOUT_VERSION) throw new Error('unknown layout');
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      const ciphertext = bytes.subarray(1 + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new AppError('internal', 'a stored secret does not open with this encryption key', { cause });
    }
  }
}
