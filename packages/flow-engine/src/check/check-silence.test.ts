import { expect, it } from 'vitest';
import { drawFlow, type FlowSketch } from '../testing/draw-flow.js';
import { sampleDefinitions } from '../testing/sample-nodes.js';
import { checkFlow } from './check-flow.js';

const check = (steps: FlowSketch['steps'], lines: FlowSketch['lines']) =>
  checkFlow(drawFlow({ steps, lines }), sampleDefinitions).map(({ code, nodeId }) => `${code} ${nodeId}`);

it('abruptEnd: a call that ends without a word after an answer', () => {
  const steps: FlowSketch['steps'] = { a: ['ask', { keys: ['1'] }], b: ['stop', {}] };
  expect(check(steps, [['a', 'key1', 'b']])).toEqual(['abruptEnd b']);
});

it('silentCall: a call in which nothing is said', () => {
  expect(check({ a: ['stop', {}] }, [])).toEqual(['silentCall a']);
});

it('has nothing against a flow that returns without a word: who calls it goes on', () => {
  expect(check({ a: ['give', {}] }, [])).toEqual([]);
  const steps: FlowSketch['steps'] = { a: ['ask', { keys: ['1'] }], b: ['give', {}] };
  expect(check(steps, [['a', 'key1', 'b']])).toEqual([]);
});
