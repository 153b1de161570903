import { describe, expect, it } from 'vitest';
import { endsUnheard } from './ends-unheard.js';
import { compileFlow } from './program.js';
import { drawFlow, type FlowSketch } from './testing/draw-flow.js';
import { started } from './testing/engine-events.js';
import { sampleNodes } from './testing/sample-nodes.js';

const decide: FlowSketch['steps'][string] = ['decide', { variable: 'name', equals: 'Ada' }];

describe('a flow that begins', () => {
  it.each<[string, FlowSketch, boolean]>([
    ['by hanging up', { steps: { no: ['stop'] } }, true],
    ['with last words', { steps: { no: ['stop', { text: 'Bye.' }] } }, false],
    ['with words', { steps: { hi: ['tell', { text: 'Hi.' }], no: ['stop'] }, lines: [['hi', 'done', 'no']] }, false],
    ['with silence', { steps: { wait: ['pause'], no: ['stop'] }, lines: [['wait', 'done', 'no']] }, false],
    [
      'with a decision that ends this call',
      { steps: { who: decide, no: ['stop'], hi: ['tell', { text: 'Hi.' }] }, lines: [['who', 'yes', 'no']] },
      true,
    ],
    [
      'with a decision that ends others',
      {
        steps: { who: decide, no: ['stop'], hi: ['tell', { text: 'Hi.' }] },
        lines: [
          ['who', 'otherwise', 'no'],
          ['who', 'yes', 'hi'],
        ],
      },
      false,
    ],
    [
      'with a defect, and has words for that',
      { steps: { bad: ['broken'] }, settings: { failure: { prompt: 'Oh dear.' } } },
      false,
    ],
  ])('%s: %#', (_, sketch, ends) => {
    expect(endsUnheard(compileFlow(drawFlow(sketch), sampleNodes), started)).toBe(ends);
  });
});
