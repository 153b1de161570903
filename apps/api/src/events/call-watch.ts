import type { CallId, JournalLine } from '@callwright/protocol';

/** Reads stored lines of a call, from a number on, at most one page. */
export type ReadLines = (fromSeq: number) => Promise<readonly JournalLine[]>;

/** Live lines that may wait for the replay of the stored ones. */
export const MAX_WAITING_LINES = 10_000;

/**
 * One client's view of one call: all lines from the first on, each once and in order. Live lines that come while the
 * stored ones are replayed wait, at most {@link MAX_WAITING_LINES}; then the replay reads them from the store instead.
 * A call that is not stored yet is waited for.
 */
export class CallWatch {
  readonly #callId: CallId;
  readonly #deliver: (callId: CallId, lines: readonly JournalLine[]) => void;
  #nextSeq = 0;
  #waiting: JournalLine[] | null = [];
  #hasOverflowed = false;

  constructor(callId: CallId, deliver: (callId: CallId, lines: readonly JournalLine[]) => void) {
    this.#callId = callId;
    this.#deliver = deliver;
  }

  /** Delivers what is stored, then what came meanwhile. Call once, after live lines have been subscribed to. */
  async replay(read: ReadLines, signal: AbortSignal): Promise<void> {
    do {
      this.#hasOverflowed = false;
      for (let page = await read(this.#nextSeq); page.length > 0; page = await read(this.#nextSeq)) {
        if (signal.aborted) return;
        this.#pass(page);
      }
    } while (this.#hasOverflowed && !signal.aborted);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#pass(waiting);
  }

  /** Takes live lines. */
  take(lines: readonly JournalLine[]): void {
    if (this.#waiting === null) {
      this.#pass(lines);
      return;
    }
    this.#waiting.push(...lines);
    if (this.#waiting.length > MAX_WAITING_LINES) {
      this.#waiting = [];
      this.#hasOverflowed = true;
    }
  }

  #pass(lines: readonly JournalLine[]): void {
    const fresh = lines.filter(({ seq }) => seq >= this.#nextSeq);
    const last = fresh.at(-1);
    if (!last) return;
    this.#nextSeq = last.seq + 1;
    this.#deliver(this.#callId, fresh);
  }
}
