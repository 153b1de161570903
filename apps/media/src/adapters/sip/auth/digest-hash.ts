import { createHash } from 'node:crypto';
import type { DigestHash } from '@callwright/sip';

const names = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const;

/** The hashes of digests (RFC 8760 §2.1), in hex. */
export const digestHash: DigestHash = (algorithm, text) => createHash(names[algorithm]).update(text).digest('hex');
