import { normalizeNumber } from './normalize-number.js';

/**
 * Brings the pattern of an inbound number into the form it is matched in: numbers in E.164, whatever else is a user part
 * as written; one `*` at the end, or alone, stands for all that begin so. `030 1234*` at home in Germany gives `+49301234*`.
 * @returns undefined when there is a `*` elsewhere, a blank in a user part, or nothing
 */
export function parseNumberPattern(text: string, homeCountry: string): string | undefined {
  const trimmed = text.trim();
  const isPrefix = trimmed.endsWith('*');
  const literal = isPrefix ? trimmed.slice(0, -1) : trimmed;
  if (literal === '') return isPrefix ? '*' : undefined;
  if (literal.includes('*')) return undefined;
  const canonical = isPrefix ? canonicalPrefix(literal, homeCountry) : canonicalNumber(literal, homeCountry);
  return canonical && `${canonical}${isPrefix ? '*' : ''}`;
}

function canonicalNumber(text: string, homeCountry: string): string | undefined {
  const read = normalizeNumber(text, { homeCountry });
  if (read.ok) return read.number;
  return /\s/.test(text) ? undefined : text;
}

/** A beginning is no whole number: what is missing is filled up to read it, and cut off again. */
function canonicalPrefix(text: string, homeCountry: string): string | undefined {
  const compact = text.replace(/[\s\-./()]/g, '');
  if (!/^\+?\d+$/.test(compact)) return /\s/.test(text) ? undefined : text;
  if (!compact.startsWith('0')) return compact;
  const filled = `${compact}${'1'.repeat(Math.max(0, 11 - compact.length))}`;
  const read = normalizeNumber(filled, { homeCountry });
  return read.ok ? read.number.slice(0, read.number.length - (filled.length - compact.length)) : compact;
}

/** All the texts a called user part may be mapped by: as it came, and as a number in E.164 when it is one. */
export function calledTexts(user: string, homeCountry: string): readonly string[] {
  const read = normalizeNumber(user, { homeCountry });
  const whole = normalizeNumber(user, { homeCountry, format: 'e164WithoutPlus' });
  const numbers = [read, whole].flatMap((one) => (one.ok ? [one.number] : []));
  return [...new Set([user, ...numbers])];
}

/**
 * The entry whose pattern fits best: an exact one before any with `*`, then the longest, then the first in the list.
 * @param called the texts to be found, see `calledTexts`
 */
export function findByPattern<T extends { readonly pattern: string }>(
  entries: readonly T[],
  called: readonly string[],
): T | undefined {
  let best: { readonly entry: T; readonly score: number } | undefined;
  for (const entry of entries) {
    const score = scoreOf(entry.pattern, called);
    if (score >= 0 && score > (best?.score ?? -1)) best = { entry, score };
  }
  return best?.entry;
}

/** How well a pattern fits: its length, without bound when it is exact, -1 when it does not. */
function scoreOf(pattern: string, called: readonly string[]): number {
  if (!pattern.endsWith('*')) return called.includes(pattern) ? Number.POSITIVE_INFINITY : -1;
  const prefix = pattern.slice(0, -1);
  return called.some((text) => text.startsWith(prefix)) ? prefix.length : -1;
}
