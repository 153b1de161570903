import { type Condition, type Expression, formatExpression, isConstant } from '@callwright/flow-engine';
import type { VariableType } from '@callwright/protocol';
import { type Assignment, amountOf, counted, readJson } from './assignment.js';

/** When an assignment cannot be done; null when it always can. */
export type Failure = Condition | 'unknown' | null;

/** @param isKnown whether what it uses is known from the variables before the step @param type its variable's, if declared */
export const failureOf = (one: Assignment, isKnown: boolean, type: VariableType | undefined): Failure => {
  switch (one.operation) {
    case 'remove':
      return null;
    case 'increase':
    case 'decrease':
      return countFailure(one, isKnown, type);
    case 'append':
      return mayBeNoJson(one) || !fits('list', type) ? 'unknown' : null;
    case 'set':
      // Of a constant everything is known, also whether it fits.
      return mayBeNoJson(one) || !(fits(one.kind, type) || isConstant(one.value)) ? 'unknown' : null;
  }
};

const countFailure = (one: Assignment, isKnown: boolean, type: VariableType | undefined): Failure => {
  // What is declared as a number is one, or unset and counts from 0.
  if (type === 'number' && isNumber(amountOf(one))) return null;
  return isKnown && fits('number', type) ? whenNoNumber(one) : 'unknown';
};

const whenNoNumber = (one: Assignment): Failure => {
  const amount = amountOf(one);
  if (!amount) return 'unknown';
  const expression: Expression = {
    kind: 'compare',
    sign: '==',
    left: counted(one, amount),
    right: { kind: 'value', value: null },
  };
  return { match: 'all', comparisons: [], expression: formatExpression(expression) };
};

const isNumber = (amount: Expression | null): boolean =>
  amount?.kind === 'negative' ? isNumber(amount.of) : amount?.kind === 'value' && typeof amount.value === 'number';

const fits = (kind: string, type: VariableType | undefined) => type === undefined || type === 'text' || kind === type;

/** Whether its value should be JSON and may be none. */
export const mayBeNoJson = ({ kind, value }: Assignment): boolean =>
  kind === 'json' && (!isConstant(value) || readJson(value) === null);
