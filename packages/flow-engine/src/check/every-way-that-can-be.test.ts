import type { FlowDefinition } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import type { FlowLibrary } from '../program.js';
import { drawFlow, type FlowSketch } from '../testing/draw-flow.js';
import { sampleDefinitions } from '../testing/sample-nodes.js';
import { proveFlow } from './check-flow.js';

const prove = (sketch: FlowSketch, library?: FlowLibrary) =>
  proveFlow(drawFlow(sketch), sampleDefinitions, library ? { library } : {});
const problemsOf = (sketch: FlowSketch, library?: FlowLibrary) =>
  prove(sketch, library).problems.map(({ severity, code, nodeId }) => `${severity} ${code} ${nodeId}`);
const bye = ['stop', { text: 'Bye.' }] as const;
const plusOne = (name: string) => ['keep', { name, value: `{{ ${name} | default: 0 | plus: 1 }}` }] as const;

describe('what following the lines alone would complain about', () => {
  it('a variable is set on every way that can be taken, though not on every line', () => {
    const sketch: FlowSketch = {
      steps: {
        menu: ['ask'],
        name: ['keep', { name: 'y', value: 'Ada' }],
        known: ['keep', { name: 'x', value: '1' }],
        stranger: ['keep', { name: 'x', value: '2' }],
        isKnown: ['decide'],
        hello: ['tell', { text: 'Hello {{ y }}.' }],
        bye,
      },
      lines: [
        ['menu', 'key1', 'name'],
        ['name', 'done', 'known'],
        ['known', 'done', 'isKnown'],
        ['menu', 'key2', 'stranger'],
        ['stranger', 'done', 'isKnown'],
        ['isKnown', 'yes', 'hello'],
        ['isKnown', 'otherwise', 'bye'],
        ['hello', 'done', 'bye'],
      ],
    };
    expect(problemsOf(sketch)).toEqual([]);
    const without = sketch.lines?.map(([from, exit, to]) => [from, exit, to === 'stranger' ? 'known' : to] as const);
    expect(problemsOf({ ...sketch, lines: without })).toContain('warning unsetVariable hello');
  });

  it('a circle without a question is left after three rounds', () => {
    const sketch: FlowSketch = {
      steps: { hello: ['tell', { text: 'Hello.' }], count: plusOne('x'), enough: ['decide', { equals: '3' }], bye },
      lines: [
        ['hello', 'done', 'count'],
        ['count', 'done', 'enough'],
        ['enough', 'otherwise', 'hello'],
        ['enough', 'yes', 'bye'],
      ],
    };
    expect(problemsOf(sketch)).toEqual([]);
    const never = { ...sketch.steps, count: ['keep', { value: '1' }] as const };
    expect(problemsOf({ ...sketch, steps: never })).toContain('error silentLoop hello');
  });

  it('who says nothing is asked three times, and no more', () => {
    const lines: FlowSketch['lines'] = [
      ['menu', 'key1', 'bye'],
      ['menu', 'key2', 'bye'],
      ['menu', 'none', 'count'],
      ['count', 'done', 'enough'],
      ['enough', 'yes', 'bye'],
      ['enough', 'otherwise', 'menu'],
    ];
    const steps = { menu: ['ask'], count: plusOne('x'), enough: ['decide', { equals: '3' }], bye } as const;
    expect(problemsOf({ steps, lines })).toEqual([]);
    const again = lines.map(([from, exit, to]) => [from, exit, to === 'count' ? 'menu' : to] as const);
    expect(problemsOf({ steps, lines: again })).toContain('warning idleLoop menu');
  });

  it('a trap no call falls into, and an end in silence no call comes to', () => {
    const steps: FlowSketch['steps'] = {
      one: ['keep'],
      isOne: ['decide'],
      menu: ['ask'],
      bye,
      trap: ['tell', { text: 'Again.' }],
      silent: ['stop'],
    };
    const lines: FlowSketch['lines'] = [
      ['one', 'done', 'isOne'],
      ['isOne', 'yes', 'menu'],
      ['isOne', 'otherwise', 'trap'],
      ['trap', 'done', 'trap'],
      ['trap', 'failed', 'silent'],
      ['menu', 'key1', 'bye'],
      ['menu', 'key2', 'bye'],
    ];
    expect(problemsOf({ steps, lines })).toEqual(['warning unreachable trap', 'warning unreachable silent']);
    const open = { ...steps, one: ['keep', { value: '2' }] as const };
    expect(problemsOf({ steps: open, lines })).toContain('error silentLoop trap');
  });

  it('a flow that is called returns by the one outcome it was given the reason for', () => {
    const other = drawFlow({
      steps: {
        isPaid: ['decide', { variable: 'paid', equals: 'yes' }],
        thanks: ['give', { outcome: 'paid' }],
        no: ['give'],
      },
      lines: [
        ['isPaid', 'yes', 'thanks'],
        ['isPaid', 'otherwise', 'no'],
      ],
      settings: { variables: [{ name: 'paid', type: 'text', input: true }], outcomes: ['paid'] },
    });
    const sketch = (paid: string): FlowSketch => ({
      steps: {
        hello: ['tell', { text: 'Hello.' }],
        pay: ['call', { outcomes: ['paid'], inputs: { paid } }],
        thanks: ['tell', { text: 'Thank you.' }],
        owing: ['tell', { text: 'You still owe us.' }],
        bye,
      },
      lines: [
        ['hello', 'done', 'pay'],
        ['pay', 'paid', 'thanks'],
        ['pay', 'done', 'owing'],
        ['thanks', 'done', 'bye'],
        ['owing', 'done', 'bye'],
      ],
    });
    const library = new Map<string, FlowDefinition>([['other', other]]);
    expect(problemsOf(sketch('yes'), library)).toEqual(['warning unreachable owing']);
    expect(problemsOf(sketch('later'), library)).toEqual(['warning unreachable thanks']);
  });
});

describe('what cannot be known', () => {
  const given: FlowSketch = {
    steps: { isOne: ['decide'], hello: ['tell', { text: 'Hello {{ y }}.' }], bye },
    lines: [
      ['isOne', 'yes', 'hello'],
      ['isOne', 'otherwise', 'bye'],
      ['hello', 'done', 'bye'],
    ],
    settings: { variables: [{ name: 'x', type: 'text', input: true }] },
  };

  it('is said to be undecided where it depends on what the call is given', () => {
    expect(problemsOf(given)).toEqual(['undecided unsetVariable hello']);
    expect(prove(given).problems.map(({ script }) => script)).toEqual([undefined]);
  });

  it('is said to be undecided where a variable takes too many values to follow each', () => {
    const counted = (equals: string): FlowSketch => ({
      steps: { menu: ['ask'], count: plusOne('x'), enough: ['decide', { equals }], far: bye, bye },
      lines: [
        ['menu', 'key1', 'count'],
        ['menu', 'key2', 'bye'],
        ['count', 'done', 'enough'],
        ['enough', 'yes', 'far'],
        ['enough', 'otherwise', 'menu'],
      ],
    });
    expect(problemsOf(counted('9'))).toEqual([]);
    expect(problemsOf(counted('5000'))).toEqual(['undecided unreachable far']);
    expect(prove(counted('5000')).decided).toBe(false);
  });
});
