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

// Of requests only: a response is worth more than what is wrong with these.
const inRequests: readonly Check[] = [
  { name: 'Max-Forwards', isGood: (value) => /^\d{1,40}$/.test(value) && Number(value) <= 255 },
  // A type nobody can read is refused by 415, which says what would be understood.
  { name: 'Content-Type', isGood: () => true },
];

const each: readonly Check[] = [
  { name: 'Via', isGood: (value) => parseVia(value) !== undefined },
  { name: 'Contact', isGood: (value) => value === '*' || isAddress(value) },
  { name: 'Route', isGood: isAddress },
  { name: 'Record-Route', isGood: isAddress },
];

/** What is wrong with the headers every element looks at; undefined when nothing is. */
export function checkHeaders(message: SipMessage): Refusal | undefined {
  const single = message.kind === 'request' ? [...needed, ...inRequests] : needed;
  for (const { name } of needed) if (headerOf(message, name) === undefined) return refuse('Missing', name);
  if (headerOf(message, 'Via') === undefined) return refuse('Missing', 'Via');
  for (const { name } of single) if (headersOf(message, name).length > 1) return refuse('Repeated', name);
  for (const { name, isGood } of [...single, ...each]) {
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
