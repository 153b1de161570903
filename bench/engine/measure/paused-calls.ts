import { compileFlow, FlowRunner, type RunnerPorts } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import { type EngineEvent, SERVER_TRACK } from '@callwright/protocol';
import { callwrightFlow } from '../ivr/callwright-flow.js';

/** How many calls wait at once. */
export const PAUSED_CALLS = 100_000;

/** Memory of calls that wait for a key in the menu of the IVR. */
export type PausedCalls = {
  readonly bytesPerCall: number;
  /** Resident memory of the whole process while all of them wait, in MB. */
  readonly processMb: number;
};

/**
 * What a waiting call keeps of its flow: its runner with its ports, its instance with variables and timers. Journals
 * have been handed on and are not counted.
 * @throws Error without `--expose-gc`
 */
export const measurePausedCalls = (): PausedCalls => {
  const { gc } = globalThis;
  if (!gc) throw new Error('Memory can be measured with --expose-gc only.');
  const program = compileFlow(callwrightFlow(), nodeTypes);
  const waitInMenu = (nth: number): FlowRunner => {
    const { ports, commands } = portsOfCall();
    const runner = new FlowRunner(program, null, ports);
    const call = { id: `c-${nth}`, from: `+1555${String(nth).padStart(7, '0')}`, to: '+15550199', protocol: 'memory' };
    runner.receive({ event: 'flowStarted', timestamp: 0, input: { call } });
    runner.receive(endOf(commands.playId));
    runner.receive(endOf(commands.gatherId));
    if (runner.instance.node !== 'menu') throw new Error('A call does not wait in the menu.');
    return runner;
  };
  // Warm, so that compiled code is not taken for calls.
  for (let nth = 0; nth < 2_000; nth += 1) waitInMenu(nth);
  const usedBefore = usedBytes(gc);
  const waiting = Array.from({ length: PAUSED_CALLS }, (_, nth) => waitInMenu(nth));
  const bytesPerCall = (usedBytes(gc) - usedBefore) / waiting.length;
  const processMb = process.memoryUsage().rss / 2 ** 20;
  for (const runner of waiting) runner.close();
  return { bytesPerCall, processMb };
};

const usedBytes = (gc: NonNullable<typeof globalThis.gc>): number => {
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const noTimer = { cancel: () => undefined };

// A call's own, as a live call has them.
const portsOfCall = () => {
  const commands = { playId: '', gatherId: '' };
  let seq = 0;
  const ports: RunnerPorts = {
    nowMs: () => 0,
    startTimer: () => noTimer,
    execute: (command) => {
      if (command.command === 'tts') commands.playId = command.playId ?? '';
      if (command.command === 'gather') commands.gatherId = command.gatherId;
    },
    journal: () => seq++,
    post: () => undefined,
    request: () => undefined,
    runCode: () => undefined,
  };
  return { ports, commands };
};

const endOf = (playId: string): EngineEvent => ({
  event: 'trackEnd',
  timestamp: 1_000,
  trackId: SERVER_TRACK,
  playId,
  durationMs: 1_000,
});
