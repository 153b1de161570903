import { trimBlanks } from './sip-text.js';

// RFC 3261 §25.1, `token`.
const token = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

/** Whether the text is a `token` (RFC 3261 §25.1): a method, a tag, a header's name. */
export const isToken = (text: string): boolean => token.test(text);

/** Walks over text and knows what stands in quotes or angle brackets, where separators mean nothing. */
class Nesting {
  #isQuoted = false;
  #isEscaped = false;
  #isBracketed = false;

  /** Whether this character stands outside of both; the marks themselves do not. */
  step(char: string): boolean {
    if (this.#isQuoted) return this.#stepInQuotes(char);
    if (this.#isBracketed) {
      this.#isBracketed = char !== '>';
      return false;
    }
    this.#isQuoted = char === '"';
    this.#isBracketed = char === '<';
    return !this.#isQuoted && !this.#isBracketed;
  }

  #stepInQuotes(char: string): boolean {
    const ends = char === '"' && !this.#isEscaped;
    this.#isEscaped = char === '\\' && !this.#isEscaped;
    this.#isQuoted = !ends;
    return false;
  }
}

/** Cuts at every separator outside quotes and angle brackets, and trims the pieces. Always at least one piece. */
export function splitOutside(text: string, separator: ',' | ';'): readonly string[] {
  if (!text.includes(separator)) return [trimBlanks(text)];
  const nesting = new Nesting();
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (!nesting.step(char) || char !== separator) continue;
    pieces.push(trimBlanks(text.slice(start, at)));
    start = at + 1;
  }
  return [...pieces, trimBlanks(text.slice(start))];
}

/** Where a quoted string that begins at `start` ends (behind its closing mark); -1 when it never does. */
export function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return -1;
}

/** Whether the whole text is one quoted string. */
export const isQuoted = (text: string): boolean => text[0] === '"' && endOfQuoted(text, 0) === text.length;

/** What a quoted string says; any other text as it is. */
export const unquote = (text: string): string =>
  isQuoted(text) ? text.slice(1, -1).replace(/\\([\s\S])/g, '$1') : text;

/** A quoted string that says `text` (RFC 3261 §25.1). */
export const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
