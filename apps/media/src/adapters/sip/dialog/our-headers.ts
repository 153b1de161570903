import { formatWarning, type SdpRefusal } from '@callwright/sip';
import type { MessageContent } from '../stack/sip-stack.js';

/** Methods we take. */
export const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, UPDATE, REFER, NOTIFY, REGISTER';
/** Extensions we speak: RFC 3262, 4028, 3891, 5626. */
export const SUPPORTED = '100rel, timer, replaces, outbound';
/** Who we are. */
export const AGENT = 'Callwright';

/** What goes with the refusal of an offer. */
export const refusalContent = (refusal: SdpRefusal): MessageContent => {
  const warning = formatWarning(refusal, AGENT.toLowerCase());
  return {
    headers: {
      ...(warning !== null && { Warning: warning }),
      ...(refusal.status === 415 && { Accept: 'application/sdp' }),
    },
  };
};
