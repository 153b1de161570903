import { describe, expect, it } from 'vitest';
import { MAX_DEPTH } from './bounds.js';
import type { NodeStep } from './node-type.js';
import { drawFlow, type FlowSketch } from './testing/draw-flow.js';
import { DrivenFlow, stepNode } from './testing/driven-flow.js';
import { at, hangup, key, started } from './testing/engine-events.js';

const call = (subflow: string, more: object = {}) =>
  stepNode(
    `call-${subflow}`,
    { enter: (): NodeStep => ({ next: 'call', subflow, input: { who: 'Ada' }, outputs: { answer: 'said' }, ...more }) },
    subflow,
  );
const returns = (outcome: string) => stepNode(`return-${outcome}`, { enter: () => ({ next: 'return', outcome }) });
const sets = stepNode('sets', {
  enter: (_config, { vars }) => ({ next: 'exit', exit: 'done', set: { said: `hi ${vars.who}` } }),
});
const waits = stepNode('waits', {
  enter: () => ({ next: 'wait', local: 'here' }),
  on: (event) => (event.event === 'dtmf' ? { next: 'exit', exit: 'done' } : { next: 'wait', local: 'here' }),
});
const breaks = stepNode('breaks', {
  enter: () => {
    throw new Error('broken');
  },
});
const nodes = [
  call('sub'),
  call('self'),
  call('none'),
  returns('done'),
  returns('other'),
  returns('odd'),
  sets,
  waits,
  breaks,
];

const main = (subflow: string, settings: FlowSketch['settings'] = {}) =>
  drawFlow({
    steps: { go: [`call-${subflow}`], after: ['waits'], else: ['waits'], bad: ['waits'] },
    lines: [
      ['go', 'done', 'after'],
      ['go', 'other', 'else'],
      ['go', 'failed', 'bad'],
    ],
    settings,
  });
const sub = (last: string) =>
  drawFlow({
    steps: { a: ['sets'], b: ['waits'], c: [last] },
    lines: [
      ['a', 'done', 'b'],
      ['b', 'done', 'c'],
    ],
  });
const run = (last: string, settings: FlowSketch['settings'] = {}) =>
  new DrivenFlow(main('sub', settings), nodes, { sub: sub(last) }).see(started);

describe('a flow that calls another', () => {
  it('waits in it, gives it its inputs only, and takes its outputs', () => {
    const flow = run('return-done');
    expect(flow.instance).toMatchObject({ subflow: 'sub', node: 'b', vars: { who: 'Ada', said: 'hi Ada' } });
    expect(flow.instance.vars).not.toHaveProperty('name');
    flow.see(key('1'));
    expect(flow.path).toEqual(['go', 'sub/a', 'sub/b', 'sub/c', 'after']);
    expect(flow.instance).toMatchObject({
      subflow: null,
      node: 'after',
      callers: [],
      vars: { name: 'Ada', answer: 'hi Ada' },
    });
    expect(flow.instance.vars).not.toHaveProperty('said');
    expect(flow.told('stepLeft').map(({ nodeId, exit, subflow }) => [nodeId, exit, subflow])).toEqual([
      ['a', 'done', 'sub'],
      ['b', 'done', 'sub'],
      ['c', 'done', 'sub'],
      ['go', 'done', undefined],
    ]);
  });

  it('goes on by the outcome it returns with', () => {
    expect(run('return-other').see(key('1')).instance.node).toBe('else');
  });

  it('takes an outcome it has no way out for as a failure', () => {
    expect(run('return-odd').see(key('1')).instance.node).toBe('bad');
  });

  it('is left by its failure exit when the other fails', () => {
    const flow = run('breaks').see(key('1'));
    expect(flow.instance).toMatchObject({ status: 'running', subflow: null, node: 'bad' });
    expect(flow.told('stepFailed')).toMatchObject([{ nodeId: 'c', message: 'broken' }]);
  });

  it('fails its step when the other is not there', () => {
    expect(new DrivenFlow(main('none'), nodes).see(started).instance.node).toBe('bad');
  });

  it('does not go deeper than it may', () => {
    const self = drawFlow({ steps: { again: ['call-self'] } });
    const flow = new DrivenFlow(main('self'), nodes, { self }).see(started);
    expect(flow.path.filter((step) => step === 'self/again')).toHaveLength(MAX_DEPTH);
    expect(flow.instance).toMatchObject({ status: 'running', node: 'bad', callers: [] });
    expect(flow.told('stepFailed')[0]).toMatchObject({ code: 'flow.tooDeep' });
  });

  it('ends with the call, from wherever it is', () => {
    expect(run('return-done').see(hangup).instance).toMatchObject({ status: 'finished', subflow: 'sub' });
  });

  it('goes on from its text', () => {
    const kept = run('return-done');
    const again = run('return-done');
    again.instance = JSON.parse(JSON.stringify(kept.instance));
    expect(again.see(key('1')).instance).toEqual(kept.see(key('1')).instance);
  });

  it('refuses inputs of another kind than declared', () => {
    const typed = drawFlow({
      steps: { b: ['waits'] },
      settings: { variables: [{ name: 'who', type: 'number', input: true }] },
    });
    expect(new DrivenFlow(main('sub'), nodes, { sub: typed }).see(started).instance.node).toBe('bad');
  });
});

describe('a return', () => {
  it('ends the call politely in a flow nobody called', () => {
    const flow = new DrivenFlow(drawFlow({ steps: { end: ['return-done'] } }), nodes).see({ ...started, ...at });
    expect(flow.instance.status).toBe('finished');
    expect(flow.commands).toMatchObject([{ command: 'hangup', reason: 'completed' }]);
  });
});
