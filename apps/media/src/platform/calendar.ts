/** A moment, in ms since the epoch, as ISO 8601 text. */
export const isoTime = (atMs: number): string => new Date(atMs).toISOString();
