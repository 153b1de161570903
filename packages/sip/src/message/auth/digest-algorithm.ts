/** What `hash` has to be able to: the names of RFC 8760 §2.1. */
export type HashName = 'MD5' | 'SHA-256' | 'SHA-512-256';

/** Computes a hash and writes it in lower-case hexadecimal digits; text is hashed as UTF-8. */
export type DigestHash = (algorithm: HashName, text: string | Uint8Array) => string;

/** The algorithms of a challenge; those with `-sess` bind the key to the nonce (RFC 7616 §3.4.2). */
export type DigestAlgorithm = HashName | `${HashName}-sess`;

/** What the response protects: the request line, or the body too (RFC 7616 §3.4.3). */
export type DigestQop = 'auth' | 'auth-int';

const algorithms: readonly DigestAlgorithm[] = [
  'MD5',
  'MD5-sess',
  'SHA-256',
  'SHA-256-sess',
  'SHA-512-256',
  'SHA-512-256-sess',
];

/** Reads an algorithm, ignoring case; none means MD5 (RFC 7616 §3.3). Undefined when it is not known. */
export const parseAlgorithm = (text: string | undefined): DigestAlgorithm | undefined =>
  algorithms.find((algorithm) => algorithm.toLowerCase() === (text ?? 'MD5').toLowerCase());

/** The hash an algorithm uses. */
export function hashOf(algorithm: DigestAlgorithm): HashName {
  switch (algorithm) {
    case 'MD5':
    case 'MD5-sess':
      return 'MD5';
    case 'SHA-256':
    case 'SHA-256-sess':
      return 'SHA-256';
    case 'SHA-512-256':
    case 'SHA-512-256-sess':
      return 'SHA-512-256';
  }
}
