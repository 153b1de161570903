import { expect, it } from 'vitest';
import { formatCount } from './count.mjs';
import { judgeCheck, judgeTests } from './examples.mjs';

const covered = (...missing: string[]) => ({ path: 'a.flow.yaml', nodes: { missing: [] }, exits: { missing } });

it('counts a flow in which anything is found as failed, and says what', () => {
  const { count, lines } = judgeCheck({
    flows: [
      { path: 'a.flow.yaml', problems: [] },
      { path: 'b.flow.yaml', problems: [{ step: 'Menu', message: 'It leads nowhere.' }, { message: 'No start.' }] },
    ],
    unread: [{ path: 'c.flow.yaml' }],
  });
  expect(formatCount(count)).toBe('1 passed, 2 failed');
  expect(lines).toEqual([
    'c.flow.yaml cannot be read.',
    'b.flow.yaml: Menu: It leads nowhere.',
    'b.flow.yaml: No start.',
  ]);
});

it('counts tests, files that cannot be run, and flows with a way out no test takes', () => {
  const { count, lines } = judgeTests({
    suites: [
      {
        path: 'a.test.yaml',
        unusable: [],
        tests: [
          { name: 'one', passed: true },
          { name: 'two', passed: false, why: 'no' },
        ],
      },
      { path: 'b.test.yaml', unusable: ['There is no flow.'], tests: [] },
    ],
    coverage: [covered(), covered('menu.failed')],
  });
  expect(formatCount(count)).toBe('2 passed, 3 failed');
  expect(lines).toEqual(['b.test.yaml: There is no flow.', 'two\nno', 'a.flow.yaml: no test of menu.failed']);
});

it('counts a command that wrote no report as a failure', () => {
  expect([judgeCheck(null), judgeTests(null)].map(({ count }) => formatCount(count))).toEqual([
    '0 passed, 1 failed',
    '0 passed, 1 failed',
  ]);
});
