import { type CallOptions, callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, ReturnConfig } from './definition.js';

const coverage = new NodeCoverage('return');
const call = (outcome: string, options: Partial<CallOptions> = {}) =>
  coverage.add(callInMemory({ flow: drawFlow({ steps: { back: ['return', { outcome }] } }), nodeTypes, ...options }));
const callThrough = (outcome: string) =>
  call('unused', {
    flow: drawFlow({
      steps: { pay: ['subflow', { flow: 'payment', outcomes: ['paid', 'done'] }], bye: ['hangup'] },
      lines: ['paid', 'done', 'failed'].map((exit) => ['pay', exit, 'bye'] as const),
    }),
    library: new Map([['payment', drawFlow({ steps: { back: ['return', { outcome }] } })]]),
  }).exits;

describe('return', () => {
  it('leaves the step that called the flow by its outcome', () => {
    expect(callThrough('paid')).toEqual(['back.paid', 'pay.paid']);
  });

  it('is done when it says nothing else', () => {
    expect(callThrough('')).toEqual(['back.done', 'pay.done']);
  });

  it('fails the step that called when that knows no such outcome', () => {
    expect(callThrough('refused')).toEqual(['back.refused', 'pay.failed']);
  });

  it('ends the call where no flow has called', () => {
    const { instance, exits, reason } = call('paid');
    expect(exits).toEqual([]);
    expect({ status: instance.status, reason }).toEqual({ status: 'finished', reason: 'completed' });
  });

  it('tells a proof how the flow ends', () => {
    expect(definition.returns?.(ReturnConfig.parse({ outcome: 'paid' }))).toBe('paid');
    expect(definition.returns?.(ReturnConfig.parse({ outcome: '' }))).toBe('done');
    expect(definition.summary(ReturnConfig.parse({}))).toBe('done');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
