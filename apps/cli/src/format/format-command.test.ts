import { beforeEach, describe, expect, it } from 'vitest';
import { cliFolder } from '../testing/cli-folder.js';
import { RECEPTION } from '../testing/sample-flows.js';

const folder = cliFolder();
const OLD = `callwright: 1
settings: { failurePrompt: Oh dear. }
start: pass
steps:
  pass: { type: transfer, config: { target: desk }, exits: { noAnswer: bye } }
  bye: { type: hangup }
`;

describe('callwright format', () => {
  beforeEach(() =>
    folder.write({
      'flows/reception.flow.yaml': RECEPTION,
      'flows/old.flow.yaml': OLD,
      'commented.flow.yaml': RECEPTION.replace('steps:', '# what happens\nsteps:'),
      'broken.flow.yaml': 'callwright: 2\nsteps: [\n',
    }),
  );

  it('says which files are in another form, and writes none, when it only checks', async () => {
    const { code, out } = await folder.run(['format', 'flows', '--check']);
    expect([code, out]).toEqual([1, '✗ flows/old.flow.yaml\n2 flows, 1 in another form']);
    expect(await folder.read('flows/old.flow.yaml')).toBe(OLD);
  });

  it('brings an older schema and older steps up to date', async () => {
    const { code, out } = await folder.run(['format', 'flows']);
    expect([code, out]).toEqual([0, '✓ flows/old.flow.yaml\n2 flows, 1 written']);
    const text = await folder.read('flows/old.flow.yaml');
    expect(text).toContain('callwright: 2\n');
    expect(text).toContain('prompt: Oh dear.');
    expect(text).toContain('    version: 2\n    config:\n      mode: bridge\n      target: desk\n');
    expect((await folder.run(['format', 'flows', '--check'])).code).toBe(0);
  });

  it('leaves a file with comments alone unless they may go', async () => {
    const { code, err } = await folder.run(['format', 'commented.flow.yaml']);
    expect([code, err]).toEqual([2, expect.stringMatching(/^commented\.flow\.yaml:9:1: A comment would be lost/)]);
    expect(await folder.read('commented.flow.yaml')).toContain('# what happens');
    await folder.run(['format', 'commented.flow.yaml', '--drop-comments']);
    expect(await folder.read('commented.flow.yaml')).toBe(RECEPTION);
  });

  it('takes a # in words for words', async () => {
    await folder.write({ 'hash.flow.yaml': OLD.replace('Oh dear.', '"Press # now."') });
    expect((await folder.run(['format', 'hash.flow.yaml'])).code).toBe(0);
  });

  it('says where a file cannot be read', async () => {
    const { code, err } = await folder.run(['format', 'broken.flow.yaml']);
    expect([code, err]).toEqual([2, expect.stringMatching(/^broken\.flow\.yaml:\d+:\d+: /)]);
  });
});
