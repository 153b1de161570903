import { AppError } from '@callwright/protocol';

/** Abbreviations whose full stop ends no sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|vs|etc|e\.g|i\.e|[a-z])\.$/i;
const SENTENCE_END = /[.!?\u2026]+["')\u201d\u2019]*(?=\s)|[\u3002\uff01\uff1f]|\n+/g;

/** Longest sentence; what is longer is cut at a comma or a space. */
const MAX_LENGTH = 240;

/**
 * Cuts a text into sentences, so that the first can be heard while the others are made. Joined by spaces they are the
 * text again, but for white space. A sentence longer than `maxLength` is cut at a comma or a space.
 * @returns none for an empty text
 */
export function splitSentences(text: string, maxLength = MAX_LENGTH): readonly string[] {
  const { ends, start } = findEnds(text);
  return [...ends, text.slice(start)]
    .flatMap((sentence) => cutLong(sentence.trim(), maxLength))
    .filter((part) => part !== '');
}

/** The sentences of a text that hold a letter or a number. @throws AppError `speech.ttsFailed` when there are none */
export function sentencesToSay(text: string): readonly string[] {
  const sentences = splitSentences(text).filter((sentence) => /[\p{Letter}\p{Number}]/u.test(sentence));
  if (sentences.length === 0) throw new AppError('speech.ttsFailed', 'There is nothing to say in the text');
  return sentences;
}

/**
 * The sentences at the beginning of a text of which more is to come, and what may yet grow. A sentence is complete when
 * something follows it, so that neither 3.50 nor an unfinished word is torn apart.
 */
export function takeSentences(
  text: string,
  maxLength = MAX_LENGTH,
): { readonly sentences: readonly string[]; readonly rest: string } {
  const { ends, start } = findEnds(text);
  const sentences = ends.flatMap((sentence) => cutLong(sentence.trim(), maxLength));
  let rest = text.slice(start);
  while (rest.length > maxLength) {
    const cut = cutBefore(rest, maxLength);
    sentences.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut);
  }
  return { sentences: sentences.filter((part) => part !== ''), rest };
}

/** The complete sentences of a text, and where what follows them begins. */
function findEnds(text: string): { readonly ends: readonly string[]; readonly start: number } {
  const ends: string[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const sentence = text.slice(start, end);
    if (ABBREVIATION.test(sentence)) continue;
    ends.push(sentence);
    start = end;
  }
  return { ends, start };
}

function cutLong(sentence: string, maxLength: number): readonly string[] {
  const parts: string[] = [];
  let rest = sentence;
  while (rest.length > maxLength) {
    const cut = cutBefore(rest, maxLength);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  return [...parts, rest];
}

/** After the last comma of the first `maxLength` characters, else at the last space, else right there. */
function cutBefore(text: string, maxLength: number): number {
  const head = text.slice(0, maxLength);
  const comma = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': '));
  if (comma > maxLength / 3) return comma + 1;
  const space = head.lastIndexOf(' ');
  return space > 0 ? space : maxLength;
}
