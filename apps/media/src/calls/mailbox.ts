import type { EngineEvent } from '@callwright/protocol';

/** What a mailbox needs of its call. */
export type MailboxPorts = {
  readonly handle: (event: EngineEvent) => void;
  /** `handle` threw at this event; those behind it are handled all the same. */
  readonly onFailure: (error: unknown, event: EngineEvent) => void;
};

/** Events that may wait; more than this can only come from a loop. */
export const MAX_WAITING_EVENTS = 1_000;

/**
 * A call's events, one at a time and in order: what is posted while one is handled waits its turn.
 * Bounded: of waiting deltas of one utterance only the newest stays, and beyond `MAX_WAITING_EVENTS` events are dropped
 * and counted, but `hangup` never.
 */
export class Mailbox {
  readonly #ports: MailboxPorts;
  readonly #waiting: EngineEvent[] = [];
  #isHandling = false;
  #droppedCount = 0;

  constructor(ports: MailboxPorts) {
    this.#ports = ports;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Takes an event in; it is handled before this returns, unless another is being handled. Never throws. */
  post(event: EngineEvent): void {
    this.#admit(event);
    if (this.#isHandling) return;
    this.#isHandling = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#handle(next);
    this.#isHandling = false;
  }

  #handle(event: EngineEvent): void {
    try {
      this.#ports.handle(event);
    } catch (error) {
      this.#ports.onFailure(error, event);
    }
  }

  #admit(event: EngineEvent): void {
    const last = this.#waiting.at(-1);
    if (last && isLaterDelta(event, last)) this.#waiting[this.#waiting.length - 1] = event;
    else if (this.#waiting.length < MAX_WAITING_EVENTS || event.event === 'hangup') this.#waiting.push(event);
    else this.#droppedCount += 1;
  }
}

// A delta holds everything understood so far, so that the newest of one utterance stands for all before it.
const isLaterDelta = (event: EngineEvent, last: EngineEvent): boolean =>
  event.event === 'transcriptionDelta' &&
  last.event === 'transcriptionDelta' &&
  last.index === event.index &&
  last.trackId === event.trackId;
