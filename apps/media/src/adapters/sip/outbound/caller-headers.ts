import { escapeUser, formatNameAddress } from '@callwright/sip';
import type { CallerIdentity } from '../../../calls/call-leg.js';
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
      ...(asserted !== undefined && { 'P-Asserted-Identity': addressOf(asserted, domain) }),
    };
  }
  const user = number === '' ? '' : `${escapeUser(number)}@`;
  const uri = `sip:${user}${domain}`;
  return { From: formatNameAddress({ ...(displayName && { displayName }), uri, parameters: [] }) };
};

/**
 * What another network has said of who calls, for the one a call goes to: who it is (RFC 3325 §5), what they wish
 * (RFC 3323 §4.2), and what proves it (RFC 8224 §4).
 * @param asserted as the carrier wants numbers to be
 */
export const passedOnHeaders = (
  { privacy, proofs }: CallerIdentity,
  { domain, asserted }: Pick<ShownCaller, 'domain' | 'asserted'>,
): HeadersToWrite => ({
  ...(asserted !== undefined && { 'P-Asserted-Identity': addressOf(asserted, domain) }),
  ...(privacy !== undefined && { Privacy: privacy }),
  ...(proofs.length > 0 && { Identity: proofs }),
});

const addressOf = (number: string, domain: string): string => `<sip:${escapeUser(number)}@${domain}>`;
