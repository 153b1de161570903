/** The moment `epochMs` milliseconds after 1970 as the database takes it. */
export const dateOf = (epochMs: number): Date => new Date(epochMs);

/** A moment as REST writes it, or null when there is none. */
export const isoOf = <Moment extends Date | null>(moment: Moment): Moment extends null ? null : string =>
  (moment === null ? null : moment.toISOString()) as Moment extends null ? null : string;
