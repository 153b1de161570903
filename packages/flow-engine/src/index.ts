export { advance, type Turn } from './advance.js';
export { checkFlow, isPublishable } from './check.js';
export {
  type Comparison,
  type ComparisonGroup,
  type Condition,
  comparison,
  comparisonGroup,
  condition,
  evaluateCondition,
  type Operator,
  operator,
  operatorsWithoutValue,
} from './condition.js';
export { toCondition } from './condition-builder.js';
export { conditionReads, formatCondition } from './condition-expression.js';
export { evaluateKnown, type KnownValue } from './condition-known.js';
export { conditionProblem } from './condition-problem.js';
export { type ExpressionScope, evaluateExpression } from './expression/evaluate-expression.js';
export { type Expression, type FunctionName, functionArity } from './expression/expression.js';
export { formatExpression } from './expression/format-expression.js';
export type { MomentOfCall } from './expression/functions.js';
export { MAX_EXPRESSION_LENGTH, type ParsedExpression, parseExpression } from './expression/parse-expression.js';
export { readsOf } from './expression/reads-of.js';
export type { ExpressionProblem } from './expression/tokens.js';
export { renderTemplate, templateProblem } from './template.js';
export { isFailureOf, isRefusalOf } from './failure.js';
export {
  cancelGather,
  continueGather,
  type GatherEffect,
  type GatherOutcome,
  type GatherState,
  type GatherStep,
  startGather,
} from './gather.js';
export { type FlowInstance, newInstance } from './instance.js';
export {
  type ConfigProblem,
  defineNode,
  defineNodeType,
  type Exit,
  type FieldMeta,
  type FieldSection,
  type NodeContext,
  type NodeDefinition,
  type NodeEffect,
  type NodeFamily,
  type NodeStep,
  type NodeType,
} from './node-type.js';
export { compileFlow, type FlowProgram, type ProgramNode } from './program.js';
export { type Replay, type ReplayDifference, replayJournal } from './replay.js';
export { FlowRunner, type RunnerPorts } from './runner.js';
export { FAILURE_PLAY_ID, MAX_SILENT_STEPS } from './walk.js';
