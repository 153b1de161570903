import type { Json } from '@callwright/protocol';

/** One row of a list: values by column. */
export type Row = Readonly<Record<string, Json>>;

/** The rows with one of them changed in part. */
export const withRow = <One extends object>(rows: readonly One[], at: number, change: Partial<One>): readonly One[] =>
  rows.map((row, index) => (index === at ? { ...row, ...change } : row));

/** The rows with one of them at another place. */
export const moved = <One>(rows: readonly One[], from: number, to: number): readonly One[] => {
  const next = [...rows];
  const taken = next.splice(from, 1);
  next.splice(to, 0, ...taken);
  return next;
};

/** The rows without one of them. */
export const without = <One>(rows: readonly One[], at: number): readonly One[] =>
  rows.filter((_, index) => index !== at);

/** Percents shared out evenly, to whole ones that are 100 together: the first have the rest. */
export const evenShares = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => Math.floor(100 / count) + (at < 100 % count ? 1 : 0));

/** A variable's name as it may be written: spaces become underscores. */
export const plainName = (typed: string): string => typed.trimStart().replace(/\s+/g, '_');
