import { FLOW_SCHEMA, type FlowDefinition } from '@callwright/protocol';
import { parseFlowFile } from '../file/flow-file.js';

/**
 * The flows of a page's YAML blocks, so that a test can tell whether they are true. Each block is what stands in a flow
 * file under its head; a call begins at its first step.
 * @throws Error when a block could not be pasted into a flow file
 */
export const docExamples = (markdown: string): readonly FlowDefinition[] =>
  [...markdown.matchAll(/^```yaml\n(?<yaml>[\s\S]*?)^```/gm)].map(({ groups }) => {
    const read = parseFlowFile(`callwright: ${FLOW_SCHEMA}\n${groups?.yaml ?? ''}`, 'example');
    if (!read.ok) throw new Error(read.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
    const { flow } = read.file.document;
    return { ...flow, start: flow.nodes[0]?.id ?? null };
  });
