import { expect, it } from 'vitest';
import { constantTexts } from './constant-texts.js';
import { compileFlow } from './program.js';
import { drawFlow } from './testing/draw-flow.js';
import { sampleNodes } from './testing/sample-nodes.js';

it('what a flow says to everybody is each text of its steps that nothing is filled in', () => {
  const flow = drawFlow({
    steps: {
      a: ['tell', { text: ' Good day. ' }],
      b: ['tell', { text: 'Good day, {{ name }}.' }],
      c: ['tell', { text: '{% if late %}Late.{% endif %}' }],
    },
    lines: [
      ['a', 'done', 'b'],
      ['b', 'done', 'c'],
    ],
  });
  const texts = constantTexts(compileFlow(flow, sampleNodes));
  expect(texts).toContain('Good day.');
  expect([...texts].filter((text) => text.includes('{'))).toEqual([]);
});
