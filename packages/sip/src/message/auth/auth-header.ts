import { isQuoted, isToken, splitOutside, unquote } from '../grammar.js';
import { trimBlanks } from '../sip-text.js';

/** A challenge or credentials of any scheme: its name, and its parameters by their names in lower case, without quotes. */
export type AuthHeader = { readonly scheme: string; readonly parameters: ReadonlyMap<string, string> };

/** Reads `Scheme name=value, name="value"`; undefined when malformed, or when a parameter stands twice. */
export function parseAuthHeader(value: string): AuthHeader | undefined {
  const text = trimBlanks(value);
  const blank = text.search(/[ \t]/);
  const scheme = blank < 0 ? text : text.slice(0, blank);
  if (!isToken(scheme)) return undefined;
  const parameters = new Map<string, string>();
  // RFC 2617 §1.2 allows empty elements: a comma too many.
  for (const piece of splitOutside(blank < 0 ? '' : text.slice(blank), ',').filter((one) => one !== '')) {
    const equals = piece.indexOf('=');
    const name = trimBlanks(piece.slice(0, Math.max(equals, 0))).toLowerCase();
    const written = trimBlanks(piece.slice(equals + 1));
    if (!isToken(name) || parameters.has(name) || !isValue(written)) return undefined;
    parameters.set(name, unquote(written));
  }
  return { scheme, parameters };
}

const isValue = (text: string): boolean => isQuoted(text) || /^[^\s",]*$/.test(text);
