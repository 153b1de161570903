import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import { type FlowFile, flowFileContent } from './flow-file.js';

/**
 * A flow as the text of its file. The same flow gives the same text, and a change of one step changes the lines of that
 * step: steps in the order they were made, an empty line between two of them, long words on lines of their own.
 */
export const formatFlowFile = (file: FlowFile, form: 'yaml' | 'json' = 'yaml'): string => {
  const content = flowFileContent(file);
  if (form === 'json') return `${JSON.stringify(content, null, 2)}\n`;
  const document = new Document(content);
  for (const name of ['settings', 'steps', 'layout']) spaceBefore(document, [name]);
  const steps: unknown = document.get('steps');
  if (isMap(steps))
    for (const [at, pair] of steps.items.entries())
      if (at > 0 && isPair(pair) && isScalar(pair.key)) pair.key.spaceBefore = true;
  visit(document, {
    // A place is one thing: two numbers on one line.
    Seq: (_key, node) => {
      if (
        isSeq(node) &&
        node.items.length === 2 &&
        node.items.every((item) => isScalar(item) && typeof item.value === 'number')
      )
        node.flow = true;
    },
  });
  return document.toString({ lineWidth: 120, blockQuote: 'folded', flowCollectionPadding: false });
};

const spaceBefore = (document: Document, [name]: readonly [string]): void => {
  if (!isMap(document.contents)) return;
  for (const pair of document.contents.items)
    if (isPair(pair) && isScalar(pair.key) && pair.key.value === name) pair.key.spaceBefore = true;
};
