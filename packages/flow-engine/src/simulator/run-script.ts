import type { FlowProgram } from '../program.js';
import type { FlowScript } from '../script/script.js';
import type { CallRecord } from './call-record.js';
import type { ScriptOptions } from './script-call.js';
import { type ScriptProblem, ScriptRun } from './script-run.js';

/** How a call went that was made by a script. */
export type ScriptResult = CallRecord & {
  /** What the script says and never came to be; empty when all of it did. */
  readonly problems: readonly ScriptProblem[];
};

/**
 * Makes the call a script describes, to its end. The caller waits politely for questions, answers of the world wait until
 * they are asked for, and after the last act the caller listens until the call is over. Never throws for what a script
 * says: an act whose moment never comes is a problem, and ends the script.
 */
export const runScript = (program: FlowProgram, script: FlowScript, options: ScriptOptions = {}): ScriptResult => {
  const run = new ScriptRun(program, script, options);
  const ending = run.finish();
  const problems = [run.problem, ending].flatMap((one) => (one === null ? [] : [one]));
  return { ...run.record, problems };
};
