export { advance, type Turn } from './advance.js';
export type { Answerer } from './answerer.js';
export {
  lengthOf,
  MAX_DEPTH,
  MAX_SILENT_STEPS,
  MAX_STEPS,
  MAX_VALUE_LENGTH,
  MAX_VARIABLES_LENGTH,
} from './bounds.js';
export { isOpenAt, type Opening, type OpeningRule } from './calendar/is-open-at.js';
export {
  dateOf,
  epochDayOf,
  formatLocalDate,
  formatLocalTime,
  isTimeZone,
  type LocalDate,
  type LocalTime,
  localTime,
  parseLocalDate,
  whenLocal,
} from './calendar/local-time.js';
export {
  type Holiday,
  type HoursOverride,
  holiday,
  hoursOverride,
  type OpeningHours,
  openingHours,
  type TimeRange,
  timeRange,
} from './calendar/opening-hours.js';
export { abilitiesOn } from './check/abilities-on.js';
export { type CheckOptions, checkFlow, type FlowProof, isPublishable, proveFlow } from './check/check-flow.js';
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
export { describeCondition } from './describe-condition.js';
export { endsUnheard } from './ends-unheard.js';
export { itemsIn } from './expression/comparing.js';
export { type ExpressionScope, evaluateExpression } from './expression/evaluate-expression.js';
export { type Expression, type FunctionName, functionArity } from './expression/expression.js';
export { formatExpression } from './expression/format-expression.js';
export type { MomentOfCall } from './expression/functions.js';
export { MAX_EXPRESSION_LENGTH, type ParsedExpression, parseExpression } from './expression/parse-expression.js';
export { partsOf } from './expression/parts-of.js';
export { readsOf } from './expression/reads-of.js';
export type { ExpressionProblem } from './expression/tokens.js';
export { isFailureOf, isRefusalOf } from './failure.js';
export { type FlowFile, flowFileSchema, parseFlowFile, type ReadFlowFile } from './file/flow-file.js';
export { formatFlowFile } from './file/format-flow-file.js';
export { type FileProblem, readYaml, type YamlText } from './file/read-yaml.js';
export {
  cancelGather,
  continueGather,
  type GatherEffect,
  type GatherOutcome,
  type GatherState,
  type GatherStep,
  startGather,
} from './gather.js';
export { type CallingFrame, type FlowInstance, newInstance } from './instance.js';
export { FAILURE_PLAY_ID, FAILURE_REFER_ID } from './last-words.js';
export { type LocalText, localText, speaks, textIn, wordings } from './local-text.js';
export {
  type Capability,
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
  type Spoken,
} from './node-type.js';
export { ALWAYS, NEVER, type Outcome, type Written, type WrittenKind } from './outcome.js';
export { compileFlow, type FlowLibrary, type FlowProgram, type ProgramNode, subflowsOf } from './program.js';
export { type ReadConfig, readConfig } from './read-config.js';
export { rememberedValues } from './remembered-values.js';
export { type Replay, type ReplayDifference, replayJournal } from './replay.js';
export {
  type ChangedEffect,
  type Divergence,
  type PathMove,
  type PathReplay,
  type ReplayMoment,
  replayPath,
} from './replay-path.js';
export { FlowRunner, type FlowStart, type RunnerPorts } from './runner.js';
export { valueAt } from './saved-values.js';
export {
  type FlowScript,
  flowScript,
  httpAnswer,
  httpRule,
  lineOutcome,
  type ScriptAct,
  type ScriptGiven,
  scriptAct,
  scriptGiven,
  scriptLine,
  scriptQueue,
  scriptRoom,
} from './script/script.js';
export { isSecretReference, revealSecrets, withoutSecrets } from './secret-reference.js';
export { conceal, SecretVault } from './secret-vault.js';
export { hasMeaning } from './spoken/grammar-meaning.js';
export { type Expectation, interpretSpeech, type Meaning } from './spoken/interpret-speech.js';
export { type SpokenLanguage, spokenLanguageOf } from './spoken/languages.js';
export { plainWords, type Strictness } from './spoken/match-choice.js';
export { parseSpokenDate } from './spoken/parse-date.js';
export { parseSpokenDigits, parseSpokenNumber } from './spoken/parse-number.js';
export { parseSpokenTime } from './spoken/parse-time.js';
export { MAX_SPELLED, spellNumber } from './spoken/spell-number.js';
export { parseYesNo, type YesNoPhrases, yesNoPhrases } from './spoken/yes-no.js';
export { renderTemplate, templateProblem } from './template.js';
export type { TemplateMoment } from './template-date.js';
export { type TemplateRead, templateReads } from './template-reads.js';
export { isConstant, soleVariable } from './template-shape.js';
export type { StandIn } from './withhold-secrets.js';
