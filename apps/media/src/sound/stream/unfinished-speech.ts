import type { AsrOption, BuiltInGrammar } from '@callwright/protocol';

/** What is listened for. */
type Listened = Pick<AsrOption, 'choices' | 'grammar' | 'language'>;

/**
 * Whether what was understood so far is the beginning of something longer that is listened for: "account" of "account
 * balance", "twenty" of "twenty five", "four two" of any digits, "I would like to" of any sentence. Knows the phrases of
 * choices in any language, numbers and sentences in English.
 * @param text as the recogniser gave it; nothing understood is no beginning
 */
export function isUnfinished(text: string, { choices = [], grammar, language }: Listened): boolean {
  const words = wordsOf(text);
  if (words.length === 0) return false;
  if (choices.some(({ phrases }) => phrases.some((phrase) => beginsWith(wordsOf(phrase), words)))) return true;
  if (grammar === undefined || !/^en\b/i.test(language)) return false;
  return unfinishedIn[grammar](words, text);
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
const beginsWith = (phrase: readonly string[], words: readonly string[]): boolean =>
  phrase.length > words.length && words.every((word, index) => phrase[index] === word);
const lastOf = (words: readonly string[]): string => words.at(-1) ?? '';
const endsIn =
  (endings: ReadonlySet<string>) =>
  (words: readonly string[]): boolean =>
    endings.has(lastOf(words));
const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';
const UNITS = 'one two three four five six seven eight nine';
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const MONTHS = 'january february march april may june july august september october november december';

const endsInNumber = endsIn(set(`${TENS} hundred thousand million and point a minus`));
const endsInDate = endsIn(set(`${MONTHS} the of on in next this day twenty thirty two thousand nineteen after`));
const endsInTime = endsIn(set(`${UNITS} ${TEENS} ${TENS} at past to half quarter a p in the oh`));
const endsInSentence = endsIn(
  set(
    "and or but so because if that which who a an the my your our his her its their this these to of for with in on at from by as about is are was i'm it's uh um er hmm i we you would like want need can could please",
  ),
);

const unfinishedIn: { readonly [Grammar in BuiltInGrammar]: (words: readonly string[], text: string) => boolean } = {
  number: endsInNumber,
  // Digits come in groups, and any of them may be the last.
  digits: () => true,
  date: endsInDate,
  time: endsInTime,
  yesNo: () => false,
  free: (words, text) => /[,;:-]\s*$/.test(text) || endsInSentence(words),
};
