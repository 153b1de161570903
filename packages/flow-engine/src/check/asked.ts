import type { Json } from '@callwright/protocol';
import type { Condition } from '../condition.js';
import { conditionReads, expressionOf, formatCondition } from '../condition-expression.js';
import { evaluateKnown, type KnownValue } from '../condition-known.js';
import { isSameValue } from '../expression/comparing.js';
import type { Expression } from '../expression/expression.js';
import { parseExpression } from '../expression/parse-expression.js';
import { partsOf } from '../expression/parts-of.js';
import { formatPath, type Path } from '../expression/path.js';
import { conditionKey, equalKey, type Fact, type Facts, factOf, surely, variableKey } from './facts.js';

/** A condition as the proof asks it: read once, evaluated often. */
export type Asked = {
  readonly condition: Condition;
  /** The key of whether it holds. */
  readonly key: string;
  readonly paths: ReadonlyMap<string, Path>;
  /** The variables it looks at. */
  readonly names: readonly string[];
  /** The variables it takes for granted: which it compares without asking whether they are set. */
  readonly needs: readonly string[];
  /** Whether its answer may change with the time alone. */
  readonly asksTime: boolean;
  /** Whether it does nothing but compare, so that what a variable equals is as good as what it is. */
  readonly onlyCompares: boolean;
  /** What its paths equal when it holds. */
  readonly equalities: readonly { readonly path: string; readonly name: string; readonly value: Json }[];
};

/** Reads a condition for a proof. */
export const askedOf = (condition: Condition): Asked => {
  const expression = expressionOf(condition);
  const paths = new Map(conditionReads(condition).map((text) => [text, pathOf(text)]));
  return {
    condition,
    key: conditionKey(formatCondition(condition)),
    paths,
    names: [...new Set([...paths.values()].map((path) => String(path[0])))],
    needs: [...new Set(neededBy(expression, new Set()))],
    asksTime: anyPart(expression, (part) => part.kind === 'call' && ofTime.has(part.name)),
    onlyCompares: !anyPart(expression, looksInside),
    equalities: equalitiesOf(expression),
  };
};

/** The path a text of it means. */
export const pathOf = (text: string): Path => {
  const parsed = parseExpression(text);
  return parsed.ok && parsed.expression.kind === 'path' ? parsed.expression.path : [text];
};

/** The variables an expression takes for granted; none of one that cannot be read. */
export const neededIn = (text: string): readonly string[] => {
  const parsed = parseExpression(text);
  return parsed.ok ? neededBy(parsed.expression, new Set()) : [];
};

/** Whether it holds, by all that is known. */
export const answerOf = (asked: Asked, facts: Facts): boolean | 'unknown' => {
  const held = facts.get(asked.key);
  if (held?.is === 'holds') return held.holds;
  return evaluateKnown(asked.condition, (text) => knownAt(asked, facts, text));
};

/** What is known once it is taken to hold, or not to hold. */
export const supposing = (asked: Asked, facts: Facts, holds: boolean): Facts => {
  if (asked.asksTime) return facts;
  const next = new Map<string, Fact>(facts).set(asked.key, factOf(asked.key, asked.names, { is: 'holds', holds }));
  for (const { path, name, value } of holds ? asked.equalities : []) {
    const key = equalKey(path);
    if (!facts.has(variableKey(name))) next.set(key, factOf(key, [name], { is: 'equals', value }));
  }
  return next;
};

const knownAt = (asked: Asked, facts: Facts, text: string): KnownValue => {
  const sure = surely(facts, asked.paths.get(text) ?? [text]);
  if (sure) return sure.value === undefined ? { is: 'unset' } : { is: 'value', value: sure.value };
  const equal = asked.onlyCompares ? facts.get(equalKey(text)) : undefined;
  return equal?.is === 'equals' ? { is: 'value', value: equal.value } : { is: 'any' };
};

const ofTime: ReadonlySet<string> = new Set(['today', 'weekday', 'timeOfDay']);

// What equals a text may still be written otherwise, with a full stop or as 1.0: all but these do not mind.
const looksInside = (part: Expression): boolean => {
  if (part.kind === 'compare') return inText.has(part.sign) || (part.sign === 'in' && part.right.kind !== 'list');
  return part.kind === 'call' || part.kind === 'arithmetic' || part.kind === 'negative';
};
const inText: ReadonlySet<string> = new Set(['contains', 'startsWith', 'endsWith']);

const anyPart = (expression: Expression, isIt: (part: Expression) => boolean): boolean =>
  isIt(expression) || partsOf(expression).some((part) => anyPart(part, isIt));

// `isSet(a) and a == 1` asks first; so does whatever compares with nothing.
const neededBy = (expression: Expression, asked: ReadonlySet<string>): readonly string[] => {
  switch (expression.kind) {
    case 'path':
      return asked.has(String(expression.path[0])) ? [] : [String(expression.path[0])];
    case 'all':
    case 'any': {
      const alsoAsked = new Set([...asked, ...expression.of.flatMap(askedForBy)]);
      return expression.of.flatMap((part) => neededBy(part, alsoAsked));
    }
    case 'call':
      return copesWithNothing.has(expression.name) ? [] : expression.args.flatMap((part) => neededBy(part, asked));
    case 'compare':
      return [expression.left, expression.right].some((side) => side.kind === 'value' && isSameValue(side.value, ''))
        ? []
        : partsOf(expression).flatMap((part) => neededBy(part, asked));
    default:
      return partsOf(expression).flatMap((part) => neededBy(part, asked));
  }
};
const copesWithNothing: ReadonlySet<string> = new Set(['isSet', 'isEmpty', 'isTrue', 'isFalse', 'default']);

const askedForBy = (part: Expression): readonly string[] => {
  const inner = part.kind === 'not' ? part.of : part;
  if (inner.kind !== 'call' || (inner.name !== 'isSet' && inner.name !== 'isEmpty')) return [];
  return inner.args.flatMap((arg) => (arg.kind === 'path' ? [String(arg.path[0])] : []));
};

// A number equals many ways to write it, and an empty text equals nothing at all: neither says what the value is.
const equalitiesOf = (expression: Expression): Asked['equalities'] => {
  if (expression.kind === 'all') return expression.of.flatMap(equalitiesOf);
  if (expression.kind !== 'compare' || expression.sign !== '==') return [];
  const { left, right } = expression;
  if (left.kind !== 'path' || right.kind !== 'value' || isSameValue(right.value, '')) return [];
  return [{ path: formatPath(left.path), name: String(left.path[0]), value: right.value }];
};
