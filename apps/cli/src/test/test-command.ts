import { dirname } from 'node:path';
import { AppError } from '@callwright/protocol';
import { formatAnnotation } from '../ci/annotation.js';
import type { Command } from '../command.js';
import { isFlowFile, isTestFile } from '../files/find-files.js';
import { globFolder, isGlob } from '../files/glob.js';
import { writeText } from '../files/write-text.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { painter } from '../paint.js';
import type { Flags } from '../read-args.js';
import { belowOf, coverageOf, type FlowCovered, reportCoverage } from './coverage.js';
import { formatJunit } from './junit.js';
import { reportSuite, reportTotals, type Totals, totalsOf, whyItFailed } from './report-suites.js';
import { runAll } from './run-all.js';
import type { SuiteResult } from './run-suites.js';
import { testAnnotations } from './test-annotations.js';

/** Runs flow tests. */
export const testCommand: Command = {
  name: 'test',
  summary: 'Runs flow tests: *.test.yaml beside flows, with coverage and JUnit XML',
  operands: '<files or folders...>',
  operandCount: { atLeast: 1 },
  description: `Makes the calls that flow tests describe, in memory, and compares what came of them. Time passes as fast as it can,
and nothing is asked of any network. Folders are searched for *.test.yaml; a test file is about the flow of the same
name beside it unless it says another. A flow file stands for its test file.`,
  options: {
    filter: { value: 'text', help: 'Runs only tests with this in their names.' },
    junit: { value: 'file', help: 'Writes JUnit XML too.' },
    coverage: { help: 'Shows the steps, ways out and lines that no test goes through.' },
    'min-coverage': { value: 'percent', help: 'Fails when a flow has less of its steps, ways out or lines covered.' },
    library: { value: 'folder', isMany: true, help: 'A folder with more flows that these call.' },
    watch: { help: 'Runs them again each time a file is changed, until Ctrl-C.' },
    github: { help: 'Writes annotations for pull requests on GitHub too.' },
    json: { help: 'Writes JSON.' },
  },
  run: async (operands, flags, io) => {
    if (!flags.isOn('watch')) return runOnce(operands, flags, io);
    let code = await runAgain(operands, flags, io);
    for await (const _change of io.changes(foldersOf(operands))) {
      io.out(painter(io)('dim', '— changed —'));
      code = await runAgain(operands, flags, io);
    }
    return code;
  },
};

// Half a file while somebody types is no reason to stop.
const runAgain = async (operands: readonly string[], flags: Flags, io: CliIo): Promise<number> => {
  try {
    return await runOnce(operands, flags, io);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof AppError)) throw error;
    io.err(error.message);
    return EXIT.unusable;
  }
};

const foldersOf = (operands: readonly string[]): readonly string[] => [
  ...new Set(
    operands.map((one) => {
      if (isGlob(one)) return globFolder(one);
      return isTestFile(one) || isFlowFile(one) ? dirname(one) : one;
    }),
  ),
];

const runOnce = async (operands: readonly string[], flags: Flags, io: CliIo): Promise<number> => {
  const begunMs = io.nowMs();
  const minPercent = flags.whole('min-coverage', [0, 100]);
  const { suites, runner, flows } = await runAll(operands, flags, io);
  for (const flow of flows) runner.prepare(flow);
  const coverage = coverageOf(runner.covered);
  const below = minPercent === null ? [] : belowOf(coverage, minPercent);
  const totals = totalsOf(suites);
  if (totals.passed + totals.failed + totals.unusable === 0) throw new UsageError('No test has such a name.');
  const junit = flags.text('junit');
  if (junit !== null) await writeText(io.cwd, junit, formatJunit(suites));
  if (flags.isOn('json')) io.out(JSON.stringify(asJson(suites, totals, coverage), null, 2));
  else {
    io.out(asText(suites, flags.isOn('coverage') || below.length > 0 ? coverage : [], io));
    io.out(reportTotals(totals, io.nowMs() - begunMs, painter(io)));
    if (flags.isOn('github')) annotate(suites, io);
  }
  if (below.length > 0) io.err(`${below.map(({ name }) => name).join(', ')}: less than ${minPercent} % is covered.`);
  return exitOf(totals, below);
};

const annotate = (suites: readonly SuiteResult[], io: CliIo): void => {
  for (const one of testAnnotations(suites)) io.out(formatAnnotation(one));
};

const exitOf = ({ unusable, failed }: Totals, below: readonly FlowCovered[]): number => {
  if (unusable > 0) return EXIT.unusable;
  return failed > 0 || below.length > 0 ? EXIT.findings : EXIT.ok;
};

const asText = (suites: readonly SuiteResult[], coverage: readonly FlowCovered[], io: CliIo): string => {
  const paint = painter(io);
  return [
    ...suites.flatMap((suite) => reportSuite(suite, paint)),
    ...(coverage.length > 0 ? reportCoverage(coverage, paint) : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
};

const asJson = (suites: readonly SuiteResult[], totals: Totals, coverage: readonly FlowCovered[]) => ({
  ...totals,
  suites: suites.map(({ path, flow, unusable, cases }) => ({
    path,
    flow: flow?.path ?? null,
    unusable,
    tests: cases.map((one) => ({
      name: one.name,
      ...one.place,
      passed: one.result.passed,
      durationMs: one.durationMs,
      problems: one.result.problems,
      ...(one.result.passed ? {} : { why: whyItFailed(one).join('\n') }),
      path: one.result.record.path,
    })),
  })),
  coverage,
});
