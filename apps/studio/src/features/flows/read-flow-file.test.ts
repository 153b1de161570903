import { formatFlowFile } from '@callwright/flow-engine';
import { flowTemplates } from '@callwright/nodes';
import { describe, expect, it } from 'vitest';
import { readFlowFile } from './read-flow-file';

describe('readFlowFile', () => {
  it.each(['yaml', 'json'] as const)('reads what was written as %s', (form) => {
    const [template] = flowTemplates;
    if (!template) throw new Error('There are no templates.');
    const text = formatFlowFile({ id: 'x', name: 'Main line', document: template.document }, form);
    expect(readFlowFile(text, `other.flow.${form}`)).toEqual({
      ok: true,
      flow: { name: 'Main line', document: template.document },
    });
  });

  it('names a flow after its file when the file does not name it', () => {
    expect(readFlowFile('callwright: 2\n', 'main-line.flow.yaml')).toMatchObject({
      ok: true,
      flow: { name: 'main-line' },
    });
  });

  it('says in which line something is wrong', () => {
    const read = readFlowFile('callwright: 2\nname: x\nsteps: 3\n', 'x.flow.yaml');
    expect(read.ok || read.problems[0]).toMatchObject({ line: 3 });
  });
});
