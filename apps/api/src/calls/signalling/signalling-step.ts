import type { SignallingEntry, SignallingStep } from '@callwright/protocol';
import { encodeText, headerOf, parseSipMessage, type SipMessage } from '@callwright/sip';

/** A SIP message of a call as people read it. @param startedAtMs when the call arrived, since 1970 */
export const stepOf = ({ atMs, message: text, ...way }: SignallingEntry, startedAtMs: number): SignallingStep => {
  const parsed = parseSipMessage(encodeText(text));
  const message = parsed.ok ? parsed.message : null;
  return {
    ...way,
    atMs: atMs - startedAtMs,
    title: message ? titleOf(message) : 'no SIP',
    cseq: (message && headerOf(message, 'CSeq')) ?? null,
    hasSdp: message !== null && /^application\/sdp\b/i.test(headerOf(message, 'Content-Type') ?? ''),
    text,
  };
};

const titleOf = (message: SipMessage): string =>
  message.kind === 'request' ? message.method : `${message.status} ${message.reason}`.trimEnd();
