import type { DigestChallenge } from './challenge.js';
import { type DigestCredentials, formatNonceCount } from './credentials.js';
import { type DigestAlgorithm, type DigestHash, hashOf } from './digest-algorithm.js';

/** A user as the client knows it. */
export type DigestUser = { readonly username: string; readonly password: string };

/** What of a request goes into the response. `uri`: the Request-URI as it is sent. */
export type DigestRequest = { readonly method: string; readonly uri: string; readonly body: Uint8Array };

/**
 * The client's part of a response. `cnonce`: unguessable, and with a `-sess` algorithm the same for as long as the nonce
 * (RFC 7616 §3.4.2); `nonceCount`: 1 for the first request with a nonce, then one more each time.
 */
export type DigestTurn = { readonly cnonce: string; readonly nonceCount: number };

/**
 * What a server may keep in place of a password: H(username:realm:password) (RFC 7616 §3.4.2). One for each hash; it
 * opens the realm just as the password would, so it is as secret.
 */
export const digestKey = (user: DigestUser, realm: string, algorithm: DigestAlgorithm, hash: DigestHash): string =>
  hash(hashOf(algorithm), `${user.username}:${realm}:${user.password}`);

/**
 * Answers a challenge.
 * @param turn used when the challenge has a `qop`; `auth` is chosen where it is offered, for proxies change bodies
 */
export function answerChallenge(
  challenge: DigestChallenge,
  user: DigestUser,
  { request, turn }: { readonly request: DigestRequest; readonly turn: DigestTurn },
  hash: DigestHash,
): DigestCredentials {
  const { realm, nonce, algorithm, opaque } = challenge;
  const qop = challenge.qop.includes('auth') ? 'auth' : challenge.qop[0];
  const protection = qop && { qop, cnonce: turn.cnonce, nonceCount: turn.nonceCount };
  const open = { username: user.username, realm, nonce, uri: request.uri, algorithm, opaque, protection, response: '' };
  return { ...open, response: responseOf(open, digestKey(user, realm, algorithm, hash), request, hash) };
}

/**
 * Whether credentials fit a request. The caller also checks that realm and nonce are its own, that this count was not
 * used before, that `uri` is the request's, and that `algorithm` is the one whose key it took.
 * @param key what `digestKey` gave for this user
 */
export function checkCredentials(
  credentials: DigestCredentials,
  key: string,
  request: Omit<DigestRequest, 'uri'>,
  hash: DigestHash,
): boolean {
  return isSameSecret(credentials.response, responseOf(credentials, key, request, hash));
}

function responseOf(
  credentials: DigestCredentials,
  key: string,
  { method, body }: Omit<DigestRequest, 'uri'>,
  hash: DigestHash,
): string {
  const { algorithm, nonce, uri, protection } = credentials;
  const name = hashOf(algorithm);
  const secret = algorithm.endsWith('-sess') ? hash(name, `${key}:${nonce}:${protection?.cnonce ?? ''}`) : key;
  const what = `${method}:${uri}`;
  const hashed = hash(name, protection?.qop === 'auth-int' ? `${what}:${hash(name, body)}` : what);
  const middle = protection
    ? `${nonce}:${formatNonceCount(protection.nonceCount)}:${protection.cnonce}:${protection.qop}`
    : nonce;
  return hash(name, `${secret}:${middle}:${hashed}`);
}

/** Compares without telling by its time how much was right. */
function isSameSecret(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < b.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
