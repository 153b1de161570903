import {
  type Expression,
  evaluateExpression,
  itemsIn,
  renderTemplate,
  type TemplateMoment,
} from '@callwright/flow-engine';
import { AppError, type Json } from '@callwright/protocol';
import { type Assignment, amountOf, counted, expressionIn, readJson } from './assignment.js';

/** What an assignment sees. */
export type AssignmentScope = {
  readonly vars: Readonly<Record<string, Json>>;
  readonly moment: TemplateMoment;
};

/**
 * What a variable holds after an assignment; null when it is removed.
 * @throws AppError `flow.badValue` when JSON is none, or what is counted is no number
 */
export const assigned = (one: Assignment, scope: AssignmentScope): Json => {
  switch (one.operation) {
    case 'set':
      return valueIn(one, scope);
    case 'append':
      return [...itemsIn(Object.hasOwn(scope.vars, one.name) ? scope.vars[one.name] : null), valueIn(one, scope)];
    case 'increase':
    case 'decrease':
      return countedTo(one, scope);
    case 'remove':
      return null;
  }
};

const countedTo = (one: Assignment, scope: AssignmentScope): Json => {
  const amount: Expression = amountOf(one) ?? { kind: 'value', value: textIn(one, scope) };
  const count = evaluateExpression(counted(one, amount), scope);
  if (count !== null) return count;
  throw new AppError('flow.badValue', `The variable ${one.name} cannot be counted: it, or the amount, is no number.`);
};

// What is not a number is kept as the text it is, so that nothing is lost.
const valueIn = (one: Assignment, scope: AssignmentScope): Json => {
  if (one.kind === 'expression') {
    const expression = expressionIn(one);
    return expression && evaluateExpression(expression, scope);
  }
  return typedValue(one, textIn(one, scope));
};

const textIn = ({ value }: Assignment, { vars, moment }: AssignmentScope) => renderTemplate(value, vars, moment);

/** A text as a value of an assignment's kind. @throws AppError `flow.badValue` when it should be JSON and is not */
export const typedValue = ({ kind, name }: Pick<Assignment, 'kind' | 'name'>, text: string): Json => {
  switch (kind) {
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'boolean':
      return ['true', 'yes', '1'].includes(text.trim().toLowerCase());
    case 'json':
      return parsedJson(name, text);
    default:
      return text;
  }
};

const parsedJson = (name: string, text: string): Json => {
  const read = readJson(text);
  if (read) return read.value;
  throw new AppError('flow.badValue', `The value for ${name} is no JSON.`);
};
