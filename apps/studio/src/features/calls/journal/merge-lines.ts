import type { JournalLine } from '@callwright/protocol';

/** The lines of a call that are known, in order, and whether some between them are missing. */
export type KnownLines = { readonly lines: readonly JournalLine[]; readonly hasGap: boolean };

/** Nothing is known yet. */
export const noLines: KnownLines = { lines: [], hasGap: false };

/** Adds lines that arrived, in whatever order and however often. Returns `known` itself when nothing is new. */
export const mergeLines = (known: KnownLines, arrived: readonly JournalLine[]): KnownLines => {
  const last = known.lines.at(-1)?.seq ?? -1;
  const seen = new Set(known.lines.map(({ seq }) => seq));
  const fresh = arrived.filter(({ seq }) => !seen.has(seq));
  if (fresh.length === 0) return known;
  const isInOrder = fresh.every(({ seq }, at) => seq > (at === 0 ? last : (fresh[at - 1]?.seq ?? last)));
  const joined = [...known.lines, ...fresh];
  const lines = isInOrder ? joined : joined.sort((a, b) => a.seq - b.seq);
  return { lines, hasGap: lines.some(({ seq }, at) => seq !== at) };
};
