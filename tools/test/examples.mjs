import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../setup/paths.mjs';
import { NOTHING, ONE_FAILED, sumCounts } from './count.mjs';

/**
 * What of `callwright check --json` and `callwright test --json` is looked at.
 * @typedef {{ path: string, problems: readonly { step?: string, message: string }[] }} CheckedFlow
 * @typedef {{ flows: readonly CheckedFlow[], unread: readonly { path: string }[] }} CheckReport
 * @typedef {{ path: string, nodes: { missing: readonly string[] }, exits: { missing: readonly string[] } }} CoveredFlow
 * @typedef {{ name: string, passed: boolean, why?: string }} TestedCase
 * @typedef {{ path: string, unusable: readonly string[], tests: readonly TestedCase[] }} TestedFile
 * @typedef {{ suites: readonly TestedFile[], coverage: readonly CoveredFlow[] }} TestReport
 * @typedef {{ count: import('./count.mjs').Count, lines: readonly string[] }} Verdict
 */

/**
 * Proves the example flows, runs their tests, and asks for every way out of every step.
 * @returns {Promise<import('./count.mjs').Count>}
 */
export async function runExamples() {
  const verdicts = [
    judgeCheck(await callwright(['check', 'examples', '--strict', '--json'])),
    judgeTests(await callwright(['test', 'examples', '--json'])),
  ];
  for (const line of verdicts.flatMap(({ lines }) => lines)) console.log(`  ${line}`);
  return sumCounts(verdicts.map(({ count }) => count));
}

/**
 * One test for each flow: nothing is found in it, neither errors nor warnings, and nothing is undecided.
 * @param {CheckReport | null} report null when the command wrote none
 * @returns {Verdict}
 */
export function judgeCheck(report) {
  if (report === null) return { count: ONE_FAILED, lines: ['callwright check could not be run.'] };
  const broken = report.flows.filter(({ problems }) => problems.length > 0);
  const failed = broken.length + report.unread.length;
  return {
    count: { ...NOTHING, passed: report.flows.length - broken.length, failed },
    lines: [
      ...report.unread.map(({ path }) => `${path} cannot be read.`),
      ...broken.flatMap(({ path, problems }) =>
        problems.map(({ step, message }) => `${path}: ${step ? `${step}: ` : ''}${message}`),
      ),
    ],
  };
}

/**
 * The tests that were run, one for each file that could not be, and one for each flow: all its ways out are taken.
 * @param {TestReport | null} report null when the command wrote none
 * @returns {Verdict}
 */
export function judgeTests(report) {
  if (report === null) return { count: ONE_FAILED, lines: ['callwright test could not be run.'] };
  const tests = report.suites.flatMap((suite) => suite.tests);
  const failures = tests.filter(({ passed }) => !passed);
  const unusable = report.suites.filter((suite) => suite.unusable.length > 0);
  const holes = report.coverage.filter(({ nodes, exits }) => nodes.missing.length + exits.missing.length > 0);
  return {
    count: {
      ...NOTHING,
      passed: tests.length - failures.length + report.coverage.length - holes.length,
      failed: failures.length + unusable.length + holes.length,
    },
    lines: [
      ...unusable.map(({ path, unusable: why }) => `${path}: ${why.join(' ')}`),
      ...failures.map(({ name, why = '' }) => `${name}\n${why}`),
      ...holes.map(
        ({ path, nodes, exits }) => `${path}: no test of ${[...nodes.missing, ...exits.missing].join(', ')}`,
      ),
    ],
  };
}

/**
 * Runs the command line as `npx callwright` does, and reads what it writes.
 * @param {readonly string[]} args
 * @returns {Promise<any>} null when it wrote no JSON
 */
function callwright(args) {
  const bin = join(repositoryRoot, 'apps', 'cli', 'bin', 'callwright.js');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    });
    child.on('error', () => resolve(null));
    child.on('close', () => resolve(parsed(output)));
  });
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // It has said on stderr why.
  }
}
