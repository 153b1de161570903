import { describe, expect, it } from 'vitest';
import { matchChoice, type Strictness } from './match-choice.js';

const choices = [
  { id: 'sales', phrases: ['Sales', 'Buy something'] },
  { id: 'tax', phrases: ['Sales tax'] },
  { id: 'two', phrases: ['Line 2', 'Twenty-five'] },
  { id: 'cafe', phrases: ['Le café'] },
  { id: 'urgent', phrases: ["It's urgent"] },
];
const match = (text: string, strictness: Strictness = 'normal', language = 'en-US') =>
  matchChoice(text, choices, { language, strictness })?.choice;

describe('matching words to choices', () => {
  it.each([
    ['SALES.', 'sales'],
    ['  sales! ', 'sales'],
    ['line two', 'two'],
    ['Line 2.', 'two'],
    ['25', 'two'],
    ['twenty five', 'two'],
    ['le cafe', 'cafe'],
    ['Its urgent', 'urgent'],
    ['It’s urgent.', 'urgent'],
  ])('takes %j for what it is at any strictness', (text, choice) => {
    for (const strictness of ['strict', 'normal', 'loose'] as const) expect(match(text, strictness)).toBe(choice);
  });

  it('gives the phrase as it is written', () => {
    expect(matchChoice('buy something', choices, { language: 'en', strictness: 'normal' })).toEqual({
      choice: 'sales',
      text: 'Buy something',
    });
  });

  it('hears a phrase among a few other words, unless strict', () => {
    expect(match('I would like to buy something please')).toBe('sales');
    expect(match('sales please', 'strict')).toBeUndefined();
  });

  it('prefers the longer phrase to one inside it', () => {
    expect(match('sales tax')).toBe('tax');
  });

  it('names none of two', () => {
    expect(match('sales or line two')).toBeUndefined();
  });

  it('does not take a denial for what is denied', () => {
    expect(match('not sales')).toBeUndefined();
    expect(match("don't buy something")).toBeUndefined();
  });

  it('does not pick a phrase out of a long story', () => {
    expect(match('well you know my brother he used to work in sales for many many years')).toBeUndefined();
  });

  it('forgives a letter only when loose, and not in short words', () => {
    expect(match('sale')).toBeUndefined();
    expect(match('sale', 'loose')).toBe('sales');
    expect(match('lane two', 'loose')).toBe('two');
    expect(
      matchChoice('now', [{ id: 'no', phrases: ['no'] }], { language: 'en', strictness: 'loose' }),
    ).toBeUndefined();
  });

  it('finds no part of a word', () => {
    expect(match('wholesales')).toBeUndefined();
    expect(match('')).toBeUndefined();
    expect(match('...')).toBeUndefined();
  });

  it('matches where words are not spaced, and keeps sounds apart that differ in a mark', () => {
    const eastern = [
      { id: 'sales', phrases: ['销售'] },
      { id: 'gaka', phrases: ['ガカ'] },
    ];
    const of = (text: string) => matchChoice(text, eastern, { language: 'zh', strictness: 'normal' })?.choice;
    expect(of('请转销售部。')).toBe('sales');
    expect(of('ガカ')).toBe('gaka');
    expect(of('カカ')).toBeUndefined();
  });

  it('takes a phrase that is itself a denial', () => {
    const yesNo = [
      { id: 'yes', phrases: ['yes'] },
      { id: 'no', phrases: ['no', 'no thanks'] },
    ];
    expect(matchChoice('No.', yesNo, { language: 'en', strictness: 'normal' })?.choice).toBe('no');
    expect(matchChoice('no thanks', yesNo, { language: 'en', strictness: 'strict' })?.choice).toBe('no');
  });
});
