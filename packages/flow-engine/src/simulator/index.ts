export { formatTestFile } from '../file/format-test-file.js';
export type { Failure, FailureKind } from '../fuzz/failures-in.js';
export { type FuzzFinding, type FuzzOptions, fuzzFlow } from '../fuzz/fuzz-flow.js';
export { testOfFinding } from '../fuzz/test-of-finding.js';
export { type CallRecord, commandsOf, eventsOf } from './call-record.js';
export { type Covered, FlowCoverage, type FlowCoverageReport } from './flow-coverage.js';
export {
  type FlowExpectation,
  type FlowTest,
  type FlowTestDocument,
  flowExpectation,
  flowTest,
  flowTestDocument,
} from './flow-test.js';
export { endOf, judgeCall, type Mismatch } from './judge-call.js';
export type { CallWorld, CodeOutcome } from './model/call-world.js';
export { movesOf, type PathDifference, pathDifference } from './path-difference.js';
export { describeMismatch, type FlowTestResult, runFlowTest } from './run-flow-test.js';
export { runScript, type ScriptResult } from './run-script.js';
export type { ScriptOptions } from './script-call.js';
export { type ScriptProblem, ScriptRun } from './script-run.js';
export { momentOf } from './script-time.js';
export type { SeenRequest } from './simulated-services.js';
export { type Done, type Restarted, Simulator } from './simulator.js';
export type { SimulatorState, WaitingFor } from './simulator-state.js';
