import { type Expression, readsOf, templateReads } from '@callwright/flow-engine';
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
  expression.kind === 'path' ? readsOf(expression) : partsOf(expression).flatMap(neededIn);

// What `default` and the questions whether there is something look at need not be there.
const standsIn: ReadonlySet<string> = new Set(['default', 'isSet', 'isEmpty']);

const partsOf = (expression: Expression): readonly Expression[] => {
  switch (expression.kind) {
    case 'list':
      return expression.items;
    case 'all':
    case 'any':
      return expression.of;
    case 'not':
    case 'negative':
      return [expression.of];
    case 'compare':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'call':
      return standsIn.has(expression.name) ? expression.args.slice(1) : expression.args;
    default:
      return [];
  }
};
