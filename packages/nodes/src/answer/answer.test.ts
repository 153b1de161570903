import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { AnswerConfig, definition } from './definition.js';

const coverage = new NodeCoverage('answer');
const call = (options: Partial<CallOptions> = {}) => {
  const flow = drawFlow({ steps: { up: ['answer'], bye: ['hangup'] }, lines: [['up', 'done', 'bye']] });
  return coverage.add(callInMemory({ flow, nodeTypes, ...options }));
};

describe('answer', () => {
  it('answers, and goes on without waiting', () => {
    const { exits, journal, durationMs } = call();
    expect([exits, commandsOf(journal, 'accept').length, durationMs]).toEqual([['up.done'], 1, 0]);
  });

  it('answers a call that has been answered already without harm', () => {
    const flow = drawFlow({
      steps: { up: ['answer'], again: ['answer'], bye: ['hangup'] },
      lines: [
        ['up', 'done', 'again'],
        ['again', 'done', 'bye'],
      ],
    });
    expect(call({ flow }).exits).toEqual(['up.done', 'again.done']);
  });

  it.each(['refused', 'fails', 'silent'] as const)('goes on when the command %s', (how) => {
    expect(call({ world: { faults: [{ command: 'accept', how }] } }).exits).toEqual(['up.done']);
  });

  it('has nothing to be set and nothing to be summed up', () => {
    expect(definition.summary(AnswerConfig.parse({}))).toBe('');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
