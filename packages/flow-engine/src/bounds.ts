import type { Json } from '@callwright/protocol';

/** More nodes than this without a word or key from the caller is a loop. */
export const MAX_SILENT_STEPS = 500;
/** More nodes than this is no call any more, whatever the caller does. */
export const MAX_STEPS = 10_000;
/** Steps a flow's own handling of failures may take after its other steps have been used up. */
export const FALLBACK_STEPS = 100;
/** So deep may flows call flows. */
export const MAX_DEPTH = 16;
/** Of one variable, as JSON text. */
export const MAX_VALUE_LENGTH = 65_536;
/** So many variables may a flow have; with their size this bounds what a call keeps. */
export const MAX_VARIABLES = 500;
/** Of all variables of a flow together, as JSON text. */
export const MAX_VARIABLES_LENGTH = 262_144;
/** How deep a value may be nested. */
const MAX_NESTING = 32;

/**
 * About as many characters as a value has as JSON text; infinite when it is nested too deep. Not a call of
 * `JSON.stringify`: variables are written at many steps.
 */
export const lengthOf = (value: Json, depth = 0): number => {
  if (depth > MAX_NESTING) return Number.POSITIVE_INFINITY;
  if (typeof value === 'string') return value.length + 2;
  if (value === null || typeof value !== 'object') return 8;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + 1 + lengthOf(one, depth + 1), 2);
  return Object.entries(value).reduce((sum, [key, one]) => sum + key.length + 4 + lengthOf(one, depth + 1), 2);
};
