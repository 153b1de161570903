import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../setup/paths.mjs';
import { closingLines, countMissingTool, formatCount, NOTHING, ONE_FAILED, ONE_PASSED, sumCounts } from './count.mjs';
import { countReport, failedFiles, withSecondRun } from './vitest-report.mjs';

const file = (status: string, ...statuses: string[]) => ({
  name: join(repositoryRoot, 'some.test.ts'),
  status,
  assertionResults: statuses.map((each, index) => ({
    status: each,
    fullName: `test ${index}`,
    failureMessages: ['Error: no\n  at x'],
  })),
});

it('adds up and names skips only when there are some', () => {
  const sum = sumCounts([ONE_PASSED, ONE_PASSED, ONE_FAILED, NOTHING]);
  expect(formatCount(sum)).toBe('2 passed, 1 failed');
  expect(formatCount({ ...sum, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped');
});

it('takes a missing tool for a failure unless it is allowed', () => {
  expect(formatCount(countMissingTool('no chromium', false))).toBe('0 passed, 1 failed');
  expect(countMissingTool('no chromium', true)).toMatchObject({ failed: 0, skipped: 1, skips: ['no chromium'] });
});

it('counts tests one by one, and says which failed and how, and how many of a file were skipped', () => {
  const report = { testResults: [file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed')] };
  expect(countReport(report, false)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
    skips: ['some.test.ts: 1 of 2'],
    failures: ['some.test.ts: test 1\nError: no\n  at x'],
    unsteady: [],
  });
});

it('counts a file that could not be loaded as a failed test', () => {
  expect(countReport({ testResults: [file('failed'), file('passed', 'passed')] }, false)).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

it('counts an error outside any test', () => {
  expect(countReport({ testResults: [file('passed', 'passed')] }, false)).toMatchObject({ passed: 1, failed: 1 });
});

it('ends with what failed, where a log that was cut still shows it', () => {
  const sum = sumCounts([
    { ...ONE_FAILED, failures: ['a.test.ts: rings\nError: no'] },
    countMissingTool('no sipp', true),
  ]);
  expect(closingLines(sum)).toEqual(['', 'Skipped:', '  no sipp', '', 'Failed:', '  a.test.ts: rings\n    Error: no']);
  expect(closingLines(ONE_PASSED)).toEqual([]);
});

describe('files that ran a second time', () => {
  const first = {
    testResults: [{ ...file('passed', 'passed'), name: 'steady.test.ts' }, file('failed', 'passed', 'failed')],
  };

  it('are those that failed', () => {
    expect(failedFiles(first)).toEqual([join(repositoryRoot, 'some.test.ts')]);
  });

  it('count as they went then, and are named as unsteady', () => {
    const merged = withSecondRun(first, { testResults: [file('passed', 'passed', 'passed')] });
    expect(countReport(merged, true)).toMatchObject({
      passed: 3,
      failed: 0,
      unsteady: ['some.test.ts: test 1\nError: no\n  at x'],
    });
  });

  it('fail when they fail again', () => {
    const merged = withSecondRun(first, { testResults: [file('failed', 'failed', 'passed')] });
    expect(countReport(merged, false)).toMatchObject({
      passed: 2,
      failed: 1,
      failures: ['some.test.ts: test 0\nError: no\n  at x'],
      unsteady: [],
    });
  });
});
