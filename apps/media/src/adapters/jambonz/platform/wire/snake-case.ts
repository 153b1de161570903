/** Keys whose values stay as they are (jambonz feature-server, `snakeCaseKeys`). */
const VERBATIM: ReadonlySet<string> = new Set(['customerData', 'sip', 'env_vars', 'args']);

/** The keys of an object in snake_case, all the way down, as applications are told (spec 2 §1.1). */
export const snakeCased = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snakeCase(key), VERBATIM.has(key) ? inner : snakeCased(inner)]),
  );
};

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
