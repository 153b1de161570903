import {
  decodeText,
  encodeText,
  parseSipMessage,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '@callwright/sip';
import type Srf from 'drachtio-srf';
import type { MessageContent, SipSource } from './sip-stack.js';

/** Between our messages and those of drachtio-srf. */

/** A message as it came; null when it is none we can read. */
const readMessage = (raw: string): SipMessage | null => {
  const parsed = parseSipMessage(encodeText(raw));
  return parsed.ok ? parsed.message : null;
};

/** A request, or null. */
export const readRequest = (raw: string): SipRequest | null => {
  const message = readMessage(raw);
  return message?.kind === 'request' ? message : null;
};

/** A response, or null. */
export const readResponse = (raw: string): SipResponse | null => {
  const message = readMessage(raw);
  return message?.kind === 'response' ? message : null;
};

/** A body as text. */
export const bodyOf = (message: SipMessage): string => decodeText(message.body);

/** Where a message came from. An ACK has no transport (seen with drachtio-server 0.9.5). */
export const sourceOf = ({ source_address, source_port, protocol }: Srf.Meta): SipSource => ({
  transport: (protocol || 'udp').toLowerCase(),
  address: (source_address ?? '').replace(/^\[|\]$/g, ''),
  port: source_port,
});

const oneLine = (value: string): string => value.replace(/[\r\n]+/g, ' ');

/**
 * What drachtio-srf writes. It knows one value a name and joins more by commas, which a challenge cannot have: further
 * ones are lines of their own behind the first.
 */
export const contentOf = ({ headers = {}, body }: MessageContent): Srf.Content => {
  const lines = Object.entries(headers).map(([name, value]): [string, string] => {
    const values = typeof value === 'string' ? [value] : value;
    return [name, values.map(oneLine).join(`\r\n${name}: `)];
  });
  const written = Object.fromEntries(lines.filter(([, value]) => value !== ''));
  if (body === undefined || body === '') return { headers: written };
  const hasType = Object.keys(written).some((name) => name.toLowerCase() === 'content-type');
  return { headers: hasType ? written : { ...written, 'Content-Type': 'application/sdp' }, body };
};
