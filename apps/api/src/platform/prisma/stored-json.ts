import type { Prisma } from './generated/client.js';

/**
 * A value as a JSON column takes it. PostgreSQL refuses the NUL character and half surrogates, which a stranger may
 * well send as somebody's name: both become U+FFFD, since one bad character must not lose a call's story.
 */
export const toStoredJson = (value: unknown): Prisma.InputJsonValue => JSON.parse(toStoredText(value));

/** The same as JSON text, for queries that take text. */
export const toStoredText = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return cleanText(part);
    return isPlainObject(part) ? cleanKeys(part) : part;
  });

/** A text without what PostgreSQL refuses. */
export const cleanText = (text: string): string => text.replaceAll(UNSTORABLE, '\uFFFD');

/** What our own repositories put into a JSON column, read back; it was validated on its way in. */
export const fromStoredJson = <Value>(value: Prisma.JsonValue): Value => value as Value;

// Without the `u` flag a pair would match twice; with it only halves that stand alone do.
const UNSTORABLE = /\0|\p{Surrogate}/gu;

const isPlainObject = (part: unknown): part is Record<string, unknown> =>
  typeof part === 'object' && part !== null && !Array.isArray(part);

const cleanKeys = (part: Record<string, unknown>): Record<string, unknown> => {
  const keys = Object.keys(part);
  if (!keys.some((key) => cleanText(key) !== key)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [cleanText(key), value]));
};
