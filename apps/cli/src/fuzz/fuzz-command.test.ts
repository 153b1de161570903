import { beforeAll, describe, expect, it } from 'vitest';
import { cliFolder } from '../testing/cli-folder.js';
import { RECEPTION } from '../testing/sample-flows.js';

const folder = cliFolder();
/** Whoever presses 2 hears nothing for a minute. */
const SILENT = RECEPTION.replace(
  'type: say\n    name: Hours\n    config:\n      text: We are open from nine to five.',
  'type: wait\n    name: Hours\n    config:\n      waitMs: 60000',
);

describe('callwright fuzz', () => {
  beforeAll(() => folder.write({ 'reception.flow.yaml': RECEPTION, 'bad/silent.flow.yaml': SILENT }));

  it('finds nothing in a flow that is right', async () => {
    const { code, out } = await folder.run(['fuzz', 'reception.flow.yaml', '--runs', '200']);
    expect([code, out]).toEqual([0, expect.stringContaining('200 calls with seed 1 in 1 ms, nothing found')]);
  });

  it('shows the shortest caller of a failure, and where it is', async () => {
    const { code, out } = await folder.run(['fuzz', 'bad', '--runs', '200', '--seed', '7']);
    expect(code).toBe(1);
    expect(out).toMatch(/bad\/silent\.flow\.yaml:\d+:\d+: silence: Hours: The caller hears nothing for 60 seconds/);
    expect(out).toContain('The caller: presses 2.');
  });

  it('keeps a failure as a test, once, which fails until the flow is mended', async () => {
    const args = ['fuzz', 'bad/silent.flow.yaml', '--runs', '200', '--save', 'kept.test.yaml'];
    expect((await folder.run(args)).err).toContain('Kept as "silence in hours of reception');
    expect((await folder.run(args)).err).toContain('already');
    expect(await folder.read('kept.test.yaml')).toContain('flow: bad/silent.flow.yaml\n');
    expect((await folder.run(['test', 'kept.test.yaml'])).code).toBe(1);
    await folder.write({ 'bad/silent.flow.yaml': RECEPTION });
    expect((await folder.run(['test', 'kept.test.yaml'])).code).toBe(0);
    await folder.write({ 'bad/silent.flow.yaml': SILENT });
  });

  it('writes findings as JSON whose script the simulator plays', async () => {
    const { out } = await folder.run(['fuzz', 'bad', '--runs', '200', '--json']);
    const [finding] = JSON.parse(out).flows[0].findings;
    expect(finding).toMatchObject({ kind: 'silence', nodeId: 'hours', script: [{ presses: '2' }] });
    await folder.write({ 'finding.json': JSON.stringify(finding) });
    const played = await folder.run(['simulate', 'bad/silent.flow.yaml', '--script', 'finding.json']);
    expect(played.out).toMatch(/presses 2[\s\S]*Hours/);
  });

  it('bears a longer silence when it is told to', async () => {
    expect((await folder.run(['fuzz', 'bad', '--runs', '200', '--max-silence', '90'])).code).toBe(0);
  });

  it.each([
    [['bad', '--runs', 'many'], '--runs takes a whole number from 1'],
    [['bad', 'reception.flow.yaml', '--save', 'x.yaml'], '--save takes the findings of one flow'],
    [['bad', '--speed', '3'], "Unknown option '--speed'"],
  ])('refuses %j and says why', async (args, why) => {
    const { code, err } = await folder.run(['fuzz', ...args]);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});
