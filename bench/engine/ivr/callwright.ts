import { compileFlow, FlowRunner, type RunnerPorts } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import { Journal } from '../journal.js';
import { callwrightFlow } from './callwright-flow.js';
import type { CallEvents, Contender } from './contender.js';

const noTimer = { cancel: () => undefined };

/** Our engine with its runner, as a live call has it. */
export const createCallwright = (version: string): Contender => {
  const runCall = callwrightCalls();
  const journalOf = (events: CallEvents): Journal => {
    const journal = new Journal();
    runCall(events, (entry) => journal.write(entry));
    return journal;
  };
  return {
    name: 'callwright',
    version,
    callsAtOnce: 100,
    prepare: (calls) => () => calls.map(journalOf),
    close: async () => undefined,
  };
};

/** Runs calls of the IVR on our engine; each entry of a call's journal is handed to `write`. */
export const callwrightCalls = (): ((events: CallEvents, write: RunnerPorts['journal']) => void) => {
  const program = compileFlow(callwrightFlow(), nodeTypes);
  return (events, write) => {
    const runner = new FlowRunner(program, null, portsOf(write));
    for (const event of events) runner.receive(event);
  };
};

// The events of a call are given; what would bring them about is left out, for every contender alike.
const portsOf = (journal: RunnerPorts['journal']): RunnerPorts => ({
  nowMs: () => 0,
  startTimer: () => noTimer,
  execute: () => undefined,
  journal,
  post: () => undefined,
  request: () => undefined,
  runCode: () => undefined,
});
