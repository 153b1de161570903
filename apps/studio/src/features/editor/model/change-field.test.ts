import { definitionByType, flowTemplates } from '@callwright/nodes';
import type { FlowDocument, Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { apply } from './apply';
import { changeFieldCommand } from './change-field';

const original = flowTemplates.find(({ id }) => id === 'menu')?.document as FlowDocument;
const change = (field: string, value: Json) => {
  const result = changeFieldCommand(original, definitionByType, { nodeId: 'main', field, value });
  return { prunes: result?.prunes, document: result && apply(original, result.command).document };
};
const exitsOf = (document: FlowDocument | undefined) =>
  document?.flow.edges.filter(({ from }) => from === 'main').map(({ exit }) => exit);

describe('changing a setting', () => {
  it('takes the wire of an answer away with the answer', () => {
    const answers = original.flow.nodes.find(({ id }) => id === 'main')?.config.answers as Json[];
    const { prunes, document } = change('answers', answers.slice(1));
    expect(prunes).toBe(true);
    expect(exitsOf(document)).toEqual(['billing', 'hours', 'noInput', 'noMatch']);
  });
  it('keeps every wire when only words change', () => {
    const { prunes, document } = change('prompt', 'Press one.');
    expect(prunes).toBe(false);
    expect(exitsOf(document)).toEqual(exitsOf(original));
    expect(document?.flow.nodes.find(({ id }) => id === 'main')?.config.prompt).toBe('Press one.');
  });
  it('does nothing to a step that is gone', () => {
    expect(
      changeFieldCommand(original, definitionByType, { nodeId: 'gone', field: 'text', value: '' }),
    ).toBeUndefined();
  });
});
