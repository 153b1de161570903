import type { Json } from '@callwright/protocol';
import { type Path, readPath } from '../expression/path.js';

/**
 * One thing known of a call's variables: what one holds, that it is not set, what one equals by a comparison, or whether
 * a condition holds. `about` names the variables it depends on: writing one of them ends it.
 */
export type Fact =
  | { readonly is: 'value' | 'equals'; readonly value: Json; readonly about: readonly string[] }
  | { readonly is: 'unset'; readonly about: readonly string[] }
  | { readonly is: 'holds'; readonly holds: boolean; readonly about: readonly string[] };

/** All that is known at a moment. What it does not mention may be anything. */
export type Facts = ReadonlyMap<string, Fact>;

/** Nothing is known. */
export const NOTHING: Facts = new Map();

/** The key of what a variable holds. */
export const variableKey = (name: string): string => name;
/** The key of what a path equals by a comparison. */
export const equalKey = (path: string): string => `=${path}`;
/** The key of whether a condition holds. */
export const conditionKey = (text: string): string => `?${text}`;

/** Facts after a variable was written. Null is unset; undefined is any value. */
export const withWrite = (facts: Facts, name: string, value: Json | undefined): Facts => {
  const next = new Map([...facts].filter(([, fact]) => !fact.about.includes(name)));
  if (value === null) next.set(variableKey(name), { is: 'unset', about: [name] });
  else if (value !== undefined) next.set(variableKey(name), { is: 'value', value, about: [name] });
  return next;
};

/** The value at a path as far as variables are known for sure: undefined is unset, null means it may be anything. */
export const surely = (facts: Facts, path: Path): { readonly value: Json | undefined } | null => {
  const root = String(path[0]);
  const fact = facts.get(variableKey(root));
  if (fact?.is === 'unset') return { value: undefined };
  return fact?.is === 'value' ? { value: readPath({ [root]: fact.value }, path) } : null;
};

/** What two sets of facts have in common. */
export const inCommon = (left: Facts, right: Facts): Facts =>
  new Map([...left].filter(([key, fact]) => isSame(fact, right.get(key))));

/** Facts of which somebody still wants to know. */
export const onlyOf = (facts: Facts, isWanted: (key: string, fact: Fact) => boolean): Facts => {
  if (facts.size === 0) return facts;
  const kept = [...facts].filter(([key, fact]) => isWanted(key, fact));
  return kept.length === facts.size ? facts : new Map(kept);
};

/** The same text for the same facts. Facts are not changed, so that each has it made once. */
export const textOfFacts = (facts: Facts): string => {
  if (facts.size === 0) return '';
  const known = texts.get(facts);
  if (known !== undefined) return known;
  const lines = [...facts].map(([key, fact]) => `${key}\u0001${textOf(fact)}`);
  const text = lines.sort().join('\u0002');
  texts.set(facts, text);
  return text;
};
const texts = new WeakMap<Facts, string>();

const textOf = (fact: Fact): string => {
  if (fact.is === 'unset') return 'u';
  return fact.is === 'holds' ? String(fact.holds) : `${fact.is}${JSON.stringify(fact.value)}`;
};

const isSame = (left: Fact, right: Fact | undefined) => right !== undefined && textOf(left) === textOf(right);
