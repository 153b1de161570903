import { type CSeq, parseCSeq } from '../cseq.js';
import { parseDelta } from './parameterized.js';

/** What a PRACK acknowledges (RFC 3262 §7.2): the RSeq and the CSeq of a provisional response. */
export type RAck = CSeq & { readonly responseSequence: number };

/** The number in an RSeq: 1 to 2**32 - 1 (RFC 3262 §7.1); undefined when malformed. */
export const parseRSeq = (value: string): number | undefined => parseDelta(value) || undefined;

/** Reads an RAck; undefined when malformed. */
export function parseRAck(value: string): RAck | undefined {
  const blank = value.search(/[ \t]/);
  const responseSequence = parseRSeq(value.slice(0, Math.max(blank, 0)));
  const cseq = parseCSeq(value.slice(blank).trimStart());
  return cseq && responseSequence !== undefined ? { responseSequence, ...cseq } : undefined;
}

/** Writes an RAck. */
export const formatRAck = ({ responseSequence, sequence, method }: RAck): string =>
  `${responseSequence} ${sequence} ${method}`;
