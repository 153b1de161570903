import type { JournalLine, TranscriptEntry } from '@callwright/protocol';
import { conversationOf } from '../../calls/journal/conversation';
import { type Remark, remarksOf } from '../../calls/journal/remarks';

/** A line of the test call's log: words and keys, or something else that happened. */
export type LogLine =
  | { readonly key: string; readonly atMs: number; readonly entry: TranscriptEntry }
  | { readonly key: string; readonly atMs: number; readonly remark: Remark };

/** Everything that happened in a call, for people to read, in order. */
export const logOf = (journal: readonly JournalLine[]): readonly LogLine[] => {
  const said = conversationOf(journal).map((entry, at): LogLine => ({ key: `said ${at}`, atMs: entry.atMs, entry }));
  const remarked = remarksOf(journal).map(
    (remark): LogLine => ({ key: `${remark.seq} ${remark.kind}`, atMs: remark.atMs, remark }),
  );
  return [...said, ...remarked].sort((one, other) => one.atMs - other.atMs);
};
