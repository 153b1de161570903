import type { Json } from '@callwright/protocol';
import type { Condition } from './condition.js';
import { expressionOf } from './condition-expression.js';
import { isTrue } from './expression/comparing.js';
import { evaluateWith, type Maybe, UNKNOWN } from './expression/evaluate-expression.js';
import { formatPath } from './expression/path.js';

/** What is known of a variable: its value, that it is not set, or nothing. */
export type KnownValue =
  | { readonly is: 'value'; readonly value: Json }
  | { readonly is: 'unset' }
  | { readonly is: 'any' };

/**
 * Whether a condition holds when only some variables are known. True and false are certain: every call that agrees
 * with what is known decides the same, at any time of day. `unknown` says nothing.
 * @param known asked by path, as {@link conditionReads} gives it: `order.total`
 */
export const evaluateKnown = (condition: Condition, known: (path: string) => KnownValue): boolean | 'unknown' => {
  const value = evaluateWith(expressionOf(condition), {
    at: (path) => maybeOf(known(formatPath(path))),
    moment: UNKNOWN,
  });
  return value === UNKNOWN ? 'unknown' : isTrue(value);
};

const maybeOf = (known: KnownValue): Maybe => {
  switch (known.is) {
    case 'value':
      return known.value;
    case 'unset':
      return undefined;
    case 'any':
      return UNKNOWN;
  }
};
