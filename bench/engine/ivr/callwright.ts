import { compileFlow, FlowRunner, type RunnerPorts } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import { Journal } from '../journal.js';
import { callwrightFlow } from './callwright-flow.js';
import type { CallEvents, Contender } from './contender.js';

const noTimer = { cancel: () => undefined };

/** Our engine with its runner, as a live call has it. */
export const createCallwright = (version: string): Contender => {
  const program = compileFlow(callwrightFlow(), nodeTypes);
  const runCall = (events: CallEvents): Journal => {
    const journal = new Journal();
    const runner = new FlowRunner(program, null, portsOf(journal));
    for (const event of events) runner.receive(event);
    return journal;
  };
  return {
    name: 'callwright',
    version,
    callsAtOnce: 100,
    prepare: (calls) => () => calls.map(runCall),
    close: async () => undefined,
  };
};

// The events of a call are given; what would bring them about is left out, for every contender alike.
const portsOf = (journal: Journal): RunnerPorts => ({
  nowMs: () => 0,
  startTimer: () => noTimer,
  execute: () => undefined,
  journal: (entry) => journal.write(entry),
  post: () => undefined,
  request: () => undefined,
  runCode: () => undefined,
});
