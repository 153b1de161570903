/** A moment, in ms since the epoch, as ISO 8601 text. */
export const isoTime = (atMs: number): string => new Date(atMs).toISOString();

/** The moment an ISO 8601 text names, in ms since the epoch; NaN when it names none. */
export const momentOf = (text: string): number => Date.parse(text);
