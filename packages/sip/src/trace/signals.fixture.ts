import { encodeText } from '../message/sip-text.js';
import type { SignalEntry } from './signal-entry.js';

/** A message as it is on the wire. */
export function sip(startLine: string, headers: readonly string[] = [], body = ''): string {
  const length = `Content-Length: ${encodeText(body).length}`;
  return `${[startLine, ...headers, length].join('\r\n')}\r\n\r\n${body}`;
}

/** What every message of a call has. */
export const headersOf = (cseq: string, branch = cseq.replace(' ', '')): readonly string[] => [
  `Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK${branch}`,
  'From: <sip:ann@example.com>;tag=a1',
  `To: <sip:bob@example.com>${cseq.startsWith('1 ') ? '' : ';tag=b1'}`,
  'Call-ID: call-1',
  `CSeq: ${cseq}`,
  'Max-Forwards: 70',
];

/** A description of sound at an address. */
export const soundAt = (address: string, ...lines: readonly string[]): string =>
  `${['v=0', `o=- 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', 'm=audio 4000 RTP/AVP 0 8 101', 'a=rtpmap:101 telephone-event/8000', ...lines].join('\r\n')}\r\n`;

/** An entry of a call between 203.0.113.1, which is us, and 198.51.100.7. */
export const signal = (direction: 'in' | 'out', message: string, more: Partial<SignalEntry> = {}): SignalEntry => ({
  atMs: 1_700_000_000_000,
  direction,
  transport: 'udp',
  local: '203.0.113.1:5060',
  remote: '198.51.100.7:5060',
  message,
  ...more,
});

/** A message of the call, in short. */
export const said = (
  direction: 'in' | 'out',
  startLine: string,
  cseq: string,
  ...headers: readonly string[]
): SignalEntry => signal(direction, sip(startLine, [...headersOf(cseq), ...headers]));

/** A request of the call. */
export const asked = (
  direction: 'in' | 'out',
  method: string,
  sequence = 1,
  ...headers: readonly string[]
): SignalEntry => said(direction, `${method} sip:bob@example.com SIP/2.0`, `${sequence} ${method}`, ...headers);
