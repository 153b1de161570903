import { describeMismatch } from '@callwright/flow-engine/simulator';
import { counted, type Paint } from '../paint.js';
import { pathLines } from './path-lines.js';
import type { CaseResult, SuiteResult } from './run-suites.js';

/** How many tests went how. */
export type Totals = {
  readonly passed: number;
  readonly failed: number;
  /** Files whose tests could not be run. */
  readonly unusable: number;
};

/** Adds up what came of all files. */
export const totalsOf = (suites: readonly SuiteResult[]): Totals => {
  const cases = suites.flatMap((suite) => suite.cases);
  const passed = cases.filter(({ result }) => result.passed).length;
  const unusable = suites.filter((suite) => suite.unusable.length > 0).length;
  return { passed, failed: cases.length - passed, unusable };
};

/** The tests of one file, as text; nothing when a filter left none. */
export const reportSuite = ({ path, flow, unusable, cases }: SuiteResult, paint: Paint): readonly string[] => {
  if (cases.length === 0 && unusable.length === 0) return [];
  const about = flow === null ? '' : paint('dim', ` (${flow.file.name})`);
  return [
    `${paint('bold', path)}${about}`,
    ...unusable.map((why) => `  ${paint('red', '✗')} ${why}`),
    ...cases.flatMap((one) => reportCase(path, one, paint)),
    '',
  ];
};

/** The last line: `12 passed, 1 failed (34 ms)`. */
export const reportTotals = ({ passed, failed, unusable }: Totals, durationMs: number, paint: Paint): string => {
  const parts = [
    paint(passed > 0 ? 'green' : 'dim', `${passed} passed`),
    paint(failed > 0 ? 'red' : 'dim', `${failed} failed`),
    ...(unusable > 0 ? [paint('red', `${counted(unusable, 'file')} could not be run`)] : []),
  ];
  return `${parts.join(', ')} ${paint('dim', `(${Math.round(durationMs)} ms)`)}`;
};

/** What was wrong with a test, as text: what was expected beside what came. */
export const whyItFailed = ({ result, expectedPath }: CaseResult): readonly string[] =>
  result.problems.flatMap((problem) =>
    problem.about === 'path' && expectedPath !== null
      ? ['path', ...pathLines(expectedPath, result.record.path).map((line) => `  ${line}`)]
      : describeMismatch(problem).split('\n'),
  );

const reportCase = (path: string, one: CaseResult, paint: Paint): readonly string[] => {
  const took = paint('dim', `(${Math.round(one.durationMs)} ms)`);
  if (one.result.passed) return [`  ${paint('green', '✓')} ${one.name} ${took}`];
  const where = paint('dim', `${path}:${one.place.line}:${one.place.column}`);
  return [
    `  ${paint('red', '✗')} ${one.name} ${took} ${where}`,
    ...whyItFailed(one).map((line) => `      ${line.startsWith('  →') ? paint('red', line) : line}`),
  ];
};
