import { canonicalName, isWordList } from './header-names.js';
import type { SipHeader, SipMessage } from './sip-message.js';
import { encodeText } from './sip-text.js';

/**
 * Writes a message with a Content-Length of exactly its body's bytes, where one stood or as the last header. Line breaks
 * inside a value become blanks, so that no value can bring in a header of its own.
 */
export function formatSipMessage(message: SipMessage): Uint8Array {
  const length = { name: 'Content-Length', value: String(message.body.length) };
  const isLength = ({ name }: { readonly name: string }): boolean => canonicalName(name) === length.name;
  const at = message.headers.findIndex(isLength);
  const place = at < 0 ? message.headers.length : at;
  const rest = message.headers.slice(place).filter((header) => !isLength(header));
  const headers = [...message.headers.slice(0, place), length, ...rest];
  const lines = [startLineOf(message), ...inLines(headers)].map(onOneLine);
  return join(encodeText(`${lines.join('\r\n')}\r\n\r\n`), message.body);
}

const startLineOf = (message: SipMessage): string =>
  message.kind === 'request'
    ? `${message.method} ${message.uri} SIP/2.0`
    : `SIP/2.0 ${message.status} ${message.reason}`;

/** A line for each value; words that follow one another, as those of Allow, share one (RFC 3261 §7.3.1). */
function inLines(headers: readonly SipHeader[]): string[] {
  const lines: string[] = [];
  let before = '';
  for (const { name, value } of headers) {
    if (name === before && value !== '') lines.push(`${lines.pop()}, ${value}`);
    else lines.push(`${name}: ${value}`);
    before = value !== '' && isWordList(name) ? name : '';
  }
  return lines;
}

const onOneLine = (text: string): string => text.replace(/[\r\n]/g, ' ');

function join(head: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
