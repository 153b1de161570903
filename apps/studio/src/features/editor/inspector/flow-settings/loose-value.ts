import type { Json } from '@callwright/protocol';

/**
 * A value as people type it: a number, `true`, or JSON is what it says, anything else is a text. A text that would be
 * taken for one of those stands in quotation marks.
 */
export const parseLoose = (typed: string): Json => {
  const text = typed.trim();
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Most of what is typed is plain text.
    return text;
  }
};

/** A value as it is typed, so that {@link parseLoose} gives it back. */
export const formatLoose = (value: Json): string =>
  typeof value === 'string' && parseLoose(value) === value ? value : JSON.stringify(value);

/** A list, one item a line; blank lines do not count. */
export const parseLines = (typed: string): readonly Json[] =>
  typed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLoose);

/** An object as its entries; what is none has none. */
export const entriesOf = (value: Json | undefined): readonly (readonly [name: string, value: Json])[] =>
  value !== null && value !== undefined && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value as Readonly<Record<string, Json>>)
    : [];
