import { describe, expect, it } from 'vitest';
import { journal } from '../calls/journal/fixtures';
import { highlightOf } from './call-highlight';

const enter = (nodeId: string) => ({ effect: 'stepEntered' as const, nodeId });
const leave = (nodeId: string, exit: string) => ({ effect: 'stepLeft' as const, nodeId, exit });

describe('highlightOf', () => {
  const lines = journal(
    [0, 'effect', enter('welcome')],
    [800, 'effect', leave('welcome', 'done')],
    [800, 'effect', enter('main')],
    [5_000, 'effect', leave('main', 'again')],
    [5_000, 'effect', enter('main')],
    [7_000, 'effect', leave('main', 'again')],
    [7_000, 'effect', enter('main')],
  );

  it('stands in the step entered last, and names each step and each way once', () => {
    expect(highlightOf(lines)).toEqual({
      currentNodeId: 'main',
      visitedNodeIds: ['welcome', 'main'],
      visitedEdges: [
        { from: 'welcome', exit: 'done' },
        { from: 'main', exit: 'again' },
      ],
    });
  });

  it('stays in the step that calls another flow while that runs', () => {
    const inside = journal(
      [0, 'effect', enter('call')],
      [0, 'effect', { ...enter('main'), subflow: 'other' }],
      [9, 'effect', { ...leave('main', 'done'), subflow: 'other' }],
    );
    expect(highlightOf(inside)).toEqual({ currentNodeId: 'call', visitedNodeIds: ['call'], visitedEdges: [] });
  });

  it.each([
    ['the flow finishes', ['effect', { effect: 'flowFinished', reason: 'done' }]],
    ['the flow fails', ['effect', { effect: 'flowFailed', nodeId: 'main', code: 'flow.nodeFailed', message: 'no' }]],
    [
      'the caller hangs up',
      ['event', { event: 'hangup', reason: 'caller', initiator: 'caller', startTime: '', hangupTime: '' }],
    ],
  ] as const)('is nowhere once %s, and keeps the way', (_when, [kind, what]) => {
    const [last] = journal([9_000, kind, what]);
    expect(highlightOf(last ? [...lines, last] : lines)).toMatchObject({
      currentNodeId: null,
      visitedNodeIds: ['welcome', 'main'],
    });
  });

  it('knows of a call without a flow that it is nowhere', () => {
    expect(highlightOf([])).toEqual({ currentNodeId: null, visitedNodeIds: [], visitedEdges: [] });
  });
});
