import type { Expression } from './expression.js';

/** What an expression is made of directly, from left to right; nothing of a value or a path. */
export const partsOf = (expression: Expression): readonly Expression[] => {
  switch (expression.kind) {
    case 'value':
    case 'path':
      return [];
    case 'list':
      return expression.items;
    case 'all':
    case 'any':
      return expression.of;
    case 'not':
    case 'negative':
      return [expression.of];
    case 'compare':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'call':
      return expression.args;
  }
};
