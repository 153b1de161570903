import { compileFlow, FlowRunner } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import type { Command, JournalLine } from '@callwright/protocol';
import { quickMenu } from '../../e2e/support/flows.js';

/** From an event handed to the engine to the command it answers with, journal included, in ms: one sample a call. */
export const measureEventToCommand = (calls: number): readonly number[] => {
  const program = compileFlow(quickMenu().flow, nodeTypes);
  return Array.from({ length: calls }, () => decideOnce(program));
};

const decideOnce = (program: ReturnType<typeof compileFlow>): number => {
  let answeredMs = Number.NaN;
  let gatherId = '';
  const journal: JournalLine[] = [];
  const runner = new FlowRunner(program, null, {
    nowMs: () => 0,
    startTimer: () => ({ cancel: () => undefined }),
    execute: (command: Command) => {
      if (command.command === 'gather') gatherId = command.gatherId;
      if (command.command === 'tts') answeredMs = performance.now();
    },
    journal: (entry) => journal.push({ seq: journal.length, atMs: 0, ...entry } as JournalLine),
    post: () => undefined,
    request: () => undefined,
    runCode: () => undefined,
  });
  runner.receive(runner.start({ input: {} }));
  const startedMs = performance.now();
  runner.receive({
    event: 'gatherResult',
    timestamp: 0,
    gatherId,
    reason: 'speech',
    text: 'billing',
    choice: 'billing',
  });
  runner.close();
  return answeredMs - startedMs;
};
