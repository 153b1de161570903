import type { JournalLine, TranscriptEntry } from '@callwright/protocol';
import { conversationOf } from '../../calls/journal/conversation';
import { type Remark, remarksOf } from '../../calls/journal/remarks';

/** A line of the test call's log: words and keys, or something else that happened. */
export type LogLine =
  | { readonly key: string; readonly atMs: number; readonly entry: TranscriptEntry }
  | { readonly key: string; readonly atMs: number; readonly remark: Remark };

/** Everything that happened in a call, for people to read, in order. */
export const logOf = (journal: readonly JournalLine[]): readonly LogLine[] => {
  const seqOf = seqFinder(journal);
  const said = conversationOf(journal).map((entry, at) => ({
    seq: seqOf(entry),
    line: { key: `said ${at}`, atMs: entry.atMs, entry },
  }));
  const remarked = remarksOf(journal).map((remark) => ({
    seq: remark.seq,
    line: { key: `${remark.seq} ${remark.kind}`, atMs: remark.atMs, remark },
  }));
  return [...said, ...remarked]
    .sort((one, other) => one.line.atMs - other.line.atMs || one.seq - other.seq)
    .map(({ line }): LogLine => line);
};

/** Where in the journal an entry of the conversation stands; entries are asked for in their order. */
const seqFinder = (journal: readonly JournalLine[]) => {
  const places = { system: journal.filter(isSaid), caller: journal.filter(isHeard) };
  return ({ atMs, by }: TranscriptEntry): number => {
    const at = places[by].findIndex((line) => line.atMs >= atMs);
    const found = places[by][at];
    places[by] = places[by].slice(at + 1);
    return found?.seq ?? 0;
  };
};

const saying = new Set(['tts', 'play', 'gather']);
const isSaid = (line: JournalLine): boolean =>
  line.kind === 'effect' && line.effect.effect === 'command' && saying.has(line.effect.command.command);

const hearing = new Set(['dtmf', 'startSpeaking', 'transcriptionFinal', 'gatherResult']);
const isHeard = (line: JournalLine): boolean => line.kind === 'event' && hearing.has(line.event.event);
