import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyExpression } from '../testing/any-condition.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { evaluateExpression } from './evaluate-expression.js';
import { parseExpression } from './parse-expression.js';

const vars = {
  order: { total: 120, items: [{ name: 'Tea' }, { name: 'Milk' }], code: '0012' },
  language: 'de',
  vip: 'no',
  said: 'Yes.',
  none: null,
  deep: { list: [3, 1, '2'] },
};
const moment = { nowMs: Date.UTC(2026, 10, 21, 23, 30), timeZone: 'Europe/Berlin' };
const resultOf = (text: string, scope: Parameters<typeof evaluateExpression>[1] = { vars, moment }): Json => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return evaluateExpression(parsed.expression, scope);
};

describe('evaluateExpression', () => {
  it.each<[string, Json]>([
    ['order.total >= 100 and (language == "de" or not vip)', true],
    ['order.total >= 100 and language != "de"', false],
    ['said == "yes"', true],
    ['order.code == 12', false],
    ['order.code == "0012"', true],
    ['order.code + 1', 13],
    ['order.total + 0.1 + 0.2 == 120.3', true],
    ['7 % 4 * 2 - 1', 5],
    ['10 / 4', 2.5],
    ['1 / 0', null],
    ['1 / 0 > 1 or 1 / 0 <= 1', false],
    ['language * 2', null],
    ['-order.total', -120],
    ['order.items[1].name', 'Milk'],
    ['order.items[9].name', null],
    ['never == null and never == "" and none == null', true],
    ['never != 0', true],
    ['language in ["en", "de"]', true],
    ['language in "en, de"', true],
    ['language not in ["en", "fr"]', true],
    ['2 in deep.list', true],
    ['deep.list contains 4', false],
    ['order.items[0].name starts with "te" and order.items[0].name ends with "A"', true],
    ['order.items[0].name not contains "x"', true],
    ['not vip', true],
    ['isTrue(vip) or isFalse(vip)', true],
    ['isTrue(never) or isFalse(never)', false],
    ['count(order.items) == 2 and count("a, b,, c") == 3 and count(order) == 1 and count(never) == 0', true],
    ['length(order.items) == 2 and length("añ😀") == 3 and length(never) == 0', true],
    ['lower("ADA") == "ada" and upper(language)', false],
    ['upper(language)', 'DE'],
    ['number("007")', 7],
    ['number("seven")', null],
    ['text(order.total)', '120'],
    ['text(deep)', '{"list":[3,1,"2"]}'],
    ['round(2.5) + round(-2.5)', 0],
    ['round(1.005, 2)', 1.01],
    ['round("12.346", 1)', 12.3],
    ['min(deep.list)', 1],
    ['max(deep.list, 2.5, "x")', 3],
    ['min("x")', null],
    ['default(never, "nobody")', 'nobody'],
    ['default(none, never)', null],
    ['default(language, "en")', 'de'],
    ['isSet(none) or isSet("  ")', false],
    ['isEmpty([]) and not isEmpty([0])', true],
    ['today()', '2026-11-22'],
    ['weekday()', 7],
    ['timeOfDay()', '00:30'],
    ['timeOfDay() < "09:00" and today() > "2026-01-31"', true],
    ['"2026-01-01" < "09:00" or "2026-01-01" >= "09:00"', false],
    ['"29" < "3"', false],
    ['[1, [order.total]]', [1, [120]]],
  ])('%s is %j', (text, expected) => {
    expect(resultOf(text)).toEqual(expected);
  });

  it('has no answer about the time when nobody says what it is', () => {
    expect(resultOf('[today(), weekday(), timeOfDay()]', { vars })).toEqual([null, null, null]);
  });

  it('gives a value for any expression on any variables, always the same', () => {
    const anyVars = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue() as fc.Arbitrary<Json>);
    const property = fc.property(anyExpression, anyVars, (expression, some) => {
      const value = evaluateExpression(expression, { vars: some, moment });
      expect(value).not.toBeUndefined();
      expect(evaluateExpression(expression, { vars: structuredClone(some), moment })).toEqual(value);
    });
    fc.assert(property, { numRuns: fuzzRuns(1000), seed: 1 });
  });
});
