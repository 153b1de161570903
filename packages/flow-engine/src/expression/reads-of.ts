import type { Expression } from './expression.js';
import { formatPath } from './path.js';

/** The variables an expression looks at, as paths (`order.total`), each once, in the order they are written. */
export const readsOf = (expression: Expression): readonly string[] => [...new Set(allReads(expression))];

const allReads = (expression: Expression): readonly string[] => {
  switch (expression.kind) {
    case 'value':
      return [];
    case 'path':
      return [formatPath(expression.path)];
    case 'list':
      return expression.items.flatMap(allReads);
    case 'all':
    case 'any':
      return expression.of.flatMap(allReads);
    case 'not':
    case 'negative':
      return allReads(expression.of);
    case 'compare':
    case 'arithmetic':
      return [...allReads(expression.left), ...allReads(expression.right)];
    case 'call':
      return expression.args.flatMap(allReads);
  }
};
