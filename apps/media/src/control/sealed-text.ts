import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

// NIST SP 800-38D §8.2.2: a random 96-bit nonce; the tag is kept at its full 128 bits.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LAYOUT_VERSION = 1;

/** Seals a text with AES-256-GCM for whoever knows the secret: `[version][nonce][tag][ciphertext]`. */
export const sealText = (text: string, secret: string): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(LAYOUT_VERSION), nonce, cipher.getAuthTag(), ciphertext]);
};

/** @throws Error when it was sealed with another secret, or was changed since */
export const openText = (sealed: Buffer, secret: string): string => {
  if (sealed[0] !== LAYOUT_VERSION) throw new Error('not sealed by us');
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), nonce, { authTagLength: TAG_BYTES }).setAuthTag(tag);
  const ciphertext = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
};

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'callwright snapshot', 32));
