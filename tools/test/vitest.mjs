import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { modulePath, repositoryRoot } from '../setup/paths.mjs';
import { ONE_FAILED } from './count.mjs';
import { runVisibly } from './visibly.mjs';
import { countReport, failedFiles, withSecondRun } from './vitest-report.mjs';

/** More files than these do not fail because a machine stood still for a moment. */
const MOST_FILES_RUN_AGAIN = 3;

/**
 * Runs Vitest for people to read, and counts from its report. A few files that failed run once more by themselves: calls
 * in real time also fail when the machine stands still. What passes then is counted as passed, and named as unsteady at
 * the end of the run (docs/adr/0031).
 * @param {readonly string[]} options
 * @returns {Promise<import('./count.mjs').Count>}
 */
export async function runVitest(options) {
  const first = await runOnce(options);
  if (!first.report) return ONE_FAILED;
  const again = failedFiles(first.report);
  if (first.isSuccess || again.length === 0 || again.length > MOST_FILES_RUN_AGAIN)
    return countReport(first.report, first.isSuccess);
  const files = again.map((path) => relative(repositoryRoot, path));
  console.log(`\n  Once more, by themselves: ${files.join(', ')}`);
  const second = await runOnce([...options, ...files]);
  if (!second.report) return countReport(first.report, false);
  return countReport(withSecondRun(first.report, second.report), second.isSuccess);
}

/**
 * @param {readonly string[]} options
 * @returns {Promise<{ report: import('./vitest-report.mjs').VitestReport | null, isSuccess: boolean }>} no report when
 *   Vitest did not come to its end
 */
async function runOnce(options) {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-tests-'));
  const path = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`];
  try {
    const isSuccess = await runVisibly([modulePath('vitest/vitest.mjs'), 'run', ...reporters, ...options]);
    return { report: existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null, isSuccess };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
