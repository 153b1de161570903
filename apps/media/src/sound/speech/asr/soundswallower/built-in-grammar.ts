import { hasMeaning, yesNoPhrases } from '@callwright/flow-engine';
import { AppError, type BuiltInGrammar } from '@callwright/protocol';
import type { AsrLanguage } from './languages.js';

/** A built-in grammar as rules of JSGF. */
export type GrammarRules = {
  /** The rule the others serve; its name is in angle brackets. */
  readonly root: string;
  readonly rules: readonly string[];
  /** Every word of the rules, each once. */
  readonly words: readonly string[];
  /** Whether it allows so many rows of words that some fit nearly any sound. */
  readonly isOpen: boolean;
  /** Whether what was recognised means something: the rules also allow the 30th of February. */
  readonly isMeaningful: (recognised: string) => boolean;
};

const LANGUAGE = 'en-US';

const numberRules = [
  '<unit> = one | two | three | four | five | six | seven | eight | nine;',
  '<teen> = ten | eleven | twelve | thirteen | fourteen | fifteen | sixteen | seventeen | eighteen | nineteen;',
  '<tens> = twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety;',
  '<below_hundred> = <unit> | <teen> | <tens> [<unit>];',
];
const digitRule = '<digit> = zero | oh | <unit>;';

const ordinalRules = [
  '<ordinal_unit> = first | second | third | fourth | fifth | sixth | seventh | eighth | ninth;',
  '<ordinal> = <ordinal_unit> | tenth | eleventh | twelfth | thirteenth | fourteenth | fifteenth | sixteenth | seventeenth | eighteenth | nineteenth | twentieth | twenty <ordinal_unit> | thirtieth | thirty first;',
];

const english: Readonly<Record<Exclude<BuiltInGrammar, 'free'>, readonly string[]>> = {
  number: [
    ...numberRules,
    digitRule,
    '<below_thousand> = <below_hundred> | (<unit> | a) hundred [[and] <below_hundred>];',
    '<whole> = zero | <below_thousand> | (<below_thousand> | a) thousand [[and] <below_thousand>];',
    '<number> = <whole> | <whole> point <digit> [<digit>];',
  ],
  digits: [...numberRules, digitRule, '<digits> = <group> <group>*;', '<group> = <digit> | (double | triple) <digit>;'],
  date: [
    ...numberRules,
    ...ordinalRules,
    '<month> = january | february | march | april | may | june | july | august | september | october | november | december;',
    '<weekday> = monday | tuesday | wednesday | thursday | friday | saturday | sunday;',
    '<year> = two thousand [and] <below_hundred> | (nineteen | twenty | twenty one) (<teen> | <tens> [<unit>] | oh <unit>);',
    '<day_month> = <month> [the] <ordinal> | [the] <ordinal> [of] <month>;',
    '<relative> = today | tomorrow | [the] day after tomorrow | yesterday | in <below_hundred> (days | weeks) | in a week;',
    '<date> = <relative> | [on | next | this] <weekday> | [on] [<weekday>] <day_month> [<year>];',
  ],
  time: [
    ...numberRules,
    '<hour> = <unit> | ten | eleven | twelve;',
    '<minutes> = <teen> | <tens> [<unit>] | oh <unit>;',
    '<around> = (<unit> | <teen> | twenty [<unit>] | [a] quarter | half) (past | to) <hour>;',
    '<half> = (a | p) m | in the (morning | afternoon | evening) | at night;',
    "<time> = [at] (noon | midnight | (<hour> [o'clock] | <hour> <minutes> | <around>) [<half>]);",
  ],
  yesNo: [`<yesNo> = ${[...yesNoPhrases(LANGUAGE).yes, ...yesNoPhrases(LANGUAGE).no].join(' | ')};`],
};

/**
 * The rules of a built-in grammar.
 * @throws AppError `speech.asrFailed` for `free`, `speech.unsupportedLanguage` for another language than English
 */
export function builtInRules(grammar: BuiltInGrammar, language: AsrLanguage): GrammarRules {
  if (grammar === 'free') throw new AppError('speech.asrFailed', 'This recogniser understands no free speech');
  if (language !== 'en') {
    throw new AppError('speech.unsupportedLanguage', `This recogniser understands ${names[grammar]} in English only`);
  }
  const rules = english[grammar];
  return {
    root: `<${grammar}>`,
    rules,
    words: wordsOf(rules),
    isOpen: grammar !== 'yesNo',
    isMeaningful: (recognised) => hasMeaning(recognised, grammar, LANGUAGE),
  };
}

const names: Readonly<Record<Exclude<BuiltInGrammar, 'free'>, string>> = {
  number: 'numbers',
  digits: 'digits',
  date: 'dates',
  time: 'times',
  yesNo: 'yes and no',
};

const wordsOf = (rules: readonly string[]): readonly string[] => [
  ...new Set(
    rules.flatMap(
      (rule) =>
        rule
          .slice(rule.indexOf('='))
          .replace(/<[^>]*>/g, ' ')
          .match(/[a-z']+/g) ?? [],
    ),
  ),
];
