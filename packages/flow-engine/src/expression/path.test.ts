import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { parseExpression } from './parse-expression.js';
import { formatPath, type Path, parsePath, readPath } from './path.js';

describe('readPath', () => {
  const vars = { order: { total: 5, items: ['tea', ['milk']] }, name: 'Ada' };

  it.each<[string, Json | undefined]>([
    ['name', 'Ada'],
    ['order.total', 5],
    ['order.items', ['tea', ['milk']]],
    ['order.items[0]', 'tea'],
    ['order.items[1][0]', 'milk'],
    ['order.items[2]', undefined],
    ['order.items.0', undefined],
    ['order[0]', undefined],
    ['name.length', undefined],
    ['name[0]', undefined],
    ['order.missing.deep', undefined],
    ['toString', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ])('%s', (path, expected) => {
    expect(readPath(vars, parsePath(path))).toEqual(expected);
  });
});

describe('formatPath', () => {
  it.each<[Path, string]>([
    [['order', 'items', 0, 'name'], 'order.items[0].name'],
    [['my var', 'and', ''], '`my var`.`and`.``'],
    [['back`quote'], '`back``quote`'],
  ])('%j is %s', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });

  it('is what an expression reads as the same path', () => {
    const step = fc.oneof(fc.string(), fc.constantFrom('a', 'and', 'größe'), fc.nat(999_999));
    const anyPath = fc.tuple(fc.string(), fc.array(step, { maxLength: 5 })).map(([root, rest]) => [root, ...rest]);
    const property = fc.property(anyPath, (path) => {
      expect(parseExpression(formatPath(path))).toEqual({ ok: true, expression: { kind: 'path', path } });
    });
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });
});
