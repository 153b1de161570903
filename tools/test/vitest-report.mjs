import { relative } from 'node:path';
import { repositoryRoot } from '../setup/paths.mjs';
import { NOTHING } from './count.mjs';

/** Lines of a failure's message that are told again at the end. */
const LINES_OF_A_FAILURE = 12;

/**
 * The part of Vitest's JSON report that is used here.
 * @typedef {{ status: string, fullName: string, failureMessages?: readonly string[] }} Assertion
 * @typedef {{ name: string, status: string, message?: string, assertionResults: readonly Assertion[],
 *   failedFirst?: TestFile }} TestFile
 * @typedef {{ testResults: readonly TestFile[] }} VitestReport
 */

/**
 * Paths of files with a test that failed, or that could not be loaded.
 * @param {VitestReport} report
 */
export function failedFiles({ testResults }) {
  return testResults.filter((file) => file.status === 'failed').map(({ name }) => name);
}

/**
 * The first report with the files that ran a second time as they went then; how they failed first is kept.
 * @param {VitestReport} first
 * @param {VitestReport} second
 * @returns {VitestReport}
 */
export function withSecondRun(first, second) {
  const again = new Map(second.testResults.map((file) => [file.name, file]));
  return {
    testResults: first.testResults.map((file) => {
      const rerun = again.get(file.name);
      return rerun ? { ...rerun, failedFirst: file } : file;
    }),
  };
}

/**
 * Counts a report so that nothing that went wrong is lost: a file that could not be loaded is one failed test, and so is
 * a run that failed although every test passed (an error outside any test).
 * @param {VitestReport} report
 * @param {boolean} isSuccess whether Vitest itself ended well
 * @returns {import('./count.mjs').Count}
 */
export function countReport({ testResults }, isSuccess) {
  const tests = testResults.flatMap((file) => file.assertionResults);
  const unloadable = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(hasFailed));
  const failed = tests.filter(hasFailed).length + unloadable.length;
  return {
    ...NOTHING,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failed === 0 && !isSuccess ? 1 : failed,
    skipped: tests.filter(isSkipped).length,
    skips: testResults.flatMap(skipsOf),
    failures: testResults.flatMap(failuresOf),
    unsteady: testResults.flatMap(unsteadyOf),
  };
}

/** Skipped tests of a file in one line: their names would fill pages. @param {TestFile} file */
function skipsOf({ name, assertionResults }) {
  const count = assertionResults.filter(isSkipped).length;
  return count === 0 ? [] : [`${shown(name)}: ${count} of ${assertionResults.length}`];
}

/** @param {TestFile} file */
function failuresOf({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter(hasFailed);
  if (failed.length === 0) return status === 'failed' ? [told(shown(name), message)] : [];
  return failed.map(({ fullName, failureMessages }) => told(`${shown(name)}: ${fullName}`, failureMessages?.[0]));
}

/** What failed at first in a file that passed when it ran again. @param {TestFile} file */
function unsteadyOf({ status, failedFirst }) {
  return failedFirst && status !== 'failed' ? failuresOf(failedFirst) : [];
}

/** @param {string} what @param {string} [why] */
function told(what, why = '') {
  return [what, ...why.split('\n').filter(Boolean).slice(0, LINES_OF_A_FAILURE)].join('\n');
}

/** @param {string} path */
function shown(path) {
  return relative(repositoryRoot, path);
}

/** @param {Assertion} assertion */
function hasFailed({ status }) {
  return status === 'failed';
}

/** @param {Assertion} assertion */
function isSkipped({ status }) {
  return status === 'skipped' || status === 'pending' || status === 'todo' || status === 'disabled';
}
