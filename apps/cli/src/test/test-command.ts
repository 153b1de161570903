import { resolve } from 'node:path';
import type { Command } from '../command.js';
import { filesIn, findFiles, isFlowFile, isTestFile, withoutEnding } from '../files/find-files.js';
import { libraryOf } from '../files/flow-library.js';
import { at, type LoadedFlow, readFlows, readNeighbours } from '../files/read-flow.js';
import { type LoadedTests, readTests, type UnreadTests } from '../files/read-tests.js';
import { codeRunner } from '../files/sandbox.js';
import { writeText } from '../files/write-text.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { painter } from '../paint.js';
import type { Flags } from '../read-args.js';
import { belowOf, coverageOf, type FlowCovered, reportCoverage } from './coverage.js';
import { formatJunit } from './junit.js';
import { reportSuite, reportTotals, type Totals, totalsOf, whyItFailed } from './report-suites.js';
import { type SuiteResult, SuiteRunner } from './run-suites.js';

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
    json: { help: 'Writes JSON.' },
  },
  run: async (operands, flags, io) => {
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
    }
    if (below.length > 0) io.err(`${below.map(({ name }) => name).join(', ')}: less than ${minPercent} % is covered.`);
    return exitOf(totals, below);
  },
};

const exitOf = ({ unusable, failed }: Totals, below: readonly FlowCovered[]): number => {
  if (unusable > 0) return EXIT.unusable;
  return failed > 0 || below.length > 0 ? EXIT.findings : EXIT.ok;
};

type Ran = {
  readonly suites: readonly SuiteResult[];
  readonly runner: SuiteRunner;
  readonly flows: readonly LoadedFlow[];
};

const runAll = async (operands: readonly string[], flags: Flags, io: CliIo): Promise<Ran> => {
  const found = await findFiles(io.cwd, operands, (path) => isTestFile(path) || isFlowFile(path));
  const named = found.filter(isFlowFile);
  const paths = await testFiles(io.cwd, found, operands);
  if (paths.length === 0) throw new UsageError('There are no flow tests (*.test.yaml) in there.');
  const files = await Promise.all(paths.map((path) => readTests(io.cwd, path)));
  const wanted = files.flatMap((one) => ('tests' in one && one.flowPath !== null ? [one.flowPath] : []));
  const flowPaths = [...new Set([...named, ...wanted])];
  const { flows, unread } = await readFlows(io.cwd, flowPaths);
  const library = [...flows, ...(await readNeighbours(io.cwd, flowPaths, flags.texts('library')))];
  const runCode = await codeRunner(library);
  const { nowMs } = io;
  const runner = new SuiteRunner({ library: libraryOf(library), runCode, filter: flags.text('filter') ?? '', nowMs });
  const suites = files.map((file) => runFile(file, flows, unread, runner));
  return { suites, runner, flows };
};

const testFiles = async (
  cwd: string,
  found: readonly string[],
  operands: readonly string[],
): Promise<readonly string[]> => {
  const flows = operands.filter(isFlowFile);
  const beside = await Promise.all(
    flows.map(async (flow) => {
      const tests = await filesIn(cwd, resolve(cwd, flow, '..'), isTestFile);
      const own = tests.filter((path) => withoutEnding(path) === withoutEnding(resolve(cwd, flow)));
      return findFiles(cwd, own, isTestFile);
    }),
  );
  return [...new Set([...found.filter((path) => !isFlowFile(path)), ...beside.flat()])];
};

const runFile = (
  file: LoadedTests | UnreadTests,
  flows: readonly LoadedFlow[],
  unread: Awaited<ReturnType<typeof readFlows>>['unread'],
  runner: SuiteRunner,
): SuiteResult => {
  const { path } = file;
  const unusable = (...why: readonly string[]): SuiteResult => ({ path, flow: null, unusable: why, cases: [] });
  if (!('tests' in file)) return unusable(...file.problems.map((problem) => at(path, problem)));
  const { flowPath } = file;
  if (flowPath === null) return unusable('There is no flow of this name beside it, and it names none (flow: …).');
  const flow = flows.find((one) => one.path === flowPath);
  if (flow) return runner.run(file, flow);
  const problems = unread.find((one) => one.path === flowPath)?.problems ?? [];
  return unusable(...problems.map((problem) => at(flowPath, problem)));
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
