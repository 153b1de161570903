import type { JournalLine, Json } from '@callwright/protocol';
import { type KnownVariable, variablesOf } from '../../calls/journal/variables';

/** What a flow knows, and what the last thing done changed of it. */
export type ShownVariable = KnownVariable & {
  /** Whether it was not known before. */
  readonly isNew: boolean;
  /** What it was before; undefined when it did not change. */
  readonly was: Json | undefined;
};

/**
 * The variables of a call with their changes. @param sinceSeq lines from this number on are what was done last
 */
export const shownVariables = (journal: readonly JournalLine[], sinceSeq: number): readonly ShownVariable[] => {
  const before = new Map(
    variablesOf(journal.filter(({ seq }) => seq < sinceSeq)).map(({ name, value }) => [name, value]),
  );
  return variablesOf(journal)
    .filter(({ name }) => name !== 'call')
    .map((variable) => {
      const was = before.get(variable.name);
      const isChanged = was !== undefined && JSON.stringify(was) !== JSON.stringify(variable.value);
      return { ...variable, isNew: sinceSeq > 0 && !before.has(variable.name), was: isChanged ? was : undefined };
    });
};
