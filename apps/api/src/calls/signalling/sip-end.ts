import { type CallSignalling, type SignallingEntry } from '@callwright/protocol';
import { encodeText, headerOf, headersOf, parseCSeq, parseSipMessage, type SipMessage } from '@callwright/sip';

/** What a call by SIP ended with: a status that is no success, and a cause of ITU-T Q.850. Null: none was told. */
export type SipEnd = { readonly sipStatus: number | null; readonly q850: number | null };

/** Reads it from a call's signalling. */
export const sipEndOf = ({ entries }: CallSignalling): SipEnd => {
  const messages = entries.flatMap(messageOf);
  return { sipStatus: refusalOf(messages), q850: q850Of(messages) };
};

const messageOf = ({ message }: SignallingEntry): SipMessage[] => {
  const parsed = parseSipMessage(encodeText(message));
  return parsed.ok ? [parsed.message] : [];
};

// Once it was answered, a refusal is of a change (a hold, say) and has not ended the call.
const refusalOf = (messages: readonly SipMessage[]): number | null => {
  const finals = messages.flatMap((message) =>
    message.kind === 'response' && message.status >= 200 && isOfInvite(message) ? [message.status] : [],
  );
  const isAnswered = finals.some((status) => status < 300);
  return isAnswered ? null : (finals.at(-1) ?? null);
};

const isOfInvite = (message: SipMessage): boolean => parseCSeq(headerOf(message, 'CSeq') ?? '')?.method === 'INVITE';

// RFC 3326 §2: `Reason: Q.850;cause=16;text="Terminated"`, in BYE, CANCEL and responses.
const Q850 = /^\s*Q\.850\s*;(?:.*;)?\s*cause\s*=\s*(\d{1,3})\b/i;

const q850Of = (messages: readonly SipMessage[]): number | null => {
  const causes = messages
    .flatMap((message) => headersOf(message, 'Reason'))
    .flatMap((value) => Q850.exec(value)?.[1] ?? []);
  const last = causes.at(-1);
  return last === undefined ? null : Number(last);
};
