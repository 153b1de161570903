import { NOTHING } from './count.mjs';

/**
 * The part of Vitest's JSON report that is used here.
 * @typedef {{ status: string, fullName: string }} Assertion
 * @typedef {{ name: string, status: string, assertionResults: readonly Assertion[] }} TestFile
 * @typedef {{ testResults: readonly TestFile[] }} VitestReport
 */

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
  const skips = tests.filter(isSkipped).map(({ fullName }) => fullName);
  return {
    ...NOTHING,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failed === 0 && !isSuccess ? 1 : failed,
    skipped: skips.length,
    skips,
  };
}

/** @param {Assertion} assertion */
function hasFailed({ status }) {
  return status === 'failed';
}

/** @param {Assertion} assertion */
function isSkipped({ status }) {
  return status === 'skipped' || status === 'pending' || status === 'todo' || status === 'disabled';
}
