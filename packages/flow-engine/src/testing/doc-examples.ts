import { type FlowNode, flowNode } from '@callwright/protocol';
import { parse } from 'yaml';
import { z } from 'zod';

/**
 * The steps shown in a page's YAML blocks, so that a test can tell whether they are true.
 * @throws YAMLParseError, ZodError when a block is no list of steps
 */
export const docExamples = (markdown: string): readonly FlowNode[] =>
  [...markdown.matchAll(/^```yaml\n(?<yaml>[\s\S]*?)^```/gm)].flatMap(({ groups }) =>
    z.array(flowNode).parse(parse(groups?.yaml ?? '')),
  );
