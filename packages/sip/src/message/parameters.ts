import { isQuoted, isToken, quote, splitOutside, unquote } from './grammar.js';
import { trimBlanks } from './sip-text.js';

/** A parameter behind a value (`;name=value`), as written: a quoted value keeps its quotes, `;lr` has no value. */
export type SipParameter = { readonly name: string; readonly value?: string };

/**
 * Reads the parameters behind a value.
 * @param text empty, or beginning with `;`
 * @returns undefined when one of them is malformed (RFC 3261 §25.1, `generic-param`)
 */
export function parseParameters(text: string): readonly SipParameter[] | undefined {
  const [before, ...pieces] = splitOutside(text, ';');
  if (before !== '') return undefined;
  const parameters: SipParameter[] = [];
  for (const piece of pieces) {
    const parameter = parseParameter(piece);
    if (!parameter) return undefined;
    parameters.push(parameter);
  }
  return parameters;
}

// Wider than RFC 3261 allows, which has tokens, hosts and quoted strings only: phones write `;line=a@b` and the like.
const plainValue = /^[^\s"<>,;]*$/;

function parseParameter(piece: string): SipParameter | undefined {
  const equals = piece.indexOf('=');
  const name = trimBlanks(equals < 0 ? piece : piece.slice(0, equals));
  if (!isToken(name)) return undefined;
  if (equals < 0) return { name };
  const value = trimBlanks(piece.slice(equals + 1));
  return isQuoted(value) || plainValue.test(value) ? { name, value } : undefined;
}

/** `;name=value` of each, in their order; empty for none. */
export const formatParameters = (parameters: readonly SipParameter[]): string =>
  parameters.map(({ name, value }) => (value === undefined ? `;${name}` : `;${name}=${value}`)).join('');

/** What a parameter says, without quotes; the empty text when it has no value, undefined when it is absent. */
export function parameterOf(parameters: readonly SipParameter[], name: string): string | undefined {
  const found = parameters.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase());
  return found && unquote(found.value ?? '');
}

/** The parameters with one set: in its place, or behind the others. `value` undefined writes the bare name. */
export function withParameter(
  parameters: readonly SipParameter[],
  name: string,
  value: string | undefined,
): readonly SipParameter[] {
  const written = value === undefined ? { name } : { name, value: plainValue.test(value) ? value : quote(value) };
  const at = parameters.findIndex((parameter) => parameter.name.toLowerCase() === name.toLowerCase());
  return at < 0 ? [...parameters, written] : parameters.map((parameter, i) => (i === at ? written : parameter));
}

/** The parameters without one. */
export const withoutParameter = (parameters: readonly SipParameter[], name: string): readonly SipParameter[] =>
  parameters.filter((parameter) => parameter.name.toLowerCase() !== name.toLowerCase());
