import { type Effect, type EngineEvent, type JournalLine, journalLineSchema } from '@callwright/protocol';

type Loose<Known> = { readonly [key: string]: unknown } & Partial<Known>;

/** Makes a journal for a test: what happened and when, numbered in order. Every line is checked by its schema. */
export const journal = (
  ...lines: readonly (
    | readonly [atMs: number, kind: 'event', event: Loose<EngineEvent>]
    | readonly [atMs: number, kind: 'effect', effect: Loose<Effect>]
  )[]
): JournalLine[] =>
  lines.map(([atMs, kind, what], seq) =>
    journalLineSchema.parse(
      kind === 'event'
        ? { seq, atMs, kind, event: { timestamp: 1_700_000_000_000 + atMs, ...what }, toFlow: true }
        : { seq, atMs, kind, cause: 0, effect: what },
    ),
  );
