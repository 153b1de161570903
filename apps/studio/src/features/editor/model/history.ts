import type { FlowDocument } from '@callwright/protocol';
import { apply } from './apply';
import { type EditorCommand, isNothing } from './command';

type Entry = {
  readonly command: EditorCommand;
  readonly inverse: EditorCommand;
  /** Changes of the same thing in quick succession are one step of undo. */
  readonly mergeKey: string | undefined;
  readonly atMs: number;
};

/** A document and how it came to be. */
export type History = {
  readonly document: FlowDocument;
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
};

/** How a command is told apart from the one before. */
export type Step = { readonly mergeKey?: string; readonly nowMs: number };

/** Steps of undo that are kept; the oldest are forgotten first. */
const MAX_STEPS = 500;
const MERGE_WITHIN_MS = 1500;

/** A document without a past. */
export const startHistory = (document: FlowDocument): History => ({ document, past: [], future: [] });

/** Carries out a command; what was undone before is forgotten. */
export const perform = (history: History, command: EditorCommand, step: Step): History => {
  const { document, inverse } = apply(history.document, command);
  if (isNothing(inverse)) return history;
  const last = history.past.at(-1);
  const merges =
    last !== undefined &&
    step.mergeKey !== undefined &&
    last.mergeKey === step.mergeKey &&
    history.future.length === 0 &&
    step.nowMs - last.atMs < MERGE_WITHIN_MS;
  const entry: Entry = {
    command,
    inverse: merges ? last.inverse : inverse,
    mergeKey: step.mergeKey,
    atMs: step.nowMs,
  };
  const past = merges ? history.past.slice(0, -1) : history.past;
  return { document, past: [...past, entry].slice(-MAX_STEPS), future: [] };
};

/** Takes back the last step. The same history when there is none. */
export const undo = (history: History): History => {
  const last = history.past.at(-1);
  if (!last) return history;
  const { document } = apply(history.document, last.inverse);
  return { document, past: history.past.slice(0, -1), future: [last, ...history.future] };
};

/** Does again what was taken back. The same history when there is nothing. */
export const redo = (history: History): History => {
  const [next, ...future] = history.future;
  if (!next) return history;
  const { document } = apply(history.document, next.command);
  return { document, past: [...history.past, { ...next, mergeKey: undefined }], future };
};
