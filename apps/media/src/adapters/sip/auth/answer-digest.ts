import {
  answerChallenge,
  chooseChallenge,
  type DigestRequest,
  type DigestUser,
  formatCredentials,
  headersOf,
  type SipResponse,
} from '@callwright/sip';
import { digestHash } from './digest-hash.js';

/** What we prove ourselves with; for any realm when none is named. */
export type SipLogin = DigestUser & { readonly realm?: string | undefined };

/** A header to add to the request that is sent again. */
export type DigestAnswer = { readonly name: 'Authorization' | 'Proxy-Authorization'; readonly value: string };

/**
 * Answers a 401 or 407 (RFC 3261 §22, RFC 8760); null when it holds no challenge we can answer. drachtio-srf would answer
 * MD5 only, and stumbles over a list of qualities.
 * @param cnonce unguessable
 */
export const answerDigest = (
  response: SipResponse,
  login: SipLogin,
  request: DigestRequest,
  cnonce: string,
): DigestAnswer | null => {
  const isProxy = response.status === 407;
  const challenges = headersOf(response, isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate').flatMap(splitChallenges);
  const challenge = chooseChallenge(challenges);
  if (!challenge || (login.realm !== undefined && login.realm !== challenge.realm)) return null;
  const credentials = answerChallenge(challenge, login, { request, turn: { cnonce, nonceCount: 1 } }, digestHash);
  return { name: isProxy ? 'Proxy-Authorization' : 'Authorization', value: formatCredentials(credentials) };
};

// Servers on the way may join several headers of one name by commas.
const splitChallenges = (value: string): readonly string[] => value.split(/,\s*(?=digest\s)/i);
