import { int16ToFloat } from '@callwright/audio';
import type { Strictness } from '@callwright/flow-engine';
import type { SpeechChoice } from '@callwright/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { padWithSilence } from '../../test-noise.js';
import { createTestVoices, type TestVoices, testVoices } from '../../test-voices.js';
import { createChoiceListener, withoutSounds } from './choice-grammar.js';
import { ENGINE_RATE_HZ } from './engine-module.js';
import { GrammarEngine } from './grammar-engine.js';

const choicesOf = (...phrases: string[]): SpeechChoice[] =>
  phrases.map((phrase) => ({ id: phrase, phrases: [phrase] }));

const hundredTowns = (
  'amsterdam athens atlanta baltimore barcelona berlin boston brussels budapest buffalo cairo calgary charlotte chicago ' +
  'cleveland cologne copenhagen dallas denver detroit dublin edinburgh frankfurt geneva glasgow hamburg helsinki honolulu ' +
  'houston indianapolis istanbul jerusalem lisbon liverpool london madrid manchester manila melbourne memphis miami milan ' +
  'milwaukee minneapolis montreal moscow munich nashville oakland orlando oslo ottawa oxford paris philadelphia phoenix ' +
  'pittsburgh portland prague quebec richmond rome rotterdam sacramento seattle shanghai singapore stockholm sydney tampa ' +
  'tokyo toronto vancouver vienna warsaw washington wellington zurich argentina australia austria belgium brazil bulgaria ' +
  'canada chile china colombia croatia denmark ecuador egypt finland france germany greece'
).split(' ');

describe('createChoiceListener', () => {
  it('maps what is recognised to the choice and to the phrase as it was written', () => {
    const choices = [
      { id: 'two', phrases: ['2', 'Accounts & Billing'] },
      { id: 'out', phrases: ['Don\u2019t know'] },
    ];
    const { interpret, grammar } = createChoiceListener({ choices }, 'en', 'normal');
    expect(interpret('two')).toEqual({ choice: 'two', text: '2' });
    expect(interpret('accounts and billing')).toEqual({ choice: 'two', text: 'Accounts & Billing' });
    expect(interpret("don't know")).toEqual({ choice: 'out', text: 'Don\u2019t know' });
    expect(interpret('')).toBeNull();
    expect(interpret('accounts')).toBeNull();
    expect(grammar.words).toEqual(['two', 'accounts', 'and', 'billing', "don't", 'know']);
  });

  it('gives a phrase that two choices share to the first', () => {
    const { interpret } = createChoiceListener(
      {
        choices: [
          { id: 'a', phrases: ['Yes'] },
          { id: 'b', phrases: ['yes!', 'sure'] },
        ],
      },
      'en',
      'normal',
    );
    expect(interpret('yes')).toEqual({ choice: 'a', text: 'Yes' });
  });

  it('lets no phrase write grammar of its own', () => {
    const { grammar } = createChoiceListener({ choices: choicesOf('yes; <sound> = | /9/ (no)*') }, 'en', 'normal');
    expect(grammar.jsgf).toContain('<phrase> = yes sound nine no star;');
  });

  it('refuses to listen for nothing', () => {
    for (const choices of [[], choicesOf('...')]) {
      expect(() => createChoiceListener({ choices }, 'en', 'normal')).toThrowError(/needs choices/);
    }
  });

  it('refuses more words than the engine can follow', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const word = (index: number) => [...String(index)].map((digit) => letters[Number(digit)]).join('');
    const choices = choicesOf(...Array.from({ length: 5001 }, (_, index) => word(index)));
    expect(() => createChoiceListener({ choices }, 'en', 'normal')).toThrowError(/More than 5000 words/);
  });

  it('has a phrase heard once more by itself where there are many, with more doubt the stricter', () => {
    const doubtOf = (count: number, strictness: Strictness) => {
      const letters = 'abcdefghijklmnopqrstuvwxyz';
      const phrases = Array.from({ length: count }, (_, at) => `${letters[at % 26]} ${letters[Math.floor(at / 26)]}`);
      return createChoiceListener({ choices: choicesOf(...phrases) }, 'en', strictness).grammar.doubtPower;
    };
    expect(doubtOf(20, 'strict')).toBeUndefined();
    const [loose = 0, normal = 0, strict = 0] = (['loose', 'normal', 'strict'] as const).map((one) =>
      doubtOf(100, one),
    );
    expect(loose).toBeGreaterThan(normal);
    expect(normal).toBeGreaterThan(strict);
  });

  it('knows single sounds from words', () => {
    expect(withoutSounds('__aa __b')).toBe('');
    expect(withoutSounds('account __b')).toBe('account');
  });
});

