import { headersOf, type WithHeaders } from '../headers.js';
import { type NameAddress, parseNameAddress } from '../name-address.js';

/**
 * Who calls, by the word of the network (P-Asserted-Identity, RFC 3325 §9.1): at most one SIP and one tel address. Only
 * to be believed from a peer that is trusted to check it. Malformed ones are left out.
 */
export const assertedIdentities = (message: WithHeaders): readonly NameAddress[] =>
  headersOf(message, 'P-Asserted-Identity').flatMap((value) => parseNameAddress(value) ?? []);

/** The wishes in Privacy (RFC 3323 §4.2), in lower case: `id`, `header`, `session`, `user`, `none`, `critical`. */
export const privacyOf = (message: WithHeaders): readonly string[] =>
  headersOf(message, 'Privacy').flatMap((value) =>
    value
      .split(/[;,]/)
      .map((word) => word.trim().toLowerCase())
      .filter((word) => word !== ''),
  );

/** Whether the caller's number has to be kept from whom they call (RFC 3323 §4.2, RFC 3325 §9.3). */
export function wantsPrivacy(message: WithHeaders): boolean {
  const wishes = privacyOf(message);
  return wishes.includes('id') || wishes.includes('user') || wishes.includes('header');
}
