import {
  checkCredentials,
  type DigestCredentials,
  formatChallenge,
  parseCredentials,
  parseSipUri,
  type SipRequest,
} from '@callwright/sip';
import { digestHash } from './digest-hash.js';
import type { Nonces } from './nonces.js';

/** Hashes of `username:realm:password`. */
export type DigestKeys = { readonly MD5: string; readonly 'SHA-256': string };

/** Somebody who may prove to be there. */
export type DigestAccount<Owner> = { readonly keys: DigestKeys; readonly owner: Owner };

/**
 * What an Authorization came to: who it is, or why it is nobody. Only `wrong` is a failure of whoever is at that address:
 * `stale` is answered with a new nonce, whatever else was right; `none` is nothing that was said to us.
 */
export type DigestVerdict<Owner> =
  | { readonly verdict: 'ok'; readonly owner: Owner }
  | { readonly verdict: 'stale' | 'wrong' | 'none' };

/** What digests are checked with. */
export type DigestCheck<Owner> = {
  readonly realm: string;
  readonly nonces: Nonces;
  /** Where the request came from. */
  readonly address: string;
  /** Everybody of that name. */
  readonly accounts: (username: string) => readonly DigestAccount<Owner>[];
};

/** Checks the value of an Authorization or Proxy-Authorization header of a request (RFC 7616 §3.4.6). */
export const checkDigest = <Owner>(
  value: string,
  request: SipRequest,
  { realm, nonces, address, accounts }: DigestCheck<Owner>,
): DigestVerdict<Owner> => {
  const credentials = parseCredentials(value);
  if (credentials?.realm !== realm) return { verdict: 'none' };
  // Without a count (RFC 2069) a nonce is good for one request. Looked at first: a password is never tried without it.
  const count = credentials.protection?.nonceCount ?? 1;
  if (nonces.state(credentials.nonce, count, address) !== 'fresh') return { verdict: 'stale' };
  if (!isSamePlace(credentials.uri, request.uri)) return { verdict: 'wrong' };
  const account = accounts(credentials.username).find(({ keys }) => isRight(credentials, keys, request));
  if (account === undefined) return { verdict: 'wrong' };
  nonces.use(credentials.nonce, count);
  return { verdict: 'ok', owner: account.owner };
};

const isRight = (credentials: DigestCredentials, keys: DigestKeys, request: SipRequest): boolean => {
  const { algorithm } = credentials;
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return false;
  return checkCredentials(credentials, keys[algorithm], request, digestHash);
};

/** Some phones leave ports and parameters of the Request-URI out of the digest's; whom it is for must be the same. */
const isSamePlace = (said: string, asked: string): boolean => {
  if (said === asked) return true;
  const [one, other] = [parseSipUri(said), parseSipUri(asked)];
  return one !== undefined && one.user === other?.user && one.host.toLowerCase() === other?.host.toLowerCase();
};

/** Hashes of a digest, the better first. */
export type DigestAlgorithm = 'SHA-256' | 'MD5';

/**
 * What to ask for, one challenge for each hash. RFC 8760 wants the better one first and phones to pass over what they do not
 * know; baresip 1.0 gives up at the sight of anything but MD5, and is not the only one.
 */
export const challengesOf = (
  { realm, nonce, isStale }: { readonly realm: string; readonly nonce: string; readonly isStale: boolean },
  algorithms: readonly DigestAlgorithm[],
): readonly string[] =>
  algorithms.map((algorithm) => formatChallenge({ realm, nonce, algorithm, qop: ['auth'], isStale }));