describe('the engine with such a grammar', () => {
  let voices: TestVoices;
  let engine: GrammarEngine;
  beforeAll(async () => {
    [voices, engine] = await Promise.all([createTestVoices(), GrammarEngine.load()]);
  });
  const hear = async (choices: SpeechChoice[], phrase: string, voice: (typeof testVoices)[number] = 'slt') => {
    const { grammar, interpret } = createChoiceListener({ choices }, 'en', 'normal');
    const sound = padWithSilence(voices.say(phrase, voice, ENGINE_RATE_HZ), 1600, 2400);
    return interpret(await engine.recognise(grammar, int16ToFloat(sound)))?.choice ?? null;
  };

  it('understands at least 95 % of a menu and refuses at least 90 % of anything else', async () => {
    const menu = ['sales', 'support', 'billing', 'operator', 'account balance', 'yes', 'no'];
    const others = ['pizza', 'elephant', 'weather', 'umbrella', 'tuesday', 'library', 'telephone', 'guitar'];
    const count = async (phrases: string[], isRight: (phrase: string, choice: string | null) => boolean) => {
      let right = 0;
      for (const voice of testVoices) {
        for (const phrase of phrases) if (isRight(phrase, await hear(choicesOf(...menu), phrase, voice))) right += 1;
      }
      return right / (phrases.length * testVoices.length);
    };
    expect(await count(menu, (phrase, choice) => choice === phrase)).toBeGreaterThanOrEqual(0.95);
    expect(await count(others, (_, choice) => choice === null)).toBeGreaterThanOrEqual(0.9);
  }, 120_000);

  it('understands at least 90 % of a hundred answers and refuses at least 85 % of anything else', async () => {
    const choices = choicesOf(...hundredTowns);
    const others = ['pizza', 'elephant', 'weather', 'umbrella', 'tuesday', 'library', 'telephone', 'guitar'];
    const towns = hundredTowns.filter((_, index) => index % 9 === 0);
    const [understood, refused] = [[] as boolean[], [] as boolean[]];
    for (const voice of testVoices) {
      for (const town of towns) understood.push((await hear(choices, town, voice)) === town);
      for (const other of others) refused.push((await hear(choices, other, voice)) === null);
    }
    const share = (of: readonly boolean[]) => of.filter(Boolean).length / of.length;
    expect(share(understood)).toBeGreaterThanOrEqual(0.9);
    expect(share(refused)).toBeGreaterThanOrEqual(0.85);
  }, 240_000);

  it('understands digits that are written as such, and words no dictionary knows', async () => {
    expect(await hear(choicesOf('1', '2', '3'), 'three')).toBe('3');
    expect(await hear(choicesOf('callwright', 'jambonz', 'quickship'), 'quickship')).toBe('quickship');
    expect(await hear(choicesOf('callwright', 'jambonz', 'quickship'), 'callwright')).toBe('callwright');
  });

  it('refuses more the stricter it is', async () => {
    const refused = async (strictness: Strictness) => {
      const { grammar } = createChoiceListener({ choices: choicesOf('yes', 'no') }, 'en', strictness);
      let count = 0;
      for (const phrase of ['nose', 'yesterday', 'guess', 'know how', 'yet', 'nobody', 'now']) {
        const sound = padWithSilence(voices.say(phrase, 'slt', ENGINE_RATE_HZ), 1600, 2400);
        if ((await engine.recognise(grammar, int16ToFloat(sound))) === '') count += 1;
      }
      return count;
    };
    const [loose, strict] = [await refused('loose'), await refused('strict')];
    expect(strict).toBeGreaterThan(loose);
  });

  it('understands French, and refuses French words no dictionary knows', async () => {
    const french = (...phrases: string[]) =>
      createChoiceListener({ choices: choicesOf(...phrases) }, 'fr', 'normal').grammar;
    await engine.prepare(french('opérateur', 'facturation', '2'));
    await expect(engine.prepare(french('zzyzx'))).rejects.toMatchObject({ code: 'speech.asrFailed' });
    await engine.prepare(french('oui'));
  });
});
