import { describe, expect, it } from 'vitest';
import { compileFlow } from '../program.js';
import { flowScript } from '../script/script.js';
import { runScript } from '../simulator/run-script.js';
import { drawFlow, type FlowSketch } from '../testing/draw-flow.js';
import { sampleDefinitions, sampleNodes } from '../testing/sample-nodes.js';
import { checkFlow } from './check-flow.js';

type Variables = NonNullable<FlowSketch['settings']>['variables'];

const flowWith = (keep: Record<string, string>, variables: Variables) =>
  drawFlow({
    steps: { menu: ['ask'], keep: ['keep', keep], bye: ['stop', { text: 'Bye.' }] },
    lines: [
      ['menu', 'key1', 'keep'],
      ['menu', 'key2', 'bye'],
      ['keep', 'done', 'bye'],
    ],
    settings: { variables },
  });

describe('checkTypes', () => {
  it('wrongType: a value its variable cannot hold, with the caller who gets there', () => {
    const flow = flowWith({ name: 'x', value: 'many' }, [{ name: 'x', type: 'number' }]);
    const [problem, ...more] = checkFlow(flow, sampleDefinitions);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ severity: 'error', code: 'wrongType', nodeId: 'keep', script: [{ presses: '1' }] });
    const script = flowScript.parse({ when: problem?.script });
    expect(runScript(compileFlow(flow, sampleNodes), script)).toMatchObject({
      path: ['menu', 'keep'],
      instance: { status: 'failed' },
    });
  });

  it('has nothing against what can be made one of the type', () => {
    expect(checkFlow(flowWith({ name: 'x', value: '12' }, [{ name: 'x', type: 'number' }]), sampleDefinitions)).toEqual(
      [],
    );
    expect(checkFlow(flowWith({ name: 'x', value: '[1]' }, [{ name: 'x', type: 'list' }]), sampleDefinitions)).toEqual(
      [],
    );
  });

  it('knows a value by its kind alone: a count is no list', () => {
    const flow = drawFlow({
      steps: { pause: ['pause'], bye: ['stop', { text: 'Bye.' }] },
      lines: [['pause', 'done', 'bye']],
      settings: { variables: [{ name: 'keyCount', type: 'list' }] },
    });
    expect(checkFlow(flow, sampleDefinitions)).toMatchObject([{ code: 'wrongType', nodeId: 'pause', script: [] }]);
  });
});
