import { describe, expect, it } from 'vitest';
import { compileFlow } from './program.js';
import { drawFlow } from './testing/draw-flow.js';
import { sampleNodes } from './testing/sample-nodes.js';

describe('compileFlow', () => {
  it('parses configs, fills in their defaults, and joins exits', () => {
    const flow = drawFlow({
      steps: { a: ['ask', { keys: ['1'] }], b: ['tell', { text: 'Hi' }] },
      lines: [['a', 'key1', 'b']],
    });
    const program = compileFlow(flow, sampleNodes);
    const [a, b] = [...program.nodes.values()];
    expect(program.start).toBe('a');
    expect(a?.config).toEqual({ keys: ['1'], timeoutMs: 5000 });
    expect([...(a?.exits ?? [])].map(([name, { to }]) => [name, to])).toEqual([
      ['key1', 'b'],
      ['none', null],
      ['failed', null],
    ]);
    expect(b?.exits.get('done')).toEqual({ exit: { name: 'done', label: 'Then', kind: 'next' }, to: null });
  });

  it.each([
    ['no first step', drawFlow({ steps: {} }), 'The flow has no first step.'],
    ['a first step that is gone', drawFlow({ start: 'gone', steps: {} }), 'The flow has no first step.'],
    ['a step of unknown kind', drawFlow({ steps: { a: ['fax'] } }), 'Step "a" is of an unknown kind: fax.'],
    ['a step not filled in', drawFlow({ steps: { a: ['ask', { keys: 1 }] } }), 'Step "a" is not filled in'],
  ])('refuses %s', (_, flow, message) => {
    expect(() => compileFlow(flow, sampleNodes)).toThrow(message);
    expect(() => compileFlow(flow, sampleNodes)).toThrow(expect.objectContaining({ code: 'flow.invalid' }));
  });
});
