import { dirname } from 'node:path';
import { filesIn, findFiles, isFlowFile, isTestFile, withoutEnding } from '../files/find-files.js';
import { libraryOf } from '../files/flow-library.js';
import { at, type LoadedFlow, readFlows, readNeighbours } from '../files/read-flow.js';
import { type LoadedTests, readTests, type UnreadTests } from '../files/read-tests.js';
import { codeRunner } from '../files/sandbox.js';
import { type CliIo, UsageError } from '../io.js';
import type { Flags } from '../read-args.js';
import { type SuiteResult, SuiteRunner } from './run-suites.js';

/** What came of all tests, and the flows they are about. */
export type Ran = {
  readonly suites: readonly SuiteResult[];
  readonly runner: SuiteRunner;
  readonly flows: readonly LoadedFlow[];
};

/** Runs the tests that are meant. @throws UsageError when there are none */
export const runAll = async (operands: readonly string[], flags: Flags, io: CliIo): Promise<Ran> => {
  const found = await findFiles(io.cwd, operands, (path) => isTestFile(path) || isFlowFile(path));
  const named = found.filter(isFlowFile);
  const paths = await testFiles(io.cwd, found);
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

// A flow stands for the tests beside it.
const testFiles = async (cwd: string, found: readonly string[]): Promise<readonly string[]> => {
  const beside = await Promise.all(
    found.filter(isFlowFile).map(async (flow) => {
      const tests = await filesIn(cwd, dirname(flow), isTestFile);
      return tests.filter((path) => withoutEnding(path) === withoutEnding(flow));
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
