import type { FlowDefinition, FlowProblem } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFlow } from '../program.js';
import { anyFlow } from '../testing/any-flow.js';
import { drawFlow, type FlowSketch } from '../testing/draw-flow.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { sampleDefinitions, sampleNodes } from '../testing/sample-nodes.js';
import { checkFlow, isPublishable } from './check-flow.js';

const problemsOf = (flow: FlowDefinition) => checkFlow(flow, sampleDefinitions);
const check = (sketch: FlowSketch) => problemsOf(drawFlow(sketch));
const inShort = (problems: readonly FlowProblem[]) =>
  problems.map(({ severity, code, nodeId, exit, field }) =>
    [severity, code, nodeId, exit, field].filter((part) => part !== undefined).join(' '),
  );

const givenX: FlowSketch['settings'] = { variables: [{ name: 'x', type: 'text', input: true }] };

const sound: FlowSketch = {
  steps: { hello: ['tell', { text: 'Hello {{ call.from }}.' }], menu: ['ask'], bye: ['ask'] },
  lines: [
    ['hello', 'done', 'menu'],
    ['menu', 'key1', 'bye'],
    ['menu', 'key2', 'bye'],
    ['bye', 'key1', 'menu'],
    ['bye', 'key2', 'hello'],
  ],
};

