import type { Path } from './path.js';

/** Comparisons of two values; the opposite of a word is written with `not`. */
export type ComparisonSign = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'contains' | 'startsWith' | 'endsWith';

/** What can be done with two numbers. */
export type ArithmeticSign = '+' | '-' | '*' | '/' | '%';

/** What an expression may call, with how many values it takes at least and at most. */
export const functionArity = {
  length: [1, 1],
  count: [1, 1],
  lower: [1, 1],
  upper: [1, 1],
  number: [1, 1],
  text: [1, 1],
  round: [1, 2],
  min: [1, 20],
  max: [1, 20],
  default: [2, 2],
  isSet: [1, 1],
  isEmpty: [1, 1],
  isTrue: [1, 1],
  isFalse: [1, 1],
  today: [0, 0],
  weekday: [0, 0],
  timeOfDay: [0, 0],
} as const satisfies Readonly<Record<string, readonly [atLeast: number, atMost: number]>>;
/** The name of one of them. */
export type FunctionName = keyof typeof functionArity;

/** An expression as a tree of plain data. Its depth is bounded by the parser. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Expression[] }
  | { readonly kind: 'not' | 'negative'; readonly of: Expression }
  | {
      readonly kind: 'compare';
      readonly sign: ComparisonSign;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'arithmetic';
      readonly sign: ArithmeticSign;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] };
