import { parseCSeq } from './cseq.js';
import { headerOf, headersOf } from './headers.js';
import { parseNameAddress } from './name-address.js';
import type { SipMessage } from './sip-message.js';
import { parseVia } from './via.js';

/** Why a message is refused. */
type Refusal = { readonly status: 400; readonly problem: string };

type Check = { readonly name: string; readonly isGood: (value: string, message: SipMessage) => boolean };

const isAddress = (value: string): boolean => parseNameAddress(value) !== undefined;

// RFC 3261 §8.1.1: what every message needs. Max-Forwards is not among them: RFC 2543 did not have it.
const needed: readonly Check[] = [
  { name: 'To', isGood: isAddress },
  { name: 'From', isGood: isAddress },
  { name: 'Call-ID', isGood: (value) => /^[^\s]+$/.test(value) },
  { name: 'CSeq', isGood: isOwnCSeq },
];

// What is read on the way to the application, when it is there.
const once: readonly Check[] = [
  { name: 'Max-Forwards', isGood: (value) => /^\d{1,40}$/.test(value) && Number(value) <= 255 },
  { name: 'Expires', isGood: (value) => /^\d+$/.test(value) },
  { name: 'Content-Type', isGood: (value) => /^[^\s/;]+[ \t]*\/[ \t]*[^\s/;]+/.test(value) },
];

const each: readonly Check[] = [
  { name: 'Via', isGood: (value) => parseVia(value) !== undefined },
  { name: 'Contact', isGood: (value) => value === '*' || isAddress(value) },
  { name: 'Route', isGood: isAddress },
  { name: 'Record-Route', isGood: isAddress },
];

/** What is wrong with the headers every element looks at; undefined when nothing is. */
export function checkHeaders(message: SipMessage): Refusal | undefined {
  for (const { name } of needed) if (headerOf(message, name) === undefined) return refuse('Missing', name);
  if (headerOf(message, 'Via') === undefined) return refuse('Missing', 'Via');
  for (const { name } of [...needed, ...once]) if (headersOf(message, name).length > 1) return refuse('Repeated', name);
  for (const { name, isGood } of [...needed, ...once, ...each]) {
    if (!headersOf(message, name).every((value) => isGood(value, message))) return refuse('Bad', name);
  }
  return undefined;
}

const refuse = (what: 'Missing' | 'Repeated' | 'Bad', name: string): Refusal => ({
  status: 400,
  problem: `${what} ${name} Header`,
});

/** RFC 3261 §8.1.1.5: the method of a request is the one of its CSeq. */
function isOwnCSeq(value: string, message: SipMessage): boolean {
  const cseq = parseCSeq(value);
  return cseq !== undefined && (message.kind === 'response' || cseq.method === message.method);
}
