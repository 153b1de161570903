import { checkFlow } from '@callwright/flow-engine';
import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definitions } from '../index.js';
import { definition, NoteConfig } from './definition.js';

const coverage = new NodeCoverage('note');
const text = 'Ask legal before you change this.';

describe('note', () => {
  it('stands in a flow without a line, and nobody minds', () => {
    const flow = drawFlow({ steps: { bye: ['hangup', { text: 'Bye.' }], why: ['note', { text }] } });
    expect(checkFlow(flow, definitions)).toEqual([]);
    expect(coverage.add(callInMemory({ flow, nodeTypes })).path).toEqual(['bye']);
  });

  it('is no step: a line that leads to it is an error, and a call that gets there ends politely', () => {
    const flow = drawFlow({
      steps: { hello: ['say', { text: 'Hello.' }], why: ['note', { text }] },
      lines: [['hello', 'done', 'why']],
    });
    expect(checkFlow(flow, definitions)).toMatchObject([{ severity: 'error', code: 'noteReached', nodeId: 'why' }]);
    expect(coverage.add(callInMemory({ flow, nodeTypes }))).toMatchObject({ heard: ['Hello.'], reason: 'completed' });
  });

  it('shows its words on the canvas', () => {
    expect(definition.summary(NoteConfig.parse({ text }))).toBe(text);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
