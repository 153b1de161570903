import { flowDocument } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { cliFolder } from '../testing/cli-folder.js';
import { RECEPTION } from '../testing/sample-flows.js';

const folder = cliFolder();

describe('callwright export', () => {
  beforeEach(() => folder.write({ 'a.flow.yaml': RECEPTION, 'flows/b.flow.yaml': RECEPTION }));

  it('writes YAML as JSON and that as the YAML it was', async () => {
    const { code, out } = await folder.run(['export', 'a.flow.yaml']);
    expect(code).toBe(0);
    await folder.write({ 'a.flow.json': out });
    expect(`${(await folder.run(['export', 'a.flow.json'])).out}\n`).toBe(RECEPTION);
  });

  it('writes the body that makes a flow on a server', async () => {
    const { out } = await folder.run(['export', 'a.flow.yaml', '--to', 'api']);
    const { name, document } = JSON.parse(out);
    expect(name).toBe('Reception');
    expect(flowDocument.parse(document).flow.start).toBe('main');
  });

  it('writes several into a folder', async () => {
    const { code, err } = await folder.run(['export', 'a.flow.yaml', 'flows', '--to', 'json', '--out', 'out']);
    expect([code, err]).toEqual([0, '2 flows were written to out.']);
    expect(await folder.read('out/b.flow.json')).toBe(await folder.read('out/a.flow.json'));
  });

  it.each([
    [['a.flow.yaml', 'flows'], 'Several flows need a folder'],
    [['a.flow.yaml', '--to', 'xml'], '--to takes yaml, json, api, not "xml".'],
    [['gone.flow.yaml'], 'There is no file or folder "gone.flow.yaml"'],
  ])('refuses %j and says why', async (args, why) => {
    const { code, err } = await folder.run(['export', ...args]);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});
