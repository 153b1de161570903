import { expect, it } from 'vitest';
import { countMissingTool, formatCount, NOTHING, ONE_FAILED, ONE_PASSED, sumCounts } from './count.mjs';
import { countReport } from './vitest-report.mjs';

const file = (status: string, ...statuses: string[]) => ({
  name: 'some.test.ts',
  status,
  assertionResults: statuses.map((each, index) => ({ status: each, fullName: `test ${index}` })),
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

it('counts tests one by one and lists the skipped', () => {
  const report = { testResults: [file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed')] };
  expect(countReport(report, false)).toEqual({ passed: 2, failed: 1, skipped: 1, skips: ['test 1'] });
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
