import type { Json } from '@callwright/protocol';
import { type Path, readPath } from '../expression/path.js';

/**
 * One thing known of a call's variables: what one holds, that it is not set, what one equals by a comparison, or whether
 * a condition holds. `about` names the variables it depends on: writing one of them ends it.
 */
export type Fact = Said & {
  readonly about: readonly string[];
  /** The same for the same said of the same, and seldom for something else. */
  readonly hash: number;
};

type Said =
  | { readonly is: 'value' | 'equals'; readonly value: Json }
  | { readonly is: 'unset' }
  | { readonly is: 'holds'; readonly holds: boolean };

/** All that is known at a moment. What it does not mention may be anything. */
export type Facts = ReadonlyMap<string, Fact>;

/** Whether somebody still wants to know a fact. */
export type IsWanted = (key: string, fact: Fact) => boolean;

/** Nothing is known. */
export const NOTHING: Facts = new Map();

/** The key of what a variable holds. */
export const variableKey = (name: string): string => name;
/** The key of what a path equals by a comparison. */
export const equalKey = (path: string): string => `=${path}`;
/** The key of whether a condition holds. */
export const conditionKey = (text: string): string => `?${text}`;

/** Something known. @param key what it is known under, made by one of the functions above */
export const factOf = (key: string, about: readonly string[], said: Said): Fact => ({
  ...said,
  about,
  hash: hashOf(`${key}\u0001${textOf(said)}`),
});

/** Facts after a variable was written. Null is unset; undefined is any value. */
export const withWrite = (facts: Facts, name: string, value: Json | undefined): Facts => {
  const rest = onlyOf(facts, (_, { about }) => !about.includes(name));
  if (value === undefined) return rest;
  const next = new Map(rest);
  const key = variableKey(name);
  if (value === null) next.set(key, factOf(key, [name], { is: 'unset' }));
  else next.set(key, factOf(key, [name], { is: 'value', value }));
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
export const inCommon = (left: Facts, right: Facts): Facts => onlyOf(left, (key, fact) => isSame(fact, right.get(key)));

/** Facts of which somebody still wants to know. */
export const onlyOf = (facts: Facts, isWanted: IsWanted): Facts => {
  // Most often everything is, and nothing need be copied.
  if (isEach(facts, isWanted)) return facts;
  const kept = new Map<string, Fact>();
  for (const [key, fact] of facts) if (isWanted(key, fact)) kept.set(key, fact);
  return kept;
};

const isEach = (facts: Facts, isWanted: IsWanted): boolean => {
  for (const [key, fact] of facts) if (!isWanted(key, fact)) return false;
  return true;
};

/** Whether two sets of facts are the same, in whatever order they were found out. */
export const areSame = (left: Facts, right: Facts): boolean => {
  if (left === right) return true;
  if (left.size !== right.size) return false;
  for (const [key, fact] of left) if (!isSame(fact, right.get(key))) return false;
  return true;
};

const isSame = (left: Fact, right: Fact | undefined): boolean =>
  left === right || (right !== undefined && left.hash === right.hash && textOf(left) === textOf(right));

const textOf = (said: Said): string => {
  if (said.is === 'unset') return 'u';
  return said.is === 'holds' ? String(said.holds) : `${said.is}${JSON.stringify(said.value)}`;
};

// FNV-1a, 32 bits.
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
};
