import { beforeAll, describe, expect, it } from 'vitest';
import { cliFolder } from '../testing/cli-folder.js';
import { RECEPTION, RECEPTION_BROKEN } from '../testing/sample-flows.js';

const folder = cliFolder();
/** What callers hear after a key is a word that is never set. */
const UNSET = RECEPTION.replace('Sales is closed today.', 'Ask for {{ colleague }}.').replace(
  'id: reception',
  'id: unset',
);

describe('callwright check', () => {
  beforeAll(() =>
    folder.write({
      'good/reception.flow.yaml': RECEPTION,
      'bad/reception.flow.yaml': RECEPTION_BROKEN.replace('id: reception', 'id: bad'),
      'unset/unset.flow.yaml': UNSET,
      'twins/a.flow.yaml': RECEPTION,
      'twins/b.flow.yaml': RECEPTION,
      'broken/x.flow.yaml': 'callwright: 2\nsteps:\n  a: { typ: say }\n',
    }),
  );

  it('finds nothing in a flow that is right', async () => {
    const { code, out } = await folder.run(['check', 'good']);
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ Reception \(good\/reception\.flow\.yaml\): \d+ states explored/);
    expect(out).toContain('1 flow, 0 errors, 0 warnings, 0 undecided');
  });

  it('tells a problem with its place in the file', async () => {
    const { code, out } = await folder.run(['check', 'bad']);
    expect(code).toBe(1);
    expect(out).toMatch(/bad\/reception\.flow\.yaml:\d+:\d+: error: Main menu › Hours: /);
  });

  it('shows the shortest caller of a problem in words, which the simulator plays', async () => {
    const { out } = await folder.run(['check', 'unset']);
    expect(out).toMatch(/Sales: .*colleague.*\n\s+The caller: presses 1\./);
    const { flows } = JSON.parse((await folder.run(['check', 'unset', '--json'])).out);
    const problem = flows[0].problems.find((one: { script?: unknown }) => one.script !== undefined);
    expect(problem).toMatchObject({ nodeId: 'sales', step: 'Sales', script: [{ presses: '1' }] });
    await folder.write({ 'problem.json': JSON.stringify(problem) });
    const played = await folder.run(['simulate', 'unset/unset.flow.yaml', '--script', 'problem.json']);
    expect(played.out).toContain('Sales [sales]');
  });

  it('lets warnings pass unless it is strict', async () => {
    const warned = {
      'warned/a.flow.yaml': RECEPTION.replace('      sales: sales\n', '      sales: sales\n      gone: bye\n'),
    };
    await folder.write(warned);
    const lenient = await folder.run(['check', 'warned']);
    expect(lenient.out).toMatch(/0 errors, [1-9]\d* warning/);
    expect(lenient.code).toBe(0);
    expect((await folder.run(['check', 'warned', '--strict'])).code).toBe(1);
  });

  it('says which languages nobody speaks or understands', async () => {
    await folder.write({
      'ja/ja.flow.yaml': RECEPTION.replace(/language: \S+/, 'language: ja-JP'),
      'ja/speech.json': JSON.stringify({
        recognisers: [{ kind: 'vosk', name: 'vosk', url: 'ws://localhost:2700', languages: ['ja'] }],
        voices: [{ kind: 'openaiSpeech', name: 'openai' }],
      }),
      'ja/wrong.json': '{ "voice": [] }',
    });
    const builtIn = await folder.run(['check', 'ja', '--speech', 'built-in']);
    expect(builtIn.out).toContain('No voice here speaks ja-JP');
    expect(builtIn.code).toBe(1);
    expect((await folder.run(['check', 'ja', '--speech', 'ja/speech.json'])).out).not.toContain('ja-JP');
    expect((await folder.run(['check', 'ja', '--speech', 'ja/wrong.json'])).code).toBe(2);
    expect((await folder.run(['check', 'ja', '--speech', 'ja/none.json'])).code).toBe(2);
  });

  it('says which steps a protocol cannot carry', async () => {
    const { code, out } = await folder.run(['check', 'good', '--protocol', 'speech,record']);
    expect(code).toBe(1);
    expect(out).toContain('Main menu');
    expect((await folder.run(['check', 'good', '--protocol', 'webrtc'])).code).toBe(0);
    expect((await folder.run(['check', 'good', '--protocol', 'pigeon'])).err).toContain(
      '"pigeon" is neither a protocol',
    );
  });

  it('says that of two flows with one id only the first can be called', async () => {
    const { code, out } = await folder.run(['check', 'twins']);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('twins/b.flow.yaml:2:5: error: It has the id "reception"'),
    ]);
  });

  it('writes JUnit XML and annotations', async () => {
    const { out } = await folder.run(['check', 'bad', 'good', 'broken', '--junit', 'check.xml', '--github']);
    const xml = await folder.read('check.xml');
    expect(xml.match(/<testsuite /g)).toHaveLength(3);
    expect(xml).toContain('<testcase classname="good/reception.flow.yaml" name="every call is right"/>');
    expect(xml).toMatch(/name="Main menu › Hours \(\w+\)">\n {6}<failure message=/);
    expect(xml).toContain('name="can be read"');
    expect(out).toMatch(/::error file=bad\/reception\.flow\.yaml,line=\d+,col=\d+,title=Main menu › Hours \(\w+\)::/);
    expect(out).toContain('::error file=broken/x.flow.yaml,line=3,col=');
  });

  it('says where a file cannot be read', async () => {
    const { code, out } = await folder.run(['check', 'broken']);
    expect([code, out]).toEqual([2, expect.stringMatching(/broken\/x\.flow\.yaml:3:\d+: /)]);
  });
});
