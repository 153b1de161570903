import { type JournalLine, journalLineSchema } from '@callwright/protocol';

/** One line of a journal for a test: when, which kind, and what. */
export type SketchedLine = readonly [atMs: number, kind: 'event' | 'effect', what: Readonly<Record<string, unknown>>];

/** Makes a journal for a test, numbered in order. Every line is checked by its schema. */
export const journal = (...lines: readonly SketchedLine[]): JournalLine[] =>
  lines.map(([atMs, kind, what], seq) =>
    journalLineSchema.parse(
      kind === 'event'
        ? { seq, atMs, kind, event: { timestamp: 1_700_000_000_000 + atMs, ...what }, toFlow: true }
        : { seq, atMs, kind, cause: 0, effect: what },
    ),
  );
