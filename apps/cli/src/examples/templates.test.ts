import { flowTemplateLibrary } from '@callwright/nodes/template-library';
import { describe, expect, it } from 'vitest';
import { exampleFlows } from './example-files.js';

const examples = (await exampleFlows()).map(({ file }) => file);
const isWhole = ({ document }: (typeof examples)[number]) =>
  document.flow.nodes.every(({ type }) => type !== 'subflow' && type !== 'return');

describe('the templates of the studio', () => {
  it('are the example flows that stand alone, as they are now', () => {
    for (const example of examples.filter(isWhole))
      expect(flowTemplateLibrary.find(({ id }) => id === example.id)).toEqual(example);
  });

  it('leave out flows that call others, and those that are called', () => {
    const ids = flowTemplateLibrary.map(({ id }) => id);
    for (const example of examples.filter((one) => !isWhole(one))) expect(ids).not.toContain(example.id);
  });

  it('begin with the simplest: first starts use the first', () => {
    expect(flowTemplateLibrary.slice(0, 3).map(({ id }) => id)).toEqual(['menu', 'question', 'message']);
  });
});
