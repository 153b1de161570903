import type { JournalLine } from '@callwright/protocol';

/** Nothing is known yet. */
export const noLines: readonly JournalLine[] = [];

/** Adds lines that arrived, in whatever order and however often. Returns `known` itself when nothing is new. */
export const mergeLines = (known: readonly JournalLine[], arrived: readonly JournalLine[]): readonly JournalLine[] => {
  const last = known.at(-1)?.seq ?? -1;
  const newer = arrived.filter(({ seq }) => seq > last);
  // Almost always lines come in order; then nothing need be looked up.
  if (newer.length === arrived.length && isRising(newer)) return newer.length === 0 ? known : [...known, ...newer];
  const bySeq = new Map([...known, ...arrived].map((line) => [line.seq, line]));
  if (bySeq.size === known.length) return known;
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
};

const isRising = (lines: readonly JournalLine[]): boolean =>
  lines.every(({ seq }, at) => at === 0 || seq > (lines[at - 1]?.seq ?? -1));
