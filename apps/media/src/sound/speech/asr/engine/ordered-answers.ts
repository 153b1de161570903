import type { TranscriptionEvent } from '../port.js';

/** An answer that is still to come. */
export type Awaited = { readonly settle: (event: TranscriptionEvent) => void; readonly isSettled: () => boolean };

/** Gives answers in the order they were asked for, whichever comes first; none before the call that asked has ended. */
export class OrderedAnswers {
  readonly #emit: (event: TranscriptionEvent) => void;
  readonly #waiting: { event: TranscriptionEvent | null }[] = [];
  #isDue = false;

  constructor(emit: (event: TranscriptionEvent) => void) {
    this.#emit = emit;
  }

  /** Answers not given yet. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Takes a place behind all others; only the first `settle` counts. */
  await(): Awaited {
    const place: { event: TranscriptionEvent | null } = { event: null };
    this.#waiting.push(place);
    return {
      isSettled: () => place.event !== null,
      settle: (event) => {
        place.event ??= event;
        this.#drainSoon();
      },
    };
  }

  /** Gives an answer that is known already, in its turn. */
  give(event: TranscriptionEvent): void {
    this.await().settle(event);
  }

  #drainSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      for (let first = this.#waiting[0]; first?.event; first = this.#waiting[0]) {
        this.#waiting.shift();
        this.#emit(first.event);
      }
    });
  }
}
