import { quote } from '../grammar.js';
import { parseAuthHeader } from './auth-header.js';
import { type DigestAlgorithm, type DigestQop, parseAlgorithm } from './digest-algorithm.js';

/**
 * A Digest challenge: the value of WWW-Authenticate or Proxy-Authenticate (RFC 7616 §3.3, RFC 8760). `qop` is empty for
 * one in the manner of RFC 2069; what it offers that nobody knows is left out.
 */
export type DigestChallenge = {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop: readonly DigestQop[];
  readonly opaque?: string;
  /** The credentials were right, only their nonce is too old: try again with this one, without asking anybody. */
  readonly isStale: boolean;
};

/** Reads a challenge; undefined when it is malformed, or of another scheme, or of an algorithm nobody knows. */
export function parseChallenge(value: string): DigestChallenge | undefined {
  const header = parseAuthHeader(value);
  const parameters = header?.scheme.toLowerCase() === 'digest' ? header.parameters : undefined;
  const realm = parameters?.get('realm');
  const nonce = parameters?.get('nonce');
  const algorithm = parseAlgorithm(parameters?.get('algorithm'));
  if (parameters === undefined || realm === undefined || nonce === undefined || !algorithm) return undefined;
  const qop = parseQop(parameters.get('qop'));
  if (!qop) return undefined;
  const isStale = parameters.get('stale')?.toLowerCase() === 'true';
  return { realm, nonce, algorithm, qop, opaque: parameters.get('opaque'), isStale };
}

/** The list in `qop`; undefined when it offers something, but nothing known. */
function parseQop(text: string | undefined): readonly DigestQop[] | undefined {
  const words = (text ?? '').split(/[, \t]/).filter((word) => word !== '');
  const known = (['auth', 'auth-int'] as const).filter((qop) => words.some((word) => word.toLowerCase() === qop));
  return words.length > 0 && known.length === 0 ? undefined : known;
}

/** Writes a challenge. */
export function formatChallenge(challenge: DigestChallenge): string {
  const { realm, nonce, algorithm, qop, opaque, isStale } = challenge;
  const parts = [
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    `algorithm=${algorithm}`,
    ...(qop.length === 0 ? [] : [`qop=${quote(qop.join(','))}`]),
    ...(isStale ? ['stale=true'] : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** The first challenge that can be answered; the server puts the one it likes best first (RFC 8760 §2.4). */
export function chooseChallenge(values: readonly string[]): DigestChallenge | undefined {
  for (const value of values) {
    const challenge = parseChallenge(value);
    if (challenge) return challenge;
  }
  return undefined;
}
