import { readFileSync } from 'node:fs';
import { badModel } from './model-folder.js';

const MAX_TOKENS = 500_000;
/** SentencePiece writes a space as this sign, before the word it begins. */
const WORD_BEGIN = '\u2581';

/**
 * The tokens of a model by number, from its tokens.txt: lines of a token, a space and its number.
 * @throws AppError `speech.badModel` when a line is something else, or a number is missing
 */
export function readTokens(path: string): readonly string[] {
  const tokens: string[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    // The token may be a space itself.
    const match = /^(.*?)\s+(\d+)\s*$/su.exec(line);
    const id = Number(match?.[2] ?? -1);
    if (!match || id > MAX_TOKENS) throw badModel('tokens.txt is not a list of tokens and numbers');
    tokens[id] = match[1] ?? '';
  }
  if (tokens.length < 2 || tokens.includes(undefined as never)) throw badModel('tokens.txt leaves numbers out');
  return tokens;
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
