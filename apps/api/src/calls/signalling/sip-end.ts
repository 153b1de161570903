import type { CallSignalling, SignallingEntry } from '@callwright/protocol';
import { encodeText, headerOf, parseCSeq, parseSipMessage, q850Of, reasonsOf, type SipMessage } from '@callwright/sip';

/** What the far side ended a call with: a status that is no success, and a cause of ITU-T Q.850. Null: none was told. */
export type SipEnd = { readonly sipStatus: number | null; readonly q850: number | null };

/** Reads it from a call's signalling. */
export const sipEndOf = ({ entries }: CallSignalling): SipEnd => {
  const heard = entries.filter(({ direction }) => direction === 'in').flatMap(messageOf);
  return { sipStatus: refusalOf(heard), q850: q850Of(heard.flatMap(reasonsOf).toReversed()) ?? null };
};

const messageOf = ({ message }: SignallingEntry): SipMessage[] => {
  const parsed = parseSipMessage(encodeText(message));
  return parsed.ok ? [parsed.message] : [];
};

// Once it was answered, a refusal is of a change (a hold, say) and has not ended the call.
const refusalOf = (heard: readonly SipMessage[]): number | null => {
  const finals = heard.flatMap((message) =>
    message.kind === 'response' && message.status >= 200 && isOfInvite(message) ? [message.status] : [],
  );
  const isAnswered = finals.some((status) => status < 300);
  return isAnswered ? null : (finals.at(-1) ?? null);
};

const isOfInvite = (message: SipMessage): boolean => parseCSeq(headerOf(message, 'CSeq') ?? '')?.method === 'INVITE';
