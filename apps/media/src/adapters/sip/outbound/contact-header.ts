import { parseSipUri } from '@callwright/sip';
import type { OutboundInvite } from '../../../calls/dialler.js';
import type { HeadersToWrite } from '../stack/sip-stack.js';

/**
 * The Contact that a call was asked to have (spec 0 §3): by its name. Host and port are always our own, which the SIP server
 * writes in place of `localhost`: elsewhere nobody knows the call (RFC 3261 §8.1.1.8). An anonymous call names nobody.
 */
export const contactHeader = ({ option, callerId }: Pick<OutboundInvite, 'option' | 'callerId'>): HeadersToWrite => {
  const asked = (option.sip?.contact ?? '').replace(/^<|>$/g, '');
  const user = asked.includes(':') ? parseSipUri(asked)?.user : asked;
  return user === undefined || user === '' || callerId === 'anonymous' ? {} : { Contact: `<sip:${user}@localhost>` };
};
