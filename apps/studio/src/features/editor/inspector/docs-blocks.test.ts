import { definitions } from '@callwright/nodes';
import { nodeDocs } from '@callwright/nodes/docs';
import { describe, expect, it } from 'vitest';
import { docsBlocks } from './docs-blocks';

describe('the page of a node in the form', () => {
  it('has headings, lists with strong words and code, and paragraphs', () => {
    const page =
      '# Menu\n\nSays a list.\nWaits.\n\n## Settings\n- **Key**: as `1`.\n- Name\n\n## Example\n```yaml\na: 1\n```\n';
    expect(docsBlocks(page)).toEqual([
      { kind: 'text', pieces: [{ kind: 'words', text: 'Says a list.\nWaits.' }] },
      { kind: 'heading', text: 'Settings' },
      {
        kind: 'list',
        items: [
          [
            { kind: 'strong', text: 'Key' },
            { kind: 'words', text: ': as ' },
            { kind: 'code', text: '1' },
            { kind: 'words', text: '.' },
          ],
          [{ kind: 'words', text: 'Name' }],
        ],
      },
    ]);
  });

  it.each(definitions.map(({ type }) => type))('%s has one, and it says what its settings are', (type) => {
    const blocks = docsBlocks(nodeDocs[type] ?? '');
    expect(blocks.some((block) => block.kind === 'heading' && block.text === 'Settings')).toBe(true);
    expect(JSON.stringify(blocks)).not.toContain('```');
  });
});
