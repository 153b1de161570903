import fc from 'fast-check';
import type { Comparison, Condition } from '../condition.js';
import { operator } from '../condition.js';
import { type Expression, type FunctionName, functionArity } from '../expression/expression.js';
import type { Variables } from '../expression/path.js';

const names = ['a', 'b', 'c'] as const;
const words = ['yes', 'No.', '', ' ', 'a, b', '12', '0012', '-1.5', '2026-03-01', '09:30', 'true', '1e3', '"', '`x`'];

const scalar = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom<string | number | boolean | null>(0, 1, 12, -1.5, 1e21, 1e-7, true, false, null),
  fc.string({ maxLength: 4 }),
);

/** Variables of a few names with values of all kinds, many of them alike, some absent. */
export const anyVariables: fc.Arbitrary<Variables> = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names), scalar)),
);

const anyPathText = fc.oneof(
  fc.constantFrom(...names, 'a.b', 'b[0]', 'b[1].c', 'c.a.b', 'odd name', 'and', ''),
  fc.string({ maxLength: 5 }),
);

const anyComparison: fc.Arbitrary<Comparison> = fc.record({
  variable: anyPathText,
  operator: fc.constantFrom(...operator.options),
  value: fc.oneof(fc.constantFrom(...words, ...names), fc.string({ maxLength: 6 })),
  valueFrom: fc.constantFrom('text' as const, 'variable' as const, undefined),
});

const anyGroup = fc.record({
  match: fc.constantFrom('all' as const, 'any' as const),
  comparisons: fc.array(anyComparison, { maxLength: 4 }),
});

/** Any condition as it comes from the builder. */
export const anyBuiltCondition: fc.Arbitrary<Condition> = fc.record({
  match: fc.constantFrom('all' as const, 'any' as const),
  comparisons: fc.array(anyComparison, { maxLength: 4 }),
  groups: fc.array(anyGroup, { maxLength: 2 }),
});

const anyCall = (inner: fc.Arbitrary<Expression>) =>
  fc.constantFrom(...(Object.keys(functionArity) as FunctionName[])).chain((name) => {
    const [minLength, atMost] = functionArity[name];
    return fc
      .array(inner, { minLength, maxLength: Math.min(3, atMost) })
      .map((args): Expression => ({ kind: 'call', name, args }));
  });

/** Any expression over the variables of {@link anyVariables}. */
export const anyExpression: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ kind: fc.constant('value' as const), value: scalar }),
    fc.record({
      kind: fc.constant('path' as const),
      path: fc
        .tuple(fc.constantFrom(...names), fc.array(fc.oneof(fc.constantFrom(...names), fc.nat(2)), { maxLength: 2 }))
        .map(([root, rest]) => [root, ...rest]),
    }),
    fc.record({ kind: fc.constant('list' as const), items: fc.array(tie('any'), { maxLength: 3 }) }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('any'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constantFrom('not' as const, 'negative' as const), of: tie('any') }),
    fc.record({
      kind: fc.constant('compare' as const),
      sign: fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in', 'contains', 'startsWith', 'endsWith' as const),
      left: tie('any'),
      right: tie('any'),
    }),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      sign: fc.constantFrom('+', '-', '*', '/', '%' as const),
      left: tie('any'),
      right: tie('any'),
    }),
    anyCall(tie('any')),
  ),
})).any;
