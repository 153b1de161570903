import { parseDelta, parseParameterized } from '../message/fields/parameterized.js';
import { quote } from '../message/grammar.js';
import { headersOf, type WithHeaders } from '../message/headers.js';
import { parameterOf } from '../message/parameters.js';

/** Why a request or a final answer was sent: one value of Reason (RFC 3326 §2). `protocol` is `SIP`, `Q.850` or another. */
export type Reason = { readonly protocol: string; readonly cause?: number; readonly text?: string };

/** Reads one value of Reason; undefined when malformed. */
export function parseReason(value: string): Reason | undefined {
  const read = parseParameterized(value);
  if (!read) return undefined;
  const cause = parseDelta(parameterOf(read.parameters, 'cause'));
  const text = parameterOf(read.parameters, 'text');
  return {
    protocol: read.value.toUpperCase(),
    ...(cause === undefined ? {} : { cause }),
    ...(text === undefined ? {} : { text }),
  };
}

/** The reasons of a message; malformed ones are left out. */
export const reasonsOf = (message: WithHeaders): readonly Reason[] =>
  headersOf(message, 'Reason').flatMap((value) => parseReason(value) ?? []);

/** Writes one value of Reason. */
export function formatReason({ protocol, cause, text }: Reason): string {
  const number = cause === undefined ? '' : `;cause=${cause}`;
  return `${protocol}${number}${text === undefined ? '' : `;text=${quote(text)}`}`;
}

/** The Q.850 cause among the reasons; undefined when there is none. */
export const q850Of = (reasons: readonly Reason[]): number | undefined =>
  reasons.find(({ protocol, cause }) => protocol === 'Q.850' && cause !== undefined)?.cause;
