import type { JournalEntry, JournalLine } from '@callwright/protocol';

/** Where a call's lines go, in order. */
export type JournalSink = (line: JournalLine) => void;

/** Numbers and times a call's lines. The story of the call: what the dashboard shows and replay runs again. */
export class CallJournal {
  readonly #sink: JournalSink;
  readonly #sinceStartMs: () => number;
  #nextSeq = 0;
  #isClosed = false;

  constructor(sink: JournalSink, sinceStartMs: () => number) {
    this.#sink = sink;
    this.#sinceStartMs = sinceStartMs;
  }

  /** Writes a line and returns its number. A closed journal takes none. */
  append(entry: JournalEntry): number {
    const seq = this.#nextSeq;
    if (this.#isClosed) return seq;
    this.#nextSeq += 1;
    this.#sink({ seq, atMs: Math.max(0, Math.round(this.#sinceStartMs())), ...entry } as JournalLine);
    return seq;
  }

  /** Nothing follows the end of a call. May be called twice. */
  close(): void {
    this.#isClosed = true;
  }
}
