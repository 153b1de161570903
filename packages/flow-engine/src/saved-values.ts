import type { HttpSave, Json } from '@callwright/protocol';

/**
 * What a request wanted to know of an answer, by its variables. What is not there is absent; what is secret is handed to
 * `keep`, and the variable gets the reference it gives.
 * @param body the answer's body as JSON, or as text when it is none; undefined when there is none
 */
export const savedValues = (
  save: readonly HttpSave[],
  body: Json | undefined,
  keep: (secret: string) => string,
): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    save.flatMap(({ path, as, isSecret }) => {
      const value = valueAt(body, path);
      if (value === undefined) return [];
      return [[as, isSecret ? keep(typeof value === 'string' ? value : JSON.stringify(value)) : value]];
    }),
  );

/** The value at a dotted path (`items.0.id`); an empty path is the whole. */
export const valueAt = (whole: Json | undefined, path: string): Json | undefined => {
  if (path.trim() === '') return whole;
  let value = whole;
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, Json>>)[key];
  }
  return value;
};
