import { decodeText, encodeText } from '../sip-text.js';
import { parseStartLine } from '../start-line.js';

/** How far a transfer is: the first line of a NOTIFY's `message/sipfrag` (RFC 3420, RFC 3515 §2.4.5). */
export type SipFragment = { readonly status: number; readonly reason: string };

/** Reads the first line of a `message/sipfrag`; undefined when it is no status line. */
export function parseSipFragment(body: Uint8Array): SipFragment | undefined {
  const [first = ''] = decodeText(body.subarray(0, 1024)).split(/\r?\n/, 1);
  const line = parseStartLine(first.trimEnd());
  return line.kind === 'response' ? { status: line.status, reason: line.reason } : undefined;
}

/** Writes a `message/sipfrag` of one status line. */
export const formatSipFragment = ({ status, reason }: SipFragment): Uint8Array =>
  encodeText(`SIP/2.0 ${status} ${reason.replace(/[\r\n]/g, ' ')}\r\n`);
