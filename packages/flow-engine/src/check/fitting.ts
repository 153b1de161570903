import type { VariableType } from '@callwright/protocol';
import type { WrittenKind } from '../outcome.js';

/** Whether a variable of a type can hold any value of a kind at all; see `withVariable` for which it holds. */
export const mayHold = (type: VariableType, kind: WrittenKind): boolean => type === 'text' || held[type].has(kind);

// A text may be a number, or a list written as JSON; digits are a number, and 1 is a yes.
const held: Readonly<Record<Exclude<VariableType, 'text'>, ReadonlySet<WrittenKind>>> = {
  number: new Set(['text', 'digits', 'number']),
  boolean: new Set(['text', 'digits', 'number', 'boolean', 'list']),
  list: new Set(['text', 'list']),
  object: new Set(['text', 'object']),
  secret: new Set(['secret']),
};
