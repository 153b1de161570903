import { int16ToFloat } from '@callwright/audio';
import {
  parseSpokenDate,
  parseSpokenDigits,
  parseSpokenNumber,
  parseSpokenTime,
  parseYesNo,
} from '@callwright/flow-engine';
import type { BuiltInGrammar } from '@callwright/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { padWithSilence } from '../../test-noise.js';
import { createTestVoices, type TestVoices, testVoices } from '../../test-voices.js';
import { builtInRules } from './built-in-grammar.js';
import { createChoiceListener } from './choice-grammar.js';
import { ENGINE_RATE_HZ } from './engine-module.js';
import { GrammarEngine } from './grammar-engine.js';

// biome-ignore lint/style/noProcessEnv: how much a run tries is a matter of the run, not of the code
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
/** Who says the phrase at a place of its list: every voice in the long run of the tests, otherwise one of them in turn. */
const voicesAt = (at: number) => (isFull ? testVoices : testVoices.filter((_, index) => index === (at + 2) % 3));
const today = { year: 2026, month: 11, day: 21 };
type Meaning = string | number | boolean | null;
const meaningOf: Readonly<Record<Exclude<BuiltInGrammar, 'free'>, (text: string) => Meaning>> = {
  number: (text) => parseSpokenNumber(text, 'en-US'),
  digits: (text) => parseSpokenDigits(text, 'en-US'),
  date: (text) => parseSpokenDate(text, 'en-US', today),
  time: (text) => parseSpokenTime(text, 'en-US'),
  yesNo: (text) => parseYesNo(text, 'en-US'),
};
type Grammar = keyof typeof meaningOf;

/** Ten answers each; of what the voices make of them a share of `atLeast` is understood. */
const answers: Readonly<
  Record<Grammar, { readonly atLeast: number; readonly said: Readonly<Record<string, Meaning>> }>
> = {
  number: {
    atLeast: 0.9,
    said: {
      'twenty five': 25,
      seven: 7,
      'one hundred and twelve': 112,
      'three thousand four hundred': 3400,
      nineteen: 19,
      'sixty six': 66,
      'two point five': 2.5,
      'a thousand': 1000,
      'eight hundred ninety one': 891,
      forty: 40,
    },
  },
  digits: {
    atLeast: 0.9,
    said: {
      'one two three four': '1234',
      'oh seven nine': '079',
      'five five five zero one two': '555012',
      'double eight three': '883',
      'six two': '62',
      'nine eight seven six five': '98765',
      'four zero zero one': '4001',
      'two three two three': '2323',
      'seven one eight': '718',
      zero: '0',
    },
  },
  date: {
    atLeast: 0.9,
    said: {
      tomorrow: '2026-11-22',
      'next monday': '2026-11-23',
      'the third of march': '2027-03-03',
      'december twenty fourth': '2026-12-24',
      'july fourth nineteen eighty four': '1984-07-04',
      'in two weeks': '2026-12-05',
      'april first twenty twenty seven': '2027-04-01',
      'the fifteenth of january two thousand and five': '2005-01-15',
      friday: '2026-11-27',
      'october thirty first': '2027-10-31',
    },
  },
  time: {
    atLeast: 0.9,
    said: {
      'half past nine': '09:30',
      'quarter to five': '04:45',
      'three thirty p m': '15:30',
      noon: '12:00',
      "seven o'clock": '07:00',
      'ten past eleven': '11:10',
      'eight fifteen in the evening': '20:15',
      'twelve forty five': '12:45',
      'six a m': '06:00',
      'four oh five': '04:05',
    },
  },
  yesNo: {
    atLeast: 0.93,
    said: {
      yes: true,
      no: false,
      yeah: true,
      nope: false,
      'yes please': true,
      'no thanks': false,
      sure: true,
      'of course': true,
      correct: true,
      'that is wrong': false,
    },
  },
};
const shareOf = (list: readonly boolean[]) => list.filter(Boolean).length / list.length;
const grammars = Object.keys(answers) as Grammar[];
const others = [
  'pizza',
  'elephant',
  'the weather report',
  'umbrella',
  'library',
  'speak to somebody',
  'guitar',
  'my order',
];

