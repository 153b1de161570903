import type { JournalLine } from '@callwright/protocol';

/** Where two calls part: the place in their ways, counted in moves from 0, and the moves; null where a way has ended. */
export type PathDifference = { readonly at: number; readonly was: string | null; readonly is: string | null };

/** Where the way of a call first differs from that of another; null when it is the same. */
export const pathDifference = (
  before: readonly JournalLine[],
  after: readonly JournalLine[],
): PathDifference | null => {
  const was = movesOf(before);
  const is = movesOf(after);
  const at = Array.from({ length: Math.max(was.length, is.length) }).findIndex((_, nth) => was[nth] !== is[nth]);
  return at < 0 ? null : { at, was: was[at] ?? null, is: is[at] ?? null };
};

/** What a call did: steps entered as `menu`, left as `menu.sales`, in called flows as `flow/menu`. */
export const movesOf = (journal: readonly JournalLine[]): readonly string[] =>
  journal.flatMap((line) => {
    if (line.kind !== 'effect') return [];
    const { effect } = line;
    if (effect.effect !== 'stepEntered' && effect.effect !== 'stepLeft') return [];
    const name = effect.subflow === undefined ? effect.nodeId : `${effect.subflow}/${effect.nodeId}`;
    return [effect.effect === 'stepEntered' ? name : `${name}.${effect.exit}`];
  });
