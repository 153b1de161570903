import type { JournalEntry } from '@callwright/protocol';
import { Journal } from '../journal.js';
import { callwrightCalls } from './callwright.js';
import type { CallEvents, Contender } from './contender.js';

/**
 * No engine at all: the journals of our engine's calls, written once more from what they hold. As fast as an engine would
 * be that needs no time.
 */
export const createJournalOnly = (version: string): Contender => {
  const runCall = callwrightCalls();
  const entriesOf = (events: CallEvents): readonly JournalEntry[] => {
    const entries: JournalEntry[] = [];
    runCall(events, (entry) => entries.push(entry) - 1);
    return entries;
  };
  return {
    name: 'journalOnly',
    version,
    callsAtOnce: 100,
    prepare: (calls) => {
      const entriesOfCalls = calls.map(entriesOf);
      return () => entriesOfCalls.map(written);
    },
    close: async () => undefined,
  };
};

const written = (entries: readonly JournalEntry[]): Journal => {
  const journal = new Journal();
  for (const entry of entries) journal.write(entry);
  return journal;
};
