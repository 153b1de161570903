export { type CallRecord, commandsOf, eventsOf } from '../simulator/call-record.js';
export { FakeClock } from '../simulator/fake-clock.js';
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
} from '../simulator/model/call-model.js';
export {
  type CallWorld,
  type CodeOutcome,
  type Fault,
  type HttpRule,
  plainWorld,
  type SimulatedLine,
  type SimulatedQueue,
  type SimulatedRoom,
} from '../simulator/model/call-world.js';
export { type Heard, understand } from '../simulator/model/hear.js';
export { stepCall } from '../simulator/model/step-call.js';
export { NeverHappens } from '../simulator/never-happens.js';
export { type CallerTiming, ScriptedCaller } from '../simulator/scripted-caller.js';
export { type CallParts, SimulatedCall } from '../simulator/simulated-call.js';
export type { Awaited, HttpAnswer, SeenRequest } from '../simulator/simulated-services.js';
export { type CallOptions, callInMemory } from './call-in-memory.js';
export { docExamples } from './doc-examples.js';
export { drawFlow, type FlowSketch } from './draw-flow.js';
export { fuzzRuns } from './fuzz-runs.js';
export { NodeCoverage } from './node-coverage.js';
export { verifyJournal } from './verify-journal.js';
