import type { JournalLine } from '@callwright/protocol';
import { commandsOf } from './commands.js';

/** What a flow marked a call with, for reports. */
export type CallMarks = { readonly tags: Readonly<Record<string, string>>; readonly outcome: string | null };

/** Names a call may be tagged with; later ones are left out. */
export const MAX_TAGS = 100;

/** The marks of a call after these lines: tags add up, an outcome replaces the one before. The same object if none came. */
export const marksAfter = (lines: readonly JournalLine[], before: CallMarks): CallMarks =>
  commandsOf(lines, 'tag').reduce(
    ({ tags, outcome }, { command }) => ({
      tags: Object.fromEntries(Object.entries({ ...tags, ...command.tags }).slice(0, MAX_TAGS)),
      outcome: command.outcome ?? outcome,
    }),
    before,
  );