describe('checkFlow', () => {
  it('has nothing against a flow that is complete: fallbacks and failures may stay open', () => {
    expect(check(sound)).toEqual([]);
  });

  it('noStart: a flow that begins nowhere, or at a step that is gone', () => {
    expect(inShort(check({ steps: {} }))).toEqual(['error noStart']);
    expect(inShort(check({ start: 'gone', steps: { a: ['ask', { keys: [] }] } }))).toEqual([
      'error noStart',
      'warning unreachable a',
    ]);
  });

  it('duplicateId: two steps of one id', () => {
    const flow = drawFlow({ steps: { a: ['ask', { keys: [] }] } });
    expect(inShort(problemsOf({ ...flow, nodes: [...flow.nodes, ...flow.nodes] }))).toEqual(['error duplicateId a']);
  });

  it('unknownType: a kind nobody knows; nothing else is said of it', () => {
    expect(inShort(check({ steps: { a: ['fax'] }, lines: [['a', 'done', 'a']] }))).toEqual(['error unknownType a']);
  });

  it('badConfig: a config its schema refuses, with the field', () => {
    expect(inShort(check({ steps: { a: ['ask', { keys: ['1', 2], timeoutMs: 'soon' }] } }))).toEqual([
      'error badConfig a keys.1',
      'error badConfig a timeoutMs',
    ]);
  });

  it("config: what the step's own check finds", () => {
    expect(check({ steps: { a: ['tell'] }, lines: [['a', 'done', 'a']] })[0]).toEqual({
      severity: 'error',
      code: 'config',
      message: 'No words.',
      nodeId: 'a',
      field: 'text',
    });
  });

  it('badTemplate: a variable written wrongly, in fields that are templates only', () => {
    const steps: FlowSketch['steps'] = {
      a: ['tell', { text: 'Hi {{ name' }],
      b: ['keep', { value: '{{ x' }],
      c: ['ask'],
    };
    const lines: FlowSketch['lines'] = [
      ['a', 'done', 'b'],
      ['b', 'done', 'c'],
      ['c', 'key1', 'a'],
      ['c', 'key2', 'a'],
    ];
    const problems = check({ steps, lines });
    // The second cannot be filled in either, as the proof finds out: the step always fails.
    expect(inShort(problems)).toEqual(['error badTemplate a text', 'warning unreachable c']);
    expect(problems[0]?.message).toBe('A variable is written wrongly: output "{{ name" not closed, line:1, col:4');
  });

  it('openExit: an answer, or a next step, that leads nowhere', () => {
    const problems = check({ steps: { a: ['decide'] }, settings: givenX });
    expect(inShort(problems)).toEqual(['error openExit a yes', 'error openExit a otherwise']);
    expect(problems.map(({ message }) => message)).toEqual([
      '"Yes" leads nowhere.',
      'Nothing follows: "Otherwise" leads nowhere.',
    ]);
  });

  it('duplicateExit: two answers that would leave by the same way', () => {
    const lines: FlowSketch['lines'] = [['a', 'key1', 'a']];
    expect(inShort(check({ steps: { a: ['ask', { keys: ['1', '1'] }] }, lines }))).toEqual([
      'error duplicateExit a key1',
    ]);
  });

  it('doubleEdge: one way out that leads to two places', () => {
    const lines: FlowSketch['lines'] = [
      ['a', 'key1', 'a'],
      ['a', 'key1', 'b'],
      ['b', 'key1', 'a'],
    ];
    const steps: FlowSketch['steps'] = { a: ['ask', { keys: ['1'] }], b: ['ask', { keys: ['1'] }] };
    expect(inShort(check({ steps, lines }))).toEqual(['error doubleEdge a key1']);
  });

  it('looseEdge: a line from or to a step that is gone', () => {
    const lines: FlowSketch['lines'] = [
      ['a', 'none', 'gone'],
      ['lost', 'done', 'a'],
    ];
    expect(inShort(check({ steps: { a: ['ask', { keys: [] }] }, lines }))).toEqual([
      'error looseEdge a none',
      'error looseEdge lost done',
    ]);
  });

  it('staleEdge: a line from an answer that is gone, which leads nobody anywhere', () => {
    const steps: FlowSketch['steps'] = { a: ['ask', { keys: [] }], b: ['ask', { keys: [] }] };
    expect(inShort(check({ steps, lines: [['a', 'key7', 'b']] }))).toEqual([
      'warning staleEdge a key7',
      'warning unreachable b',
    ]);
  });

  it('unreachable: a step no line leads to', () => {
    const steps: FlowSketch['steps'] = { a: ['ask', { keys: [] }], b: ['ask', { keys: [] }], c: ['ask', { keys: [] }] };
    const problems = check({ steps, lines: [['b', 'none', 'c']] });
    expect(inShort(problems)).toEqual(['warning unreachable b', 'warning unreachable c']);
    expect(isPublishable(problems)).toBe(true);
  });

  it('silentLoop: a circle without a question, and no step that only leads into or out of it', () => {
    const tell = ['tell', { text: 'Hi' }] as const;
    const steps: FlowSketch['steps'] = { in: tell, a: tell, b: tell, out: tell, end: ['ask', { keys: [] }] };
    const lines: FlowSketch['lines'] = [
      ['in', 'done', 'a'],
      ['a', 'done', 'b'],
      ['b', 'done', 'a'],
      ['b', 'failed', 'out'],
      ['out', 'done', 'end'],
    ];
    expect(inShort(check({ steps, lines }))).toEqual(['error silentLoop a', 'error silentLoop b']);
  });

  it('silentLoop: only a warning where a condition may lead out', () => {
    const steps: FlowSketch['steps'] = {
      count: ['keep', { value: '{{ call.from }}' }],
      enough: ['decide'],
      end: ['ask', { keys: [] }],
    };
    const lines: FlowSketch['lines'] = [
      ['count', 'done', 'enough'],
      ['enough', 'otherwise', 'count'],
      ['enough', 'yes', 'end'],
    ];
    const problems = check({ steps, lines });
    expect(inShort(problems)).toEqual(['warning silentLoop count', 'warning silentLoop enough']);
    expect(isPublishable(problems)).toBe(true);
  });

  it('silentLoop: a condition beside an endless circle does not excuse it', () => {
    const tell = ['tell', { text: 'Hi' }] as const;
    const steps: FlowSketch['steps'] = { a: tell, b: tell, maybe: ['decide'], end: ['ask', { keys: [] }] };
    const lines: FlowSketch['lines'] = [
      ['a', 'done', 'b'],
      ['b', 'done', 'a'],
      ['b', 'failed', 'maybe'],
      ['maybe', 'yes', 'end'],
      ['maybe', 'otherwise', 'a'],
    ];
    expect(inShort(check({ steps, lines, settings: givenX }))).toEqual([
      'error silentLoop a',
      'error silentLoop b',
      'warning silentLoop maybe',
    ]);
  });

  it('silentLoop: not where nobody ever gets', () => {
    const steps: FlowSketch['steps'] = { end: ['ask', { keys: [] }], a: ['keep'] };
    expect(inShort(check({ steps, lines: [['a', 'done', 'a']] }))).toEqual(['warning unreachable a']);
  });

  it('checks 2,000 steps within seconds', () => {
    const count = 2_000;
    const ids = Array.from({ length: count }, (_, at) => `s${at}`);
    const flow = drawFlow({
      steps: Object.fromEntries(
        ids.map((id, at) => [id, at % 2 ? ['ask'] : ['tell', { text: `Hello ${id} {{ call.from }}` }]]),
      ),
      lines: ids.flatMap((id, at) =>
        (at % 2 ? ['key1', 'key2'] : ['done']).map((exit) => [id, exit, `s${(at + 1) % count}`] as const),
      ),
    });
    const startedAt = performance.now();
    expect(problemsOf(flow)).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});

describe('isPublishable', () => {
  it('is stopped by errors and by nothing else', () => {
    const problem = { code: 'x', message: 'x' };
    expect(isPublishable([])).toBe(true);
    expect(isPublishable([{ ...problem, severity: 'warning' }])).toBe(true);
    expect(
      isPublishable([
        { ...problem, severity: 'warning' },
        { ...problem, severity: 'error' },
      ]),
    ).toBe(false);
  });
});

describe('a flow that may be published', () => {
  const damage = fc.constantFrom<(flow: FlowDefinition) => FlowDefinition>(
    (flow) => flow,
    (flow) => ({ ...flow, start: null }),
    (flow) => ({ ...flow, nodes: flow.nodes.slice(1) }),
    (flow) => ({ ...flow, nodes: flow.nodes.map((node) => ({ ...node, type: 'fax' })) }),
    (flow) => ({ ...flow, nodes: flow.nodes.map((node) => ({ ...node, config: { keys: 1, text: 2, value: 3 } })) }),
  );

  it('compiles; and one that does not compile may not be published', () => {
    const counts = { published: 0, refused: 0 };
    const property = fc.property(anyFlow(false), damage, (sketch, spoil) => {
      const flow = spoil(sketch);
      if (!isPublishable(problemsOf(flow))) {
        counts.refused += 1;
        return;
      }
      counts.published += 1;
      expect(() => compileFlow(flow, sampleNodes)).not.toThrow();
    });
    fc.assert(property, { numRuns: fuzzRuns(1000), seed: 1 });
    expect(counts.published).toBeGreaterThan(30);
    expect(counts.refused).toBeGreaterThan(50);
  });
});
