import { isName } from './path.js';

/** A piece of an expression. `at` counts characters from 0. */
export type Token =
  | { readonly kind: 'name' | 'quotedName' | 'text' | 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly value: number; readonly at: number }
  | { readonly kind: 'end'; readonly text: string; readonly at: number };

/** What is wrong with an expression, in words for people, and the character it begins at, counted from 0. */
export type ExpressionProblem = { readonly message: string; readonly at: number };

/** Thrown inside the parser only, and turned into an {@link ExpressionProblem} there. */
export class ExpressionError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(`${message}, column ${at + 1}.`);
    this.name = 'ExpressionError';
    this.at = at;
  }
}

const PIECE =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>==|!=|<=|>=|&&|\|\||[-<>()[\],.+*/%=!])|(?<quote>["'`“”‘’]))/uy;

/** Cuts an expression into pieces, the last one `end`. @throws ExpressionError where a character means nothing */
export const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  let from = skipBlanks(text, 0);
  while (from < text.length) {
    const { piece, next } = pieceAt(text, from);
    tokens.push(piece);
    from = skipBlanks(text, next);
  }
  return [...tokens, { kind: 'end', text: '', at: text.trimEnd().length }];
};

const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && text.charAt(at).trim() === '') at += 1;
  return at;
};

const pieceAt = (text: string, start: number): { readonly piece: Token; readonly next: number } => {
  PIECE.lastIndex = start;
  const found = PIECE.exec(text);
  const { number, name, sign, quote } = found?.groups ?? {};
  if (quote !== undefined) return quotedAt(text, start);
  const next = PIECE.lastIndex;
  if (number !== undefined) return { piece: numberAt(text, number, start), next };
  if (name !== undefined) return { piece: { kind: 'name', text: name, at: start }, next };
  if (sign !== undefined) return { piece: { kind: 'sign', text: sign, at: start }, next };
  throw new ExpressionError(`'${String.fromCodePoint(text.codePointAt(start) ?? 0)}' means nothing here`, start);
};

const numberAt = (text: string, digits: string, at: number): Token => {
  const follower = text.charAt(at + digits.length);
  if (isName(follower)) throw new ExpressionError(`A name cannot begin with a digit`, at);
  return { kind: 'number', text: digits, value: Number(digits), at };
};

/** Signs that end what a quote began: typographic ones are what phones and word processors write. */
const closingQuotes: Readonly<Record<string, string>> = { '“': '”', '”': '”', '‘': '’', '’': '’' };

const quotedAt = (text: string, start: number): { readonly piece: Token; readonly next: number } => {
  const opening = text.charAt(start);
  const closing = closingQuotes[opening] ?? opening;
  let content = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const escaped = escapedAt(text, at, opening);
    const char = text.charAt(at);
    if (escaped === null && char === closing) {
      return { piece: { kind: opening === '`' ? 'quotedName' : 'text', text: content, at: start }, next: at + 1 };
    }
    content += escaped ?? char;
    if (escaped !== null) at += 1;
  }
  throw new ExpressionError('The quote that begins here does not end', start);
};

/** What two characters stand for together inside a quote, or null: a doubled backquote, a backslash and another. */
const escapedAt = (text: string, at: number, opening: string): string | null => {
  const [char, follower] = [text.charAt(at), text.charAt(at + 1)];
  if (opening === '`') return char === '`' && follower === '`' ? '`' : null;
  return char === '\\' ? (escapes[follower] ?? follower) : null;
};
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
