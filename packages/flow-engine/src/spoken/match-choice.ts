import type { AsrOption, SpeechChoice } from '@callwright/protocol';
import { spokenLanguageOf } from './languages.js';
import { parseSpokenNumber } from './parse-number.js';

/** How readily speech outside the choices is refused. */
export type Strictness = NonNullable<AsrOption['strictness']>;

/** The choice some words name, and its phrase as it is written. */
export type ChoiceMatch = { readonly choice: string; readonly text: string };

/** Words around a phrase that still leave it the point of what was said. */
const MAX_OTHER_WORDS: Readonly<Record<Strictness, number>> = { strict: 0, normal: 7, loose: 20 };
/** Shorter words are too easily another word with one letter changed. */
const MIN_SIMILAR_LENGTH = 4;
/** The most words one number is made of. */
const MAX_NUMBER_WORDS = 6;

/**
 * Finds the choice that freely recognised words name: case, accents, punctuation and the way numbers are written do not
 * matter (`Two` is `2.`).
 * `strict`: the phrase and nothing else. `normal`: with a few words around it, none of which says no. `loose`: with more
 * words around it, and one letter of a word may differ. Two choices named at once are none.
 */
export function matchChoice(
  text: string,
  choices: readonly SpeechChoice[],
  { language, strictness }: { readonly language: string; readonly strictness: Strictness },
): ChoiceMatch | undefined {
  const said = canonicalWords(text, language);
  const isSame = strictness === 'loose' ? isSimilar : isEqual;
  const found = choices.flatMap(({ id, phrases }) =>
    phrases.flatMap((phrase): readonly Find[] => {
      const wanted = canonicalWords(phrase, language);
      const from = indexOfWords(said, wanted, isSame);
      if (from < 0 || said.length - wanted.length > MAX_OTHER_WORDS[strictness]) return [];
      const to = from + wanted.length;
      return saysNo([...said.slice(0, from), ...said.slice(to)], language)
        ? []
        : [{ choice: id, text: phrase, from, to }];
    }),
  );
  const [best, ...others] = found.sort((one, other) => lengthOf(other) - lengthOf(one));
  if (!best || others.some((other) => other.choice !== best.choice && !covers(best, other))) return undefined;
  return { choice: best.choice, text: best.text };
}

/** The words of a text without case, accents and punctuation; where words are not spaced, each character is one. */
export function plainWords(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      .replace(/(?<=\p{Script=Latin})\p{Mark}+/gu, '')
      .replace(/(?<=\p{Letter})[’'](?=\p{Letter})/gu, '')
      .normalize('NFC')
      .match(
        /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|[\p{Letter}\p{Mark}\p{Number}]+/gu,
      ) ?? []
  );
}

type Find = ChoiceMatch & { readonly from: number; readonly to: number };
const lengthOf = ({ from, to }: Find): number => to - from;
/** `sales` in `sales tax` is not named by itself. */
const covers = (one: Find, other: Find): boolean => one.from <= other.from && one.to >= other.to;
const isEqual = (one: string, other: string): boolean => one === other;

/** Words with every number as its digits, however it was said. */
function canonicalWords(text: string, language: string): readonly string[] {
  const words = plainWords(text);
  const canonical: string[] = [];
  for (let at = 0; at < words.length; ) {
    const number = numberAt(words, at, language);
    canonical.push(number?.text ?? words[at] ?? '');
    at += number?.wordCount ?? 1;
  }
  return canonical;
}

function numberAt(words: readonly string[], at: number, language: string) {
  for (let wordCount = Math.min(MAX_NUMBER_WORDS, words.length - at); wordCount > 0; wordCount--) {
    const number = parseSpokenNumber(words.slice(at, at + wordCount).join(' '), language);
    if (number !== null) return { text: String(number), wordCount };
  }
  return null;
}

function indexOfWords(
  said: readonly string[],
  wanted: readonly string[],
  isSame: (one: string, other: string) => boolean,
): number {
  if (wanted.length === 0) return -1;
  for (let from = 0; from + wanted.length <= said.length; from++)
    if (wanted.every((word, index) => isSame(said[from + index] ?? '', word))) return from;
  return -1;
}

const denials: Readonly<Record<string, readonly string[]>> = {
  en: ['not', 'no', 'dont', 'never', 'without'],
  de: ['nicht', 'kein', 'keine', 'keinen', 'nein', 'nie', 'ohne'],
  es: ['no', 'nunca', 'sin', 'ni'],
  fr: ['pas', 'non', 'jamais', 'sans', 'ni'],
};

/** `not sales` is not `sales`. */
function saysNo(words: readonly string[], language: string): boolean {
  const known = denials[spokenLanguageOf(language) ?? ''] ?? [];
  return words.some((word) => known.includes(word));
}

/** The same, or one letter more, less or other. */
function isSimilar(one: string, other: string): boolean {
  if (one === other) return true;
  if (Math.min(one.length, other.length) < MIN_SIMILAR_LENGTH || Math.abs(one.length - other.length) > 1) return false;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [rest, otherRest] = [one.slice(same), other.slice(same)];
  return rest.slice(1) === otherRest.slice(1) || rest.slice(1) === otherRest || rest === otherRest.slice(1);
}
