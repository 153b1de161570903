import { type Expression, partsOf, readsOf, templateReads } from '@callwright/flow-engine';
import { type Assignment, expressionIn } from './assignment.js';

/** The variables an assignment cannot do without, as paths. */
export const neededBy = (one: Assignment): readonly string[] => {
  if (one.operation === 'remove') return [];
  if (one.kind !== 'expression')
    return templateReads(one.value).flatMap(({ path, hasDefault }) => (hasDefault ? [] : [path]));
  const expression = expressionIn(one);
  return expression ? neededIn(expression) : [];
};

const neededIn = (expression: Expression): readonly string[] =>
  expression.kind === 'path' ? readsOf(expression) : usedParts(expression).flatMap(neededIn);

// What `default` and the questions whether there is something look at need not be there.
const usedParts = (expression: Expression): readonly Expression[] =>
  expression.kind === 'call' && standsIn.has(expression.name) ? expression.args.slice(1) : partsOf(expression);
const standsIn: ReadonlySet<string> = new Set(['default', 'isSet', 'isEmpty']);
