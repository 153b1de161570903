export { type CallOptions, callInMemory } from './call-in-memory.js';
export {
  type CallInput,
  type CallModel,
  type CallOutput,
  isCallersTurn,
  type ModelEars,
  type ModelPlayback,
  type ModelUtterance,
  musicOf,
  newCallModel,
} from './call-model.js';
export { type CallRecord, commandsOf, eventsOf } from './call-record.js';
export {
  type CallWorld,
  type CodeOutcome,
  type Fault,
  type HttpRule,
  plainWorld,
  type SimulatedLine,
  type SimulatedQueue,
  type SimulatedRoom,
} from './call-world.js';
export { docExamples } from './doc-examples.js';
export { drawFlow, type FlowSketch } from './draw-flow.js';
export { FakeClock } from './fake-clock.js';
export { fuzzRuns } from './fuzz-runs.js';
export { type Heard, understand } from './hear.js';
export { NeverHappens } from './never-happens.js';
export { NodeCoverage } from './node-coverage.js';
export { type CallerTiming, ScriptedCaller } from './scripted-caller.js';
export { type CallParts, SimulatedCall } from './simulated-call.js';
export type { Awaited, HttpAnswer, SeenRequest } from './simulated-services.js';
export { stepCall } from './step-call.js';
export { verifyJournal } from './verify-journal.js';
