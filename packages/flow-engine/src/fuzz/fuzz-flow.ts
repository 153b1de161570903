import type { FlowProgram } from '../program.js';
import type { FlowScript, ScriptGiven } from '../script/script.js';
import { runScript } from '../simulator/run-script.js';
import type { ScriptOptions } from '../simulator/script-call.js';
import { callerWays } from './caller-ways.js';
import { Chance } from './chance.js';
import { type Failure, failuresIn, MAX_SILENCE_MS } from './failures-in.js';
import { randomScript } from './random-script.js';
import { shrinkScript } from './shrink.js';

/** How to look for failures. */
export type FuzzOptions = ScriptOptions & {
  /** The same seed makes the same callers. */
  readonly seed: number;
  /** So many calls are made, besides those that shorten what was found. */
  readonly runs: number;
  /** What is so in every call: who calls when, how the world answers. */
  readonly given?: ScriptGiven;
  /** Longer than this no caller waits without hearing anything; without it 30 seconds. */
  readonly maxSilenceMs?: number;
};

/** A failure, with the least a caller must do to meet with it. */
export type FuzzFinding = Failure & {
  /** Without any one of its acts, or of the keys in them, the failure is gone. */
  readonly script: FlowScript;
  /** Which call it was first seen in, from 1. */
  readonly run: number;
};

/**
 * Calls a flow again and again as all kinds of people, and tells what went wrong: once for each kind of failure and step,
 * by the least script. The same flow and options give the same findings.
 */
export const fuzzFlow = (program: FlowProgram, options: FuzzOptions): readonly FuzzFinding[] => {
  const ways = callerWays(program);
  const chance = new Chance(options.seed);
  const found = new Map<string, FuzzFinding>();
  for (let run = 1; run <= options.runs; run += 1) {
    const script = randomScript(chance.below(2 ** 32), ways, options.given ?? {});
    for (const failure of findFailures(program, script, options)) {
      const key = keyOf(failure);
      if (!found.has(key)) found.set(key, { ...shrinkFailure(program, script, failure, options), run });
    }
  }
  return [...found.values()];
};

/** Everything that goes wrong in the call a script makes. */
export const findFailures = (
  program: FlowProgram,
  script: FlowScript,
  { maxSilenceMs = MAX_SILENCE_MS, ...options }: Partial<FuzzOptions> = {},
): readonly Failure[] => {
  const record = runScript(program, script, options);
  const stuck = record.problems.find(({ act }) => act === null);
  return [
    ...failuresIn(record, maxSilenceMs),
    ...(stuck ? [{ kind: 'neverEnds' as const, nodeId: record.instance.node, message: stuck.message }] : []),
  ];
};

/** The same for failures that are one: of one kind, in one step. */
export const keyOf = ({ kind, nodeId }: Failure): string => `${kind} ${nodeId ?? ''}`;

const shrinkFailure = (program: FlowProgram, script: FlowScript, failure: Failure, options: FuzzOptions) => {
  const again = (one: FlowScript) =>
    findFailures(program, one, options).find((other) => keyOf(other) === keyOf(failure));
  const least = shrinkScript(script, (one) => again(one) !== undefined);
  return { ...(again(least) ?? failure), script: least };
};
