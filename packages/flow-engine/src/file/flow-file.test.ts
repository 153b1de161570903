import { type FlowDocument, flowDocument } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyFlow } from '../testing/any-flow.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { parseFlowFile } from './flow-file.js';
import { formatFlowFile } from './format-flow-file.js';

const TEXT = `callwright: 2
id: reception
name: Reception
description: What callers reach first.

settings:
  language: en-US
  defaults:
    timeoutMs: 8000
start: welcome

steps:
  welcome:
    type: say
    name: Welcome
    config:
      text: Hello.
    exits:
      done: main

  main:
    type: menu
    config:
      answers:
        - {id: one, key: "1"}
        - {id: two, key: "2", phrases: [two, the second]}
      auth: {kind: bearer, secret: shop}
      hours:
        monday: [{from: 08:30, to: 17:30}]
      prompt: >-
        For sales, press 1 or say sales. For deliveries, press 2 or say deliveries. To hear where you find us, press 3
        or say address.
      body: |
        {
          "a": 1
        }
    exits:
      one: welcome

layout:
  steps:
    welcome: [260, 180]
    main: [560, 120]
  notes:
    n1:
      at: [10, 20]
      text: Ask Ada.
`;
const read = (text: string) => parseFlowFile(text, 'a-file');
const documentIn = (text: string): FlowDocument => {
  const result = read(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.file.document;
};
const problemsIn = (text: string) => {
  const result = read(text);
  return result.ok ? [] : result.problems;
};
// The same ways in the order of the steps they leave.
const sorted = (document: FlowDocument): FlowDocument => ({
  ...document,
  flow: {
    ...document.flow,
    edges: document.flow.nodes.flatMap(({ id }) => document.flow.edges.filter(({ from }) => from === id)),
  },
});

describe('a flow file', () => {
  it('is read with its steps, ways and places, and written as it was', () => {
    const result = read(TEXT);
    expect(result).toMatchObject({ ok: true, file: { id: 'reception', name: 'Reception' } });
    const { flow, layout } = documentIn(TEXT);
    expect(flow.nodes.map(({ id, name }) => [id, name])).toEqual([
      ['welcome', 'Welcome'],
      ['main', 'main'],
    ]);
    expect(flow.edges).toEqual([
      { from: 'welcome', exit: 'done', to: 'main' },
      { from: 'main', exit: 'one', to: 'welcome' },
    ]);
    expect(layout.notes).toEqual([{ id: 'n1', x: 10, y: 20, text: 'Ask Ada.' }]);
    if (result.ok) expect(formatFlowFile(result.file)).toBe(TEXT);
  });

  it('is the same in JSON', () => {
    const result = read(TEXT);
    if (!result.ok) throw new Error('unreadable');
    expect(read(formatFlowFile(result.file, 'json'))).toEqual(result);
  });

  it('comes back as it was, whatever the flow', () => {
    const property = fc.property(anyFlow(true), fc.string({ minLength: 1, maxLength: 40 }), (flow, name) => {
      const document = sorted(flowDocument.parse({ flow, layout: { nodes: {} } }));
      const text = formatFlowFile({ id: 'any', name, document });
      expect(read(text)).toEqual({ ok: true, file: { id: 'any', name, document } });
    });
    fc.assert(property, { numRuns: fuzzRuns(100), seed: 11 });
  });

  it('keeps words of every kind: long ones, other scripts, quotes, braces, several lines', () => {
    const words = ['a '.repeat(200), 'Größe: «ß» 你好', 'yes', '- "x": {{ y }}', 'one\n\n  two\n', '⟦a⟧', '0012', ' '];
    const text = `callwright: 2\nsteps:\n  a:\n    type: say\n    config: ${JSON.stringify({ words })}\n`;
    const document = documentIn(text);
    const again = documentIn(formatFlowFile({ id: 'a', name: 'a', document }));
    expect(again.flow.nodes[0]?.config).toEqual({ words });
  });

  it('changes in the lines of the step that was changed, and in no others', () => {
    const before = TEXT.split('\n');
    const changed = read(TEXT.replace('Hello.', 'Good morning.'));
    const after = changed.ok ? formatFlowFile(changed.file).split('\n') : [];
    expect(after.filter((line, at) => line !== before[at])).toEqual(['      text: Good morning.']);
  });

  it('goes by the name of the file when it names itself not', () => {
    expect(read('callwright: 2\n')).toMatchObject({ ok: true, file: { id: 'a-file', name: 'a-file' } });
  });

  it('is read in an older schema', () => {
    const { settings, schema } = documentIn('callwright: 1\nsettings:\n  failurePrompt: Oh dear.\n').flow;
    expect([schema, settings.failure]).toEqual([2, { prompt: 'Oh dear.' }]);
  });

  it.each([
    ['steps: [', 1],
    ['callwright: 2\nsteps:\n  a:\n    typ: say\n', 4],
    ['callwright: 2\nsteps:\n  a:\n    type: say\n  a:\n    type: play\n', 5],
    ['callwright: 2\nname: x\nsettings:\n  language: 7\n', 4],
    ['callwright: 2\nname: x\ncolour:\n  a: 1\n', 3],
    ['callwright: 2\nsteps:\n  a:\n    type: say\n    exit: { done: b }\n', 5],
    ['callwright: 99\n', 1],
    ['just words', 1],
    ['a: &x [1]\nb: [*x, *x]\ncallwright: 2', 1],
  ])('says of %j what is wrong, and in which line', (text, line) => {
    expect(problemsIn(text)[0]).toMatchObject({ line });
    expect(problemsIn(text)[0]?.message).toMatch(/\S/);
  });

  it('names each key it does not know, where it stands', () => {
    const text = 'callwright: 2\nname: x\ncolour: red\nsteps: {}\nsize: 3\n';
    expect(problemsIn(text)).toMatchObject([
      { line: 3, column: 1, message: expect.stringContaining('colour') },
      { line: 5, column: 1, message: expect.stringContaining('size') },
    ]);
  });

  it('tells what throws it off once, not all that comes of it', () => {
    expect(problemsIn('callwright: 2\nsteps:\n  a: b: c\n  d: [\n  e: }\n')).toHaveLength(1);
    const twice = 'callwright: 2\ncallwright: 2\nname: x\nname: y\n';
    expect(problemsIn(twice).map(({ line }) => line)).toEqual([2, 4]);
  });

  it('refuses a short text that stands for a huge one', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let at = 1; at < 9; at += 1) {
      const [from, to] = [String.fromCharCode(96 + at), String.fromCharCode(97 + at)];
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`);
    }
    expect(problemsIn(bomb.join('\n'))).toHaveLength(1);
  });

  it('is read in time that grows with its length, not with the square of it', { timeout: 15_000 }, () => {
    const file = (step: (at: number) => string) =>
      `callwright: 2\nsteps:\n${Array.from({ length: 40_000 }, (_, at) => `  ${step(at)}\n`).join('')}`;
    expect(problemsIn(file((at) => `s${at}: 1`))).toHaveLength(100);
    expect(problemsIn(file(() => 's: 1'))).toHaveLength(100);
  });
});
