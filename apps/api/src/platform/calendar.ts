/** A point in time, as the database gives and takes it. */
export type Moment = Date;

/** The moment `epochMs` milliseconds after 1970 as the database takes it. */
export const dateOf = (epochMs: number): Date => new Date(epochMs);

/** A moment as REST writes it, or null when there is none. */
export const isoOf = <Given extends Date | null>(moment: Given): Given extends null ? null : string =>
  (moment === null ? null : moment.toISOString()) as Given extends null ? null : string;
