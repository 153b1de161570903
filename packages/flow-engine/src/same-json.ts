/** Whether two values are the same JSON: the order of keys does not count, and an undefined field is an absent one. */
export const isSameJson = (a: unknown, b: unknown): boolean => {
  // JSON has one zero: a journal line gives 0 back for -0.
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && areSameItems(a, b);
  return areSameFields(a as Fields, b as Fields);
};

type Fields = Readonly<Record<string, unknown>>;

const areSameItems = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((item, at) => isSameJson(item, b[at]));

const areSameFields = (a: Fields, b: Fields) => {
  const keysOfA = setKeys(a);
  return (
    keysOfA.length === setKeys(b).length && keysOfA.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  );
};

const setKeys = (fields: Fields) => Object.keys(fields).filter((key) => fields[key] !== undefined);
