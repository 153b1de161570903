import { type Expression, parseExpression, soleVariable } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { z } from 'zod';

/** One thing to remember: what is done with a variable, and the value that takes. */
export const assignment = z.object({
  name: z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$|^$/, 'Letters, digits and _ only, and no digit first.')
    .default(''),
  value: z.string().max(2000).default(''),
  /** How the value is read: as a template for a text, a number, yes or no, or JSON; or as an expression. */
  kind: z.enum(['text', 'number', 'boolean', 'json', 'expression']).default('text'),
  operation: z.enum(['set', 'append', 'increase', 'decrease', 'remove']).default('set'),
});
/** What is stored of it. */
export type Assignment = z.infer<typeof assignment>;

/** What an assignment's expression is; null when it cannot be read. */
export const expressionIn = (one: Assignment): Expression | null => {
  const known = parsed.get(one);
  if (known !== undefined) return known;
  const read = parseExpression(one.value);
  const fresh = read.ok ? read.expression : null;
  parsed.set(one, fresh);
  return fresh;
};
const parsed = new WeakMap<Assignment, Expression | null>();

/** A variable counted up or down by an amount; one that is not set counts from 0. */
export const counted = ({ name, operation }: Assignment, amount: Expression): Expression => ({
  kind: 'arithmetic',
  sign: operation === 'decrease' ? '-' : '+',
  left: {
    kind: 'call',
    name: 'default',
    args: [
      { kind: 'path', path: [name] },
      { kind: 'value', value: 0 },
    ],
  },
  right: amount,
});

/** The amount by which it counts, where that is an expression, a variable or a number; null for another template. */
export const amountOf = (one: Assignment): Expression | null => {
  if (one.value.trim() === '') return { kind: 'value', value: 1 };
  if (one.kind === 'expression') return expressionIn(one);
  const text = soleVariable(one.value) ?? one.value.trim();
  const read = parseExpression(text);
  if (!read.ok) return null;
  return read.expression.kind === 'path' && soleVariable(one.value) === null ? null : plain(read.expression);
};

const plain = (expression: Expression): Expression | null => {
  const amount = expression.kind === 'negative' ? expression.of : expression;
  return amount.kind === 'value' || amount.kind === 'path' ? expression : null;
};

/** A text read as JSON; null when it is none. */
export const readJson = (text: string): { readonly value: Json } | null => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null; // There is no other way to ask.
  }
};
