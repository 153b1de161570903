import type { FlowProgram } from '../program.js';
import type { FlowTest } from './flow-test.js';
import { judgeCall, type Mismatch } from './judge-call.js';
import { runScript, type ScriptResult } from './run-script.js';
import type { ScriptOptions } from './script-call.js';

/** How a test of a flow went. */
export type FlowTestResult = {
  readonly name: string;
  readonly passed: boolean;
  /** What was not as it should be; what the script could not do comes first. */
  readonly problems: readonly Mismatch[];
  readonly record: ScriptResult;
};

/** Makes the call a test describes and compares what came of it. Needs no server; throws for nothing a test says. */
export const runFlowTest = (program: FlowProgram, test: FlowTest, options: ScriptOptions = {}): FlowTestResult => {
  const record = runScript(program, { given: test.given, when: test.when }, options);
  const undone = record.problems.map(({ act, message }) => ({
    about: act === null ? 'given' : `when[${act}]`,
    expected: act === null ? 'a call that comes to its end' : JSON.stringify(test.when[act]),
    actual: message,
  }));
  const problems = [...undone, ...judgeCall(test.then, record)];
  return { name: test.name, passed: problems.length === 0, problems, record };
};

/** A mismatch in words, on three lines. */
export const describeMismatch = ({ about, expected, actual }: Mismatch): string =>
  `${about}\n  expected: ${expected}\n  actual:   ${actual}`;
