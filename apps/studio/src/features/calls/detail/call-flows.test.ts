import { emptyDocument } from '@callwright/nodes';
import { flowDocument } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { flowOfStep, nameOfStep, nameOfSubflow, pathWithin, stepOfOurs } from './call-flows';

const named = (name: string) => {
  const { flow, layout } = emptyDocument();
  return flowDocument.parse({ flow: { ...flow, nodes: [{ id: 'hello', type: 'say', name, config: {} }] }, layout });
};
const call = { document: named('Outside'), subflows: [{ key: 'hours@2', name: 'Hours', document: named('Inside') }] };
const step = (nodeId: string, subflow?: string) => ({
  nodeId,
  enteredAtMs: 0,
  leftAtMs: null,
  exit: null,
  ...(subflow && { subflow }),
});

describe('the flows of a call', () => {
  it('tell steps of the same id apart', () => {
    expect(nameOfStep(call, 'hello', null)).toBe('Outside');
    expect(nameOfStep(call, 'hello', 'hours@2')).toBe('Inside');
    expect(nameOfStep(call, 'gone', 'hours@2')).toBe('gone');
  });

  it('have names, or at least keys', () => {
    expect(nameOfSubflow(call, 'hours@2')).toBe('Hours');
    expect(nameOfSubflow(call, 'other')).toBe('other');
    expect(flowOfStep(call, 'other')).toBeNull();
  });

  it('each have their own part of the path', () => {
    const path = [step('a'), step('hello', 'hours@2'), step('b')];
    expect(pathWithin(path, undefined).map(({ nodeId }) => nodeId)).toEqual(['a', 'b']);
    expect(pathWithin(path, 'hours@2').map(({ nodeId }) => nodeId)).toEqual(['hello']);
  });

  it('are missing where a call was only put through, whose steps are known all the same', () => {
    expect(['dial', 'ended', 'why', 'told-480', 'hello'].map(stepOfOurs)).toEqual([
      'dial',
      'ended',
      'why',
      'told',
      null,
    ]);
  });
});
