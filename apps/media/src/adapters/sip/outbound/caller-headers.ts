import { escapeUser, formatNameAddress } from '@callwright/sip';
import type { OutboundInvite } from '../../../calls/dialler.js';
import { ANONYMOUS } from '../inbound/caller.js';
import type { HeadersToWrite } from '../stack/sip-stack.js';

/** Whom we say that calls. `asserted`: the number that is ours, for who must know it although it is not shown. */
export type ShownCaller = { readonly domain: string; readonly number: string; readonly asserted?: string };

/** From, and what goes with it when a caller does not want to be known (RFC 3323, RFC 3325). */
export const callerHeaders = (
  { displayName, callerId }: Pick<OutboundInvite, 'displayName' | 'callerId'>,
  { domain, number, asserted }: ShownCaller,
): HeadersToWrite => {
  if (callerId === ANONYMOUS) {
    const uri = `sip:${ANONYMOUS}@${ANONYMOUS}.invalid`;
    return {
      From: formatNameAddress({ displayName: 'Anonymous', uri, parameters: [] }),
      Privacy: 'id',
      ...(asserted !== undefined && { 'P-Asserted-Identity': `<sip:${escapeUser(asserted)}@${domain}>` }),
    };
  }
  const user = number === '' ? '' : `${escapeUser(number)}@`;
  const uri = `sip:${user}${domain}`;
  return { From: formatNameAddress({ ...(displayName && { displayName }), uri, parameters: [] }) };
};
