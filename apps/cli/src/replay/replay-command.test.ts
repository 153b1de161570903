import { beforeAll, describe, expect, it } from 'vitest';
import { cliFolder } from '../testing/cli-folder.js';
import { RECEPTION } from '../testing/sample-flows.js';

const folder = cliFolder();

describe('callwright replay', () => {
  beforeAll(async () => {
    await folder.write({
      'reception.flow.yaml': RECEPTION,
      'words.flow.yaml': RECEPTION.replace('Sales is closed today.', 'Sales is busy.'),
      'way.flow.yaml': RECEPTION.replace('sales: sales', 'sales: hours'),
      'not-json.jsonl': '{"seq": 1}\nnothing\n',
      'no-start.jsonl': '{"seq":1,"atMs":0,"kind":"problem","code":"x","message":"y"}\n',
    });
    for (const key of ['1', '2'])
      await folder.run(['simulate', 'reception.flow.yaml', '--journal', `calls/${key}.jsonl`], [key, 'listen']);
    await folder.write({ 'reception.jsonl': await folder.read('calls/1.jsonl') });
  });

  it('finds a call identical in the flow it was made with, which stands beside its journal', async () => {
    const { code, out } = await folder.run(['replay', 'reception.jsonl']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Identical: \d+ turns/)]);
  });

  it('tells other words on the same way, and fails for them only when it is strict', async () => {
    const args = ['replay', 'reception.jsonl', '--flow', 'words.flow.yaml'];
    const { code, out } = await folder.run(args);
    expect(code).toBe(0);
    expect(out).toContain('The same path');
    expect(out).toContain('recorded: hears "Sales is closed today."');
    expect(out).toContain('now:      hears "Sales is busy."');
    expect((await folder.run([...args, '--strict'])).code).toBe(1);
  });

  it('shows where a call first takes another way', async () => {
    const { code, out } = await folder.run(['replay', 'reception.jsonl', 'way.flow.yaml']);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^Diverges after \d+ turns, at 0:\d\d\.\d \(line \d+\) in Main menu, when the caller answers "1"/,
    );
    expect(out).toContain('recorded: goes to Sales');
    expect(out).toContain('now:      goes to Hours');
  });

  it('counts a folder of calls by where they diverge', async () => {
    const { code, out } = await folder.run(['replay', 'calls', 'way.flow.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('1 call diverges in Main menu, when the caller answers "1"');
    expect(out).toContain('1 identical, 0 same path with other words, 1 diverge');
    const json: unknown = JSON.parse((await folder.run(['replay', 'calls', 'way.flow.yaml', '--json'])).out);
    expect(json).toMatchObject({
      identical: 1,
      diverging: 1,
      groups: [{ count: 1, example: { path: 'calls/1.jsonl' } }],
      calls: [
        { path: 'calls/1.jsonl', divergence: { step: 'main' } },
        { path: 'calls/2.jsonl', divergence: null },
      ],
    });
  });

  it('reads a page of the api, and says when it is not the whole call', async () => {
    const lines = (await folder.read('calls/1.jsonl')).trim().split('\n');
    await folder.write({
      'page.json': `{"items":[${lines.join(',')}],"nextCursor":null}`,
      'first-page.json': `{"items":[${lines[0]}],"nextCursor":"7"}`,
    });
    expect((await folder.run(['replay', 'page.json', 'reception.flow.yaml'])).out).toContain('Identical');
    const { code, err } = await folder.run(['replay', 'first-page.json', 'reception.flow.yaml']);
    expect([code, err]).toEqual([2, expect.stringContaining('the first page of several')]);
  });

  it.each([
    ['not-json.jsonl', 'line 2 is no JSON'],
    ['no-start.jsonl', 'there is no flowStarted'],
    ['gone.jsonl', 'There is no file or folder "gone.jsonl"'],
  ])('says why %s cannot be replayed', async (file, why) => {
    const { code, err } = await folder.run(['replay', file, 'reception.flow.yaml']);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });

  it('asks for the flow when several stand beside the journal', async () => {
    const { code, err } = await folder.run(['replay', 'page.json']);
    expect([code, err]).toEqual([2, expect.stringContaining('which flow')]);
  });
});
