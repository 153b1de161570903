import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { formatExpression } from './format-expression.js';
import { parseExpression } from './parse-expression.js';
import { readsOf } from './reads-of.js';

const formatted = (text: string) => {
  const parsed = parseExpression(text);
  return parsed.ok ? formatExpression(parsed.expression) : parsed.problem.message;
};

describe('parseExpression', () => {
  it.each([
    ['order.total>=100 AND (language=="de" or not vip)', 'order.total >= 100 and (language == "de" or not vip)'],
    ["name starts with 'A' and name not ends with “z”", 'name starts with "A" and name not ends with "z"'],
    ['a or b and c', 'a or b and c'],
    ['(a or b) and c', '(a or b) and c'],
    ['a - (b - c) - -2 * x % 3', 'a - (b - c) - -2 * x % 3'],
    ['-(a + 1) * 2', '-(a + 1) * 2'],
    ['not (a == b)', 'not a == b'],
    ['(a == b) == true', '(a == b) == true'],
    ['not not a', 'not not a'],
    ['x in [1, "two", null, true,]', "Expected a value after ',', column 28."],
    ['x in [1, "two", null, true]', 'x in [1, "two", null, true]'],
    ['items[0].name == `odd name`["x"]', 'items[0].name == `odd name`.x'],
    ['ISSET(a) and default(b, 0) > max(c, 2.50)', 'isSet(a) and default(b, 0) > max(c, 2.5)'],
    ['"a\\"b\\n" == \'it\\\'s\'', '"a\\"b\\n" == "it\'s"'],
    ['grün != 1', 'grün != 1'],
  ])('reads %s', (text, again) => {
    expect(formatted(text)).toBe(again);
  });

  it.each([
    ['', 'Expected a value, column 1.'],
    ['a == 1 and', "Expected a value after 'and', column 11."],
    ['a == 1 and == 2', "Expected a value after 'and', column 12."],
    ['(a or b', "Expected ')' for the '(' of column 1 after 'b', column 8."],
    ['[1, 2', "Expected ']' for the '[' of column 1 after '2', column 6."],
    ['a = 1', "Write '==' in place of '=', column 3."],
    ['a && b', "Write 'and' in place of '&&', column 3."],
    ['a == 1 b', "Expected 'and', 'or' or the end before 'b', column 8."],
    ['1 < a < 3', "Expected 'and', 'or' or the end before '<', column 7."],
    ['a starts "x"', "Expected 'with' after 'starts', column 10."],
    ['a not < 1', "Expected 'in', 'contains', 'starts with' or 'ends with' after 'not', column 7."],
    ['a not b', "Expected 'in', 'contains', 'starts with' or 'ends with' after 'not', column 7."],
    ['name == "Ada', 'The quote that begins here does not end, column 9.'],
    ['sum(a)', "There is no function 'sum', column 1."],
    ['round()', "'round' takes 1 to 2 values, column 1."],
    ['isSet(a, b)', "'isSet' takes 1 value, column 1."],
    ['items[x]', "Expected a place in the list, counted from 0, or a quoted name after '[', column 7."],
    ['a.1', "Expected a name after '.', column 3."],
    ['1a', 'A name cannot begin with a digit, column 1.'],
    ['a # b', "'#' means nothing here, column 3."],
    ['a == 😀', "'😀' means nothing here, column 6."],
  ])('says what is wrong with %s', (text, message) => {
    const parsed = parseExpression(text);
    expect(parsed).toMatchObject({ ok: false, problem: { message } });
  });

  it('points at the character', () => {
    expect(parseExpression('a == 1 and')).toMatchObject({ problem: { at: 10 } });
  });

  it.each([
    ['brackets', `${'('.repeat(101)}a${')'.repeat(101)}`],
    ['denials', `${'not '.repeat(200)}a`],
    ['minuses', `${'-'.repeat(200)}a`],
    ['lists', `${'['.repeat(200)}${']'.repeat(200)}`],
    ['sums', `1${' + 1'.repeat(600)}`],
    ['steps', `a${'.b'.repeat(600)}`],
    ['characters', `"${'x'.repeat(10_000)}"`],
  ])('bounds %s', (_, text) => {
    expect(parseExpression(text).ok).toBe(false);
  });

  it('refuses or reads any text, and what it reads means the same when written again', () => {
    const piece = fc.constantFrom(
      ...['a', 'b.c', '[0]', '(', ')', ' and ', ' or ', ' not ', '==', ' in ', '"x"', '1', '-', '+', '*', ','],
      ...[' starts with ', 'isSet(', '[', ']', 'null', '`q`', '.'],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    const property = fc.property(text, (any) => {
      const parsed = parseExpression(any);
      if (!parsed.ok) return;
      expect(parseExpression(formatExpression(parsed.expression))).toEqual(parsed);
    });
    fc.assert(property, { numRuns: fuzzRuns(3000), seed: 1 });
  });
});

describe('readsOf', () => {
  it('names each variable once, wherever it is', () => {
    const parsed = parseExpression('a.b > 1 and (c in [d, a.b] or not isSet(e[0])) and -f + g < "h"');
    expect(parsed.ok && readsOf(parsed.expression)).toEqual(['a.b', 'c', 'd', 'e[0]', 'f', 'g']);
  });
});
