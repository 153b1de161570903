export { type CallOptions, type CallRecord, callInMemory, commandsOf, eventsOf } from './call-in-memory.js';
export {
  type CallInput,
  type CallModel,
  type CallOutput,
  isCallersTurn,
  type ModelEars,
  type ModelPlayback,
  type ModelUtterance,
  newCallModel,
} from './call-model.js';
export { type CallWorld, type Fault, plainWorld, type SimulatedLine } from './call-world.js';
export { docExamples } from './doc-examples.js';
export { drawFlow, type FlowSketch } from './draw-flow.js';
export { FakeClock } from './fake-clock.js';
export { fuzzRuns } from './fuzz-runs.js';
export { type Heard, understand } from './hear.js';
export { NodeCoverage } from './node-coverage.js';
export { type CallerTiming, ScriptedCaller } from './scripted-caller.js';
export { type CallParts, SimulatedCall } from './simulated-call.js';
export { stepCall } from './step-call.js';
export { verifyJournal } from './verify-journal.js';
