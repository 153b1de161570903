import type { BuiltInGrammar, SpeechChoice } from '@callwright/protocol';

/** One grammar, what is said to it, and what is to become of it. */
export type Question = {
  readonly name: string;
  readonly choices?: readonly SpeechChoice[];
  readonly grammar?: BuiltInGrammar;
  /** What callers say, all of it to be understood. */
  readonly said: readonly string[];
};

/** What no question asks for; all of it is to be refused. */
export const unrelated: readonly string[] = [
  ...['pizza', 'elephant', 'the weather report', 'umbrella', 'library', 'speak to somebody', 'guitar', 'my order'],
  ...['what did you say', 'hello', 'can you hear me', 'good morning'],
];

const menu = ['sales', 'support', 'billing', 'operator', 'account balance', 'yes', 'no'];
const departments = [
  ...['marketing', 'accounting', 'delivery', 'returns', 'complaints', 'warranty', 'opening hours', 'emergency'],
  ...['technical help', 'human resources', 'parking', 'reservations', 'cancel my appointment'],
];
const towns = [
  ...[
    'amsterdam',
    'athens',
    'atlanta',
    'baltimore',
    'barcelona',
    'berlin',
    'boston',
    'brussels',
    'budapest',
    'buffalo',
  ],
  ...['cairo', 'calgary', 'charlotte', 'chicago', 'cleveland', 'cologne', 'copenhagen', 'dallas', 'denver', 'detroit'],
  ...[
    'dublin',
    'edinburgh',
    'frankfurt',
    'geneva',
    'glasgow',
    'hamburg',
    'helsinki',
    'hong kong',
    'honolulu',
    'houston',
  ],
  ...[
    'indianapolis',
    'istanbul',
    'jerusalem',
    'kansas city',
    'las vegas',
    'lisbon',
    'liverpool',
    'london',
    'los angeles',
  ],
  ...[
    'madrid',
    'manchester',
    'manila',
    'melbourne',
    'memphis',
    'mexico city',
    'miami',
    'milan',
    'milwaukee',
    'minneapolis',
  ],
  ...['montreal', 'moscow', 'munich', 'nashville', 'new orleans', 'new york', 'oakland', 'orlando', 'oslo', 'ottawa'],
  ...['oxford', 'paris', 'philadelphia', 'phoenix', 'pittsburgh', 'portland', 'prague', 'quebec', 'richmond', 'rome'],
  ...[
    'rotterdam',
    'sacramento',
    'san diego',
    'san francisco',
    'seattle',
    'shanghai',
    'singapore',
    'stockholm',
    'sydney',
  ],
];
const everySecond = (words: readonly string[]) => words.filter((_, index) => index % 2 === 0);
const everyFourth = (words: readonly string[]) => words.filter((_, index) => index % 4 === 0);
/** Each word a choice of its own. */
export const choicesOf = (words: readonly string[]): readonly SpeechChoice[] =>
  words.map((word) => ({ id: word, phrases: [word] }));
const twenty = [...menu, ...departments];
const fifty = [...twenty, ...towns.slice(0, 30)];
const hundred = [...twenty, ...towns].slice(0, 100);

/** The questions, the smallest grammar first. */
export const questions: readonly Question[] = [
  { name: '2 words', choices: choicesOf(['sales', 'support']), said: ['sales', 'support'] },
  { name: '7 words', choices: choicesOf(menu), said: menu },
  { name: '20 words', choices: choicesOf(twenty), said: twenty },
  { name: '50 words', choices: choicesOf(fifty), said: everySecond(fifty) },
  { name: '100 words', choices: choicesOf(hundred), said: everyFourth(hundred) },
  {
    name: 'one digit',
    grammar: 'digits',
    said: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  },
  {
    name: '4 digits',
    grammar: 'digits',
    said: [
      'one two three four',
      'four two seven one',
      'nine zero five eight',
      'six six three two',
      'eight one oh seven',
    ],
  },
  {
    name: 'numbers',
    grammar: 'number',
    said: ['twenty five', 'one hundred and twelve', 'three thousand four hundred', 'nineteen', 'sixty six'],
  },
  { name: 'dates', grammar: 'date', said: ['tomorrow', 'next monday', 'the third of march', 'december twenty fourth'] },
  { name: 'times', grammar: 'time', said: ['half past nine', 'three thirty p m', 'noon', 'twelve forty five'] },
  { name: 'yes or no', grammar: 'yesNo', said: ['yes', 'no', 'yeah', 'no thanks', 'yes please', 'of course'] },
];