describe('builtInRules', () => {
  it('refuses free speech, and languages there are no rules for', () => {
    expect(() => builtInRules('free', 'en')).toThrow(expect.objectContaining({ code: 'speech.asrFailed' }));
    for (const grammar of grammars) {
      expect(() => builtInRules(grammar, 'fr')).toThrow(
        expect.objectContaining({ code: 'speech.unsupportedLanguage' }),
      );
    }
  });

  it('names every word of its rules', () => {
    expect(builtInRules('digits', 'en').words).toEqual(
      expect.arrayContaining(['zero', 'oh', 'nine', 'ninety', 'double', 'triple']),
    );
    expect(builtInRules('time', 'en').words).toContain("o'clock");
  });
});

describe('a listener for a built-in grammar', () => {
  it('takes a choice first, then what means something, and nothing else', () => {
    const choices = [{ id: 'later', phrases: ['later', 'Tomorrow'] }];
    const { interpret } = createChoiceListener({ choices, grammar: 'date' }, 'en', 'normal');
    expect(interpret('tomorrow')).toEqual({ choice: 'later', text: 'Tomorrow' });
    expect(interpret('march third')).toEqual({ text: 'march third' });
    expect(interpret('february thirtieth')).toBeNull();
    expect(interpret('')).toBeNull();
  });
});

describe('the engine with a built-in grammar', () => {
  let voices: TestVoices;
  let engine: GrammarEngine;
  beforeAll(async () => {
    [voices, engine] = await Promise.all([createTestVoices(), GrammarEngine.load()]);
  });
  const hear = async (grammar: Grammar, phrase: string, voice: (typeof testVoices)[number]) => {
    const listener = createChoiceListener({ grammar }, 'en', 'normal');
    const sound = padWithSilence(voices.say(phrase, voice, ENGINE_RATE_HZ), 1600, 2400);
    return listener.interpret(await engine.recognise(listener.grammar, int16ToFloat(sound)))?.text ?? '';
  };
  it.each(grammars)(
    'understands %s as people say them',
    async (grammar) => {
      const { atLeast, said } = answers[grammar];
      const isRight: boolean[] = [];
      for (const [at, [phrase, meaning]] of Object.entries(said).entries()) {
        for (const voice of voicesAt(at)) {
          const heard = await hear(grammar, phrase, voice);
          isRight.push(meaningOf[grammar](heard) === meaning);
        }
      }
      expect(isRight.length).toBeGreaterThanOrEqual(10);
      expect(shareOf(isRight)).toBeGreaterThanOrEqual(atLeast);
    },
    120_000,
  );

  it.each(grammars)(
    'refuses most of anything else while it listens for %s',
    async (grammar) => {
      const isRefused: boolean[] = [];
      for (const [at, phrase] of others.entries())
        for (const voice of voicesAt(at)) isRefused.push((await hear(grammar, phrase, voice)) === '');
      expect(isRefused.length).toBeGreaterThanOrEqual(others.length);
      expect(shareOf(isRefused)).toBeGreaterThanOrEqual(20 / 24);
    },
    120_000,
  );

  it('hears choices beside a grammar', async () => {
    const choices = [{ id: 'operator', phrases: ['operator'] }];
    const listener = createChoiceListener({ choices, grammar: 'number' }, 'en', 'normal');
    const listen = async (phrase: string) => {
      const sound = padWithSilence(voices.say(phrase, 'rms', ENGINE_RATE_HZ), 1600, 2400);
      return listener.interpret(await engine.recognise(listener.grammar, int16ToFloat(sound)));
    };
    expect(await listen('operator')).toEqual({ choice: 'operator', text: 'operator' });
    expect(await listen('forty two')).toEqual({ text: 'forty two' });
  });
});
