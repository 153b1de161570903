import type { ComparisonSign, Expression } from './expression.js';
import { formatPath } from './path.js';

/** How tightly the parts of an expression hold together; a looser part inside a tighter one stands in brackets. */
const strength = { any: 1, all: 2, not: 3, compare: 4, sum: 5, product: 6, negative: 7, value: 8 } as const;

const words: Readonly<Partial<Record<ComparisonSign, string>>> = { startsWith: 'starts with', endsWith: 'ends with' };

/** The text of an expression: parsed again it is an equal expression. */
export const formatExpression = (expression: Expression): string => {
  switch (expression.kind) {
    case 'value':
      return formatValue(expression.value);
    case 'path':
      return formatPath(expression.path);
    case 'list':
      return `[${expression.items.map(formatExpression).join(', ')}]`;
    case 'call':
      return `${expression.name}(${expression.args.map(formatExpression).join(', ')})`;
    case 'all':
    case 'any':
      return formatJoined(expression.kind, expression.of);
    case 'not':
      return formatNot(expression.of);
    case 'negative':
      return `-${within(expression.of, strength.negative)}`;
    case 'compare':
      return formatComparison(expression, '');
    case 'arithmetic': {
      const own = strengthOf(expression);
      return `${within(expression.left, own)} ${expression.sign} ${within(expression.right, own + 1)}`;
    }
  }
};

type Comparison = Extract<Expression, { kind: 'compare' }>;

const formatComparison = ({ sign, left, right }: Comparison, not: string): string =>
  `${within(left, strength.sum)} ${not}${words[sign] ?? sign} ${within(right, strength.sum)}`;

// `a not in b` reads better than `not a in b`, and is the same.
const formatNot = (of: Expression): string =>
  of.kind === 'compare' && /^[a-z]/.test(of.sign) ? formatComparison(of, 'not ') : `not ${within(of, strength.not)}`;

// None or one is written so that it keeps the truth the row has, which is never more than true or false.
const formatJoined = (kind: 'all' | 'any', of: readonly Expression[]): string => {
  const parts = of.map((part) => within(part, strength[kind] + 1));
  if (of.length > 1) return parts.join(kind === 'all' ? ' and ' : ' or ');
  return of.length === 0 ? String(kind === 'all') : `isTrue(${of.map(formatExpression).join('')})`;
};

const within = (part: Expression, least: number): string =>
  strengthOf(part) >= least ? formatExpression(part) : `(${formatExpression(part)})`;

const strengthOf = (expression: Expression): number => {
  switch (expression.kind) {
    case 'all':
    case 'any':
      return expression.of.length > 1 ? strength[expression.kind] : strength.value;
    case 'not':
      return expression.of.kind === 'compare' && /^[a-z]/.test(expression.of.sign) ? strength.compare : strength.not;
    case 'compare':
    case 'negative':
      return strength[expression.kind];
    case 'arithmetic':
      return expression.sign === '+' || expression.sign === '-' ? strength.sum : strength.product;
    case 'value':
      return typeof expression.value === 'number' && expression.value < 0 ? strength.negative : strength.value;
    case 'path':
    case 'list':
    case 'call':
      return strength.value;
  }
};

const formatValue = (value: string | number | boolean | null): string => {
  if (typeof value === 'string') return formatText(value);
  // The parser knows no exponents.
  return typeof value === 'number' ? formatNumber(value) : String(value);
};

const formatNumber = (value: number): string => {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(20).replace(/\.?0+$/, '') : BigInt(value).toString();
};

const formatText = (text: string): string => {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  return `"${escaped}"`;
};
