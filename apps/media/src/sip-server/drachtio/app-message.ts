import { canonicalName, isListHeader, type SipHeader, type SipMessage, splitOutside } from '@callwright/sip';

/**
 * Reads a SIP message as an application writes it: names in lower case or as in the RFC, several values of one header
 * joined with commas, `Content-Length` in characters (it is left out: the body is the rest of the frame), whatever
 * belongs to a transaction or a dialog missing.
 * @returns null when it is no SIP message
 */
export const parseAppMessage = (bytes: Uint8Array): SipMessage | null => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = all.indexOf('\r\n\r\n');
  const head = all.toString('utf8', 0, end < 0 ? all.length : end);
  const body = end < 0 ? new Uint8Array() : bytes.slice(end + 4);
  const [startLine = '', ...lines] = head.split(/\r\n(?![ \t])/);
  const headers = lines.filter((line) => line !== '').map(parseHeader);
  if (!headers.every((values) => values !== null)) return null;
  const known = headers.flat().filter(({ name }) => name !== 'Content-Length');
  return withStartLine(startLine, known, body);
};

const withStartLine = (line: string, headers: readonly SipHeader[], body: Uint8Array): SipMessage | null => {
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/.exec(line);
  if (response) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', headers, body };
  const request = /^([A-Za-z0-9.!%*_+`'~-]+) (\S+) SIP\/2\.0$/.exec(line);
  if (!request) return null;
  return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '', headers, body };
};

const parseHeader = (line: string): readonly SipHeader[] | null => {
  const parts = /^([A-Za-z0-9.!%*_+`'~-]+)[ \t]*:[ \t]*([\s\S]*)$/.exec(line);
  if (!parts) return null;
  const name = canonicalName(parts[1] ?? '');
  const value = (parts[2] ?? '').replace(/\r\n[ \t]+/g, ' ').trim();
  return (isListHeader(name) ? splitOutside(value, ',') : [value]).map((one) => ({ name, value: one }));
};
