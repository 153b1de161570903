import {
  assertedIdentities,
  decodeEscapes,
  headerOf,
  normalizeNumber,
  parseNameAddress,
  parseSipUri,
  type SipRequest,
  wantsPrivacy,
} from '@callwright/sip';
import type { Identity } from './identify.js';

/** What a caller is called who does not want to be known. */
export const ANONYMOUS = 'anonymous';

/**
 * Who calls, as a flow and the list of calls show it: the name of a phone of ours; of a trunk what it asserts
 * (RFC 3325), else From, as a number in E.164 where it is one.
 */
export const callerOf = (request: SipRequest, who: Identity, homeCountry: string): string => {
  if (who.kind === 'user') return who.user.username;
  if (wantsPrivacy(request)) return ANONYMOUS;
  const asserted = assertedIdentities(request).map(({ uri }) => uri);
  const from = parseNameAddress(headerOf(request, 'From') ?? '')?.uri ?? '';
  const uri = asserted[0] ?? from;
  const tel = /^tel:([^;?]{1,64})/i.exec(uri)?.[1];
  const user = decodeEscapes(tel ?? parseSipUri(uri)?.user ?? '').slice(0, 64);
  if (user === '') return ANONYMOUS;
  const number = normalizeNumber(user, { homeCountry });
  return number.ok ? number.number : user;
};
