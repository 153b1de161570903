import { beforeEach, describe, expect, it } from 'vitest';
import { cliFolder } from '../testing/cli-folder.js';
import { RECEPTION, RECEPTION_TESTS } from '../testing/sample-flows.js';

const folder = cliFolder();
const FAILING = `tests:
  - name: hours by key
    when: [{ presses: "2" }]
    then:
      path: [main, sales, bye]
      heard: [from eight]
`;

describe('callwright test', () => {
  beforeEach(() =>
    folder.write({
      'flows/reception.flow.yaml': RECEPTION,
      'flows/reception.test.yaml': RECEPTION_TESTS,
      'other/hours.test.yaml': `flow: ../flows/reception.flow.yaml\n${FAILING}`,
      'lost.test.yaml': RECEPTION_TESTS,
      'wrong.test.yaml': 'tests:\n  - name: a\n    wen: []\n',
    }),
  );

  it('runs the tests in folders by name, and ends well when all pass', async () => {
    const { code, out } = await folder.run(['test', 'flows']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /flows\/reception\.test\.yaml \(Reception\)\n {2}✓ sales by key \(1 ms\)\n\n1 passed, 0 failed/,
    );
  });

  it.each([
    [['flows/reception.flow.yaml'], 1],
    [['flows/*.test.yaml', 'flows/reception.test.yaml'], 1],
    [['**/{reception,hours}.test.yaml'], 2],
    [['flows', '--filter', 'SALES'], 1],
  ])('finds the tests of %j', async (args, count) => {
    const { out } = await folder.run(['test', ...args, '--json']);
    const { passed, failed } = JSON.parse(out);
    expect(passed + failed).toBe(count);
  });

  it('shows what was expected beside what came, with the line of the test', async () => {
    const { code, out } = await folder.run(['test', 'other', 'flows']);
    expect(code).toBe(1);
    expect(out).toContain('✗ hours by key (1 ms) other/hours.test.yaml:3:5');
    expect(out).toContain(' expected  actual');
    expect(out).toMatch(/→ sales\s+hours/);
    expect(out).toContain('from eight');
    expect(out).toContain('1 passed, 1 failed');
  });

  it('writes JUnit XML, into a folder that is not there yet', async () => {
    await folder.run(['test', 'other', 'flows', '--junit', 'reports/junit.xml']);
    const xml = await folder.read('reports/junit.xml');
    expect(xml).toContain('<testsuites name="callwright" tests="2" failures="1" errors="0"');
    expect(xml).toContain('classname="reception" name="sales by key"');
    expect(xml).toMatch(/<failure type="mismatch" message="path, heard">/);
  });

  it('writes annotations for pull requests', async () => {
    const { out } = await folder.run(['test', 'other', '--github']);
    expect(out).toContain('::error file=other/hours.test.yaml,line=3,col=5,title=hours by key::');
  });

  it('tells what no test goes through, and fails below a wanted coverage', async () => {
    const { code, out } = await folder.run(['test', 'flows', '--coverage']);
    expect(code).toBe(0);
    expect(out).toMatch(/Reception +3\/4 +75 %/);
    expect(out).toContain('no test: steps hours');
    expect(out).toContain('main.hours');
    const below = await folder.run(['test', 'flows', '--min-coverage', '60']);
    expect([below.code, below.err]).toEqual([1, 'Reception: less than 60 % is covered.']);
    expect((await folder.run(['test', 'flows', '--min-coverage', '20'])).code).toBe(0);
    const { coverage } = JSON.parse((await folder.run(['test', 'flows', '--json'])).out);
    expect(coverage).toMatchObject([{ id: 'reception', nodes: { covered: 3, total: 4, missing: ['hours'] } }]);
  });

  it('counts a flow without a test as not covered', async () => {
    await folder.write({ 'flows/untested.flow.yaml': RECEPTION.replace('id: reception', 'id: untested') });
    const { coverage } = JSON.parse((await folder.run(['test', 'flows', '--json'])).out);
    expect(coverage.map((one: { nodes: { percent: number } }) => one.nodes.percent)).toContain(0);
  });

  it.each([
    [['lost.test.yaml'], 'There is no flow of this name beside it'],
    [['wrong.test.yaml'], 'wrong.test.yaml:2:5: '],
  ])('says of %j why it cannot be run', async (args, why) => {
    const { code, out } = await folder.run(['test', ...args]);
    expect([code, out]).toEqual([2, expect.stringContaining(why)]);
  });

  it.each([
    [['flows', '--filter', 'nothing'], 'No test has such a name.'],
    [['flows', '--min-coverage', '120'], 'from 0 to 100'],
    [['nowhere/*.test.yaml'], 'There are no flow tests'],
    [[], 'It needs <files or folders...>.'],
  ])('refuses %j and says why', async (args, why) => {
    const { code, err } = await folder.run(['test', ...args]);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });

  it('runs again when a file is changed, also through a moment when it cannot be read', async () => {
    const changes = [
      () => folder.write({ 'flows/reception.test.yaml': 'tests: [' }),
      () => folder.write({ 'flows/reception.test.yaml': RECEPTION_TESTS.replace('sales by key', 'sales again') }),
    ];
    const { code, out } = await folder.run(['test', 'flows/reception.test.yaml', '--watch'], [], changes);
    expect(code).toBe(0);
    expect(out.match(/— changed —/g)).toHaveLength(2);
    expect(out).toMatch(/✓ sales by key[\s\S]*could not be run[\s\S]*✓ sales again/);
  });
});
