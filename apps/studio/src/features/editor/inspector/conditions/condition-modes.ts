import { type Condition, conditionReads, formatCondition, parseExpression, toCondition } from '@callwright/flow-engine';
import type { FlowProblem } from '@callwright/protocol';

/** Whether the expression decides, and not the comparisons. */
export const isExpression = ({ expression = '' }: Condition): boolean => expression.trim() !== '';

/** The condition as an expression an expert goes on from; one without comparisons yet begins as `true`. */
export const asExpression = (condition: Condition): Condition => {
  const isBlank = condition.comparisons.every(({ variable }) => variable.trim() === '');
  const isBuilt = !isBlank || (condition.groups ?? []).length > 0;
  return { ...condition, expression: isBuilt ? formatCondition(condition) : 'true' };
};

/** The condition as comparisons; undefined when its expression needs more than they can say. */
export const asComparisons = (condition: Condition): Condition | undefined => {
  const { expression = '', groups: _, ...rest } = condition;
  const parsed = parseExpression(expression);
  const built = parsed.ok ? toCondition(parsed.expression) : null;
  if (!built) return undefined;
  const { expression: __, ...plain } = rest as Condition;
  return { ...plain, ...built };
};

/** What is wrong with an expression while it is typed; null when it can be read. */
export const expressionProblem = (text: string): string | null => {
  const parsed = parseExpression(text);
  return parsed.ok ? null : parsed.problem.message;
};

/**
 * What is doubtful about the variables of one condition: problems of its step that name one it looks at.
 * @param problems those of its step
 */
export const unsetIn = (condition: Condition, problems: readonly FlowProblem[]): readonly string[] => {
  const roots = new Set(conditionReads(condition).map((path) => path.split(/[.[]/)[0]));
  return problems
    .filter(({ code, message }) => code === 'unsetVariable' && roots.has(/^"([^".[]+)/.exec(message)?.[1] ?? ''))
    .map(({ message }) => message);
};
