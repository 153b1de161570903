import type { LadderRow, SignallingResource } from '@callwright/protocol';

/** An arrow between two lanes, in columns of the drawing counted from 1. */
export type LadderArrow = { readonly first: number; readonly last: number; readonly pointsRight: boolean };

/** Which columns an arrow spans, when each participant has one. */
export const arrowOf = ({ from, to }: Pick<LadderRow, 'from' | 'to'>): LadderArrow => ({
  first: Math.min(from, to) + 1,
  last: Math.max(from, to) + 1,
  pointsRight: to >= from,
});

/** What of a ladder is looked at: one of its rows, or the messages that show a finding. */
export const rowsOfSteps = (rows: SignallingResource['rows'], steps: readonly number[]): readonly number[] =>
  rows.flatMap((row, at) => (row.steps.some((step) => steps.includes(step)) ? [at] : []));

/** The row that a key leads to from another, when there is one. */
export const rowByKey = (key: string, at: number, count: number): number | null => {
  const places: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 };
  const next = places[key];
  return next === undefined || next < 0 || next >= count ? null : next;
};
