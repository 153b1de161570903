import { type NodeContext, soleVariable, valueAt } from '@callwright/flow-engine';
import { type Json, json } from '@callwright/protocol';
import type { Pair } from './value-fields.js';

type Filling = Pick<NodeContext, 'render' | 'vars'>;

/**
 * A value as an author wrote it, filled in: a text that is nothing but one variable becomes what that variable holds (a
 * number stays one, a list a list; null when it is unset), every other text a text.
 */
export const filledValue = (template: string, { render, vars }: Filling): Json => {
  const path = soleVariable(template);
  return path === null ? render(template) : (valueAt(vars, path.replaceAll(PLACE, '.$1')) ?? null);
};

// `items[0]` as a dotted path: `items.0`.
const PLACE = /\[(\d+)\]/g;

/**
 * A JSON document with variables in its texts, filled in. Whatever a variable holds stays inside its text: it cannot
 * close a quotation mark, and cannot add a field.
 */
export const filledDocument = (document: Json, filling: Filling): Json => {
  if (typeof document === 'string') return filledValue(document, filling);
  if (document === null || typeof document !== 'object') return document;
  if (Array.isArray(document)) return document.map((one) => filledDocument(one, filling));
  return Object.fromEntries(Object.entries(document).map(([name, one]) => [name, filledDocument(one, filling)]));
};

/** Named values as a JSON object; those without a name are unfinished, and left out. */
export const filledPairs = (pairs: readonly Pair[], filling: Filling): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    pairs.flatMap(({ name, value }) => (name.trim() === '' ? [] : [[name.trim(), filledValue(value, filling)]])),
  );

/** A JSON document an author wrote; undefined when it is none. */
export const parseDocument = (text: string): Json | undefined => {
  try {
    return json.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // The check of the node says so.
  }
};
