import type { EngineEvent } from '@callwright/protocol';

/** Events that may wait; more than this can only come from a loop. */
const MAX_WAITING = 1_000;

/**
 * A call's events, one at a time and in order: what is posted while one is handled waits its turn.
 * Bounded: of waiting deltas of one utterance only the newest stays, and beyond `MAX_WAITING` events are dropped and
 * counted, but `hangup` never.
 */
export class Mailbox {
  readonly #handle: (event: EngineEvent) => void;
  readonly #waiting: EngineEvent[] = [];
  #isHandling = false;
  #droppedCount = 0;

  constructor(handle: (event: EngineEvent) => void) {
    this.#handle = handle;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Takes an event in; it is handled before this returns, unless another is being handled. */
  post(event: EngineEvent): void {
    if (!this.#admit(event)) return;
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#handle(next);
    } finally {
      this.#isHandling = false;
    }
  }

  #admit(event: EngineEvent): boolean {
    const last = this.#waiting.at(-1);
    if (event.event === 'transcriptionDelta' && last?.event === 'transcriptionDelta' && last.index === event.index) {
      this.#waiting[this.#waiting.length - 1] = event;
      return true;
    }
    if (this.#waiting.length >= MAX_WAITING && event.event !== 'hangup') {
      this.#droppedCount += 1;
      return false;
    }
    this.#waiting.push(event);
    return true;
  }
}
