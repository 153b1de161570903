import { readFileSync, statSync } from 'node:fs';
import { badModel } from './model-folder.js';

const MAX_TOKENS = 500_000;
/** Far more than so many tokens need. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_LINE_LENGTH = 1000;
/** SentencePiece writes a space as this sign, before the word it begins. */
const WORD_BEGIN = '\u2581';

/**
 * The tokens of a model by number, from its tokens.txt: lines of a token, a space and its number.
 * @throws AppError `speech.badModel` when a line is something else, or a number is missing
 */
export function readTokens(path: string): readonly string[] {
  const tokens: string[] = [];
  if (statSync(path).size > MAX_BYTES) throw badModel('tokens.txt is too large');
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const { id, token } = parseLine(line);
    tokens[id] = token;
  }
  if (tokens.length < 2 || tokens.includes(undefined as never)) throw badModel('tokens.txt leaves numbers out');
  return tokens;
}

function parseLine(line: string): { readonly id: number; readonly token: string } {
  // The token may be a space itself.
  const match = line.length > MAX_LINE_LENGTH ? null : /^(.*?)\s+(\d+)\s*$/su.exec(line);
  const id = Number(match?.[2] ?? -1);
  if (!match || id > MAX_TOKENS) throw badModel('tokens.txt is not a list of tokens and numbers');
  return { id, token: match[1] ?? '' };
}

/** Tokens as text: words apart, and capitals only where a model writes small letters too. */
export function joinTokens(tokens: readonly string[]): string {
  const text = tokens
    .map(decodeByte)
    .filter((token) => !/^<.*>$/.test(token))
    .join('')
    .replaceAll(WORD_BEGIN, ' ')
    .replace(/ +/g, ' ')
    .trim();
  return text === text.toUpperCase() ? text.toLowerCase() : text;
}

/** `<0x41>`, where a model falls back to single bytes: only those of ASCII stand for themselves. */
function decodeByte(token: string): string {
  const hex = /^<0x([0-7][0-9A-F])>$/i.exec(token)?.[1];
  return hex === undefined ? token : String.fromCharCode(Number.parseInt(hex, 16));
}
