import { createHash } from 'node:crypto';

/** What digests are made of instead of a password (RFC 7616 §3.4.2): hex hashes of `username:realm:password`. */
export type DigestHashes = { readonly ha1Md5: string; readonly ha1Sha256: string };

/** The hashes of a password. They belong to this name and this realm, and are as good as the password there. */
export const digestHashesOf = (username: string, realm: string, password: string): DigestHashes => {
  const hash = (algorithm: 'md5' | 'sha256') =>
    createHash(algorithm).update(`${username}:${realm}:${password}`).digest('hex');
  return { ha1Md5: hash('md5'), ha1Sha256: hash('sha256') };
};
