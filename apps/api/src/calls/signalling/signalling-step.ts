import type { SignallingEntry, SignallingStep } from '@callwright/protocol';
import { encodeText, headerOf, parseSipMessage } from '@callwright/sip';

/** A SIP message as the ladder of a call shows it. @param startedAtMs when the call arrived, since 1970 */
export const stepOf = (entry: SignallingEntry, startedAtMs: number): SignallingStep => {
  const { atMs, message: text, ...way } = entry;
  const parsed = parseSipMessage(encodeText(text));
  const message = parsed.ok ? parsed.message : null;
  return {
    ...way,
    atMs: atMs - startedAtMs,
    title: message ? titleOf(message) : firstLineOf(text),
    cseq: (message && headerOf(message, 'CSeq')) ?? null,
    hasSdp: message !== null && /^application\/sdp\b/i.test(headerOf(message, 'Content-Type') ?? ''),
    text,
  };
};

type Titled =
  | { readonly kind: 'request'; readonly method: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

const titleOf = (message: Titled): string =>
  message.kind === 'request' ? message.method : `${message.status} ${message.reason}`.trimEnd();

// What a stranger sent need not be SIP.
const firstLineOf = (text: string): string => text.slice(0, 80).split(/[\r\n]/, 1)[0] ?? '';
