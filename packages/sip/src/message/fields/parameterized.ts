import { splitOutside } from '../grammar.js';
import { formatParameters, parseParameters, type SipParameter } from '../parameters.js';

/** A value with parameters behind it: Event, Subscription-State, Session-Expires, Content-Disposition and others. */
export type Parameterized = { readonly value: string; readonly parameters: readonly SipParameter[] };

/** Reads `value;name=value...`; undefined when the value is empty or a parameter malformed. */
export function parseParameterized(text: string): Parameterized | undefined {
  const [value = ''] = splitOutside(text, ';');
  const semicolon = text.indexOf(';', text.indexOf(value) + value.length);
  const parameters = parseParameters(semicolon < 0 ? '' : text.slice(semicolon));
  return value === '' ? undefined : parameters && { value, parameters };
}

/** Writes what `parseParameterized` reads. */
export const formatParameterized = ({ value, parameters }: Parameterized): string =>
  `${value}${formatParameters(parameters)}`;

// Beyond this no number of seconds means anything; RFC 3261 §25.1 sets no bound.
const MAX_DELTA = 2 ** 32 - 1;

/** A number of seconds, or any other plain number of a header: Expires, Min-SE, RSeq; undefined when it is none. */
export function parseDelta(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,40}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_DELTA ? value : undefined;
}
