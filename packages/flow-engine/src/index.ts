export { advance, type Turn } from './advance.js';
export { checkFlow, isPublishable } from './check.js';
export {
  type Comparison,
  type Condition,
  comparison,
  condition,
  evaluateCondition,
  type Operator,
  operator,
} from './condition.js';
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
export { renderTemplate, templateProblem } from './template.js';
export { FAILURE_PLAY_ID, MAX_SILENT_STEPS } from './walk.js';
