import type { Json, PlatformFallback } from '@callwright/protocol';
import type { FlowProgram } from '../program.js';
import type { FlowScript } from '../script/script.js';
import { type CallWorld, type CodeOutcome, type Fault, withFault } from './model/call-world.js';
import { momentOf } from './script-time.js';
import type { CallParts } from './simulated-call.js';

/** What a script runs in besides what it says itself. */
export type ScriptOptions = {
  /** Runs the authors' code, unless the script tells what comes of it; without either it runs into its time-out. */
  readonly runCode?: (source: string, input: Json) => CodeOutcome;
  /** How fast a voice speaks, how long recordings are. */
  readonly pace?: Partial<
    Pick<CallWorld, 'msPerCharacter' | 'playMs' | 'endOfTurnMs' | 'recognitionMs' | 'reportsCause'>
  >;
  /** What the platform does for a flow that failed. */
  readonly fallback?: PlatformFallback;
  /** Commands that go wrong, besides those the script names: also in ways it has no words for. */
  readonly faults?: readonly Fault[];
};

/**
 * The call a script describes. What it says nothing of waits to be told, as long as the command allows. Acts of code are
 * what comes of code, even where code could be run.
 */
export const callOf = (
  program: FlowProgram,
  { given, when }: FlowScript,
  { runCode, pace, fallback, faults = [] }: ScriptOptions,
): CallParts => {
  const tellsCode = when.some((act) => 'code' in act);
  return {
    program,
    world: {
      ...pace,
      unknown: 'waits',
      http: given.http ?? [],
      lines: given.lines ?? {},
      queues: given.queues ?? {},
      rooms: given.rooms ?? {},
      faults: [...firstFaults(when), ...faults],
      ...(tellsCode || runCode === undefined ? {} : { runCode }),
    },
    input: given.variables ?? {},
    startsAtMs: startOf(program, given.time),
    ...(given.from === undefined ? {} : { from: given.from }),
    ...(given.to === undefined ? {} : { to: given.to }),
    ...(given.headers === undefined ? {} : { headers: given.headers }),
    ...(given.seed === undefined ? {} : { seed: given.seed }),
    ...(fallback === undefined ? {} : { fallback }),
  };
};

/** What is wrong with what a script says is so before the call, in words; null when nothing is. */
export const problemOfGiven = ({ settings }: FlowProgram, { given }: FlowScript): string | null =>
  given.time !== undefined && momentOf(given.time, settings.timeZone) === null
    ? `"${given.time}" is no time: write it as 2026-03-02T09:30.`
    : null;

const startOf = ({ settings }: FlowProgram, time: string | undefined): number | undefined =>
  time === undefined ? undefined : (momentOf(time, settings.timeZone) ?? undefined);

// Those the script begins with: the first step may give the command at once.
const firstFaults = (when: FlowScript['when']): readonly Fault[] => {
  let faults: readonly Fault[] = [];
  for (const act of when) {
    if (!('fails' in act)) break;
    faults = withFault(faults, act.fails, 0);
  }
  return faults;
};
