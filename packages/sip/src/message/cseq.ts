import { isToken } from './grammar.js';

/** The CSeq of a message (RFC 3261 §20.16). */
export type CSeq = { readonly sequence: number; readonly method: string };

// RFC 3261 §8.1.1.5: less than 2**31.
const MAX_SEQUENCE = 2 ** 31 - 1;

/** Reads a CSeq; undefined when malformed or the number is 2**31 or more. */
export function parseCSeq(value: string): CSeq | undefined {
  const [, digits = '', method = ''] = /^(\d{1,40})[ \t]+(\S+)$/.exec(value) ?? [];
  const sequence = Number(digits);
  return isToken(method) && sequence <= MAX_SEQUENCE ? { sequence, method } : undefined;
}

/** Writes a CSeq. */
export const formatCSeq = ({ sequence, method }: CSeq): string => `${sequence} ${method}`;
