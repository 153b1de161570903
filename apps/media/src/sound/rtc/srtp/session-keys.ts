import { createCipheriv } from 'node:crypto';
import { AppError } from '@callwright/protocol';
import type { SrtpSecret } from '../../../link/rtp-agreement.js';

/** What one kind of packets is enciphered and signed with. */
export type PacketKeys = { readonly cipherKey: Buffer; readonly cipherSalt: Buffer; readonly authKey: Buffer };

/** What all packets of one direction are protected with. */
export type SessionKeys = { readonly sound: PacketKeys; readonly reports: PacketKeys };

const KEY_BYTES = 16;
const SALT_BYTES = 14;
/** RFC 3711 §8.2: HMAC-SHA1 takes 160 bits. */
const AUTH_KEY_BYTES = 20;
/** RFC 3711 §4.3.1 and §4.3.2. */
const LABELS = { sound: { cipher: 0, auth: 1, salt: 2 }, reports: { cipher: 3, auth: 4, salt: 5 } } as const;

/** The tag of a packet of sound, by suite (RFC 4568 §6.2). */
export const soundTagBytes = ({ suite }: SrtpSecret): number => (suite === 'AES_CM_128_HMAC_SHA1_32' ? 4 : 10);
/** That of a report, whatever the suite (RFC 4568 §6.2.2). */
export const REPORT_TAG_BYTES = 10;

/**
 * Makes the keys of a session out of its secret (RFC 3711 §4.3, key derivation rate 0).
 * @throws AppError `media.badSdp` for a secret that is not 30 bytes in base64
 */
export function deriveSessionKeys({ key }: SrtpSecret): SessionKeys {
  const secret = Buffer.from(key, 'base64');
  // Buffer leaves out what is not base64, and would make another key of it.
  if (
    secret.length !== KEY_BYTES + SALT_BYTES ||
    secret.toString('base64').replace(/=+$/, '') !== key.replace(/=+$/, '')
  )
    throw new AppError('media.badSdp', 'A key for encrypted sound is not 30 bytes of base64.');
  const masterKey = secret.subarray(0, KEY_BYTES);
  const masterSalt = secret.subarray(KEY_BYTES);
  const keysOf = (kind: 'sound' | 'reports'): PacketKeys => ({
    cipherKey: derive(masterKey, masterSalt, LABELS[kind].cipher, KEY_BYTES),
    cipherSalt: derive(masterKey, masterSalt, LABELS[kind].salt, SALT_BYTES),
    authKey: derive(masterKey, masterSalt, LABELS[kind].auth, AUTH_KEY_BYTES),
  });
  return { sound: keysOf('sound'), reports: keysOf('reports') };
}

/** RFC 3711 §4.3.3: the key stream of AES in counter mode, begun at the salt with the label in its eighth byte. */
export function derive(masterKey: Buffer, masterSalt: Buffer, label: number, sizeBytes: number): Buffer {
  const start = Buffer.alloc(KEY_BYTES);
  masterSalt.copy(start);
  start.writeUInt8(start.readUInt8(7) ^ label, 7);
  return createCipheriv('aes-128-ctr', masterKey, start).update(Buffer.alloc(sizeBytes));
}
