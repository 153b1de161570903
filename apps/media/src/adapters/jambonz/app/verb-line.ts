import type { CommandName, Verb } from '@callwright/jambonz-server';
import type { Clock, Timer } from '../../../platform/clock.js';

/** A message of jambonz that waits for verbs: what answers it. With none the call goes on as it was. */
export type Waiting = (verbs: readonly Verb[]) => void;

/** How verbs and commands get out that no message waits for. Null: there is no way, they wait for the next message. */
export type Push = {
  readonly verbs: (verbs: readonly Verb[], isQueued: boolean) => void;
  readonly command: (name: CommandName, data: unknown) => void;
} | null;

/** What a line is made of. */
export type VerbLineParts = {
  readonly push: () => Push;
  readonly clock: Clock;
  /** How long a message may wait: jambonz itself gives up after 5 s. */
  readonly maxWaitMs: number;
};

/** Verbs that may wait for a message; a flow that adds more gets nowhere, and the oldest are dropped. */
const MAX_VERBS = 500;

/**
 * The verbs of one call on their way out. Those of one turn go together: they answer the message that waits, or are pushed.
 * No message waits too long: when there is nothing to say it is answered by nothing.
 */
export class VerbLine {
  readonly #parts: VerbLineParts;
  #first: Verb[] = [];
  #verbs: Verb[] = [];
  #isQueued = true;
  #waiting: Waiting | null = null;
  #watchdog: Timer | null = null;
  #turn: Timer | null = null;

  constructor(parts: VerbLineParts) {
    this.#parts = parts;
  }

  /** A message waits. One that waited before is answered by nothing. */
  await(waiting: Waiting): void {
    this.#answer([]);
    this.#waiting = waiting;
    this.#watchdog = this.#parts.clock.startTimer(this.#parts.maxWaitMs, () => this.#flush());
    // What could not be pushed has waited for this.
    if (this.#hasVerbs) this.#flushSoon();
  }

  /** Verbs before all others of this turn, which nothing takes the place of. */
  setUp(verbs: readonly Verb[]): void {
    this.#first.push(...verbs);
    this.#flushSoon();
  }

  /** Verbs in the place of what runs, and of what has not been sent. */
  replace(verbs: readonly Verb[]): void {
    this.#verbs = [];
    this.#isQueued = false;
    this.add(verbs);
  }

  /** Verbs behind what runs. */
  add(verbs: readonly Verb[]): void {
    this.#verbs.push(...verbs);
    this.#verbs.splice(0, this.#verbs.length - MAX_VERBS);
    this.#flushSoon();
  }

  /** A command at once, where that can be; else these verbs do the same in their turn. */
  command(name: CommandName, data: unknown, verbs: readonly Verb[]): void {
    const push = this.#parts.push();
    // Before its first answer jambonz has nothing that a command could be for.
    if (push && !this.#waiting) push.command(name, data);
    else this.add(verbs);
  }

  /** The call is over: what waits is answered, by what has to be said of that. @returns whether something waited */
  finish(verbs: readonly Verb[]): boolean {
    const hasWaited = this.#waiting !== null;
    if (hasWaited) {
      this.#verbs = [...verbs];
      this.#flush();
    }
    this.close();
    return hasWaited;
  }

  /** Nothing is sent any more; what waits is answered by nothing. May be called twice. */
  close(): void {
    this.#turn?.cancel();
    this.#turn = null;
    this.#first = [];
    this.#verbs = [];
    this.#answer([]);
  }

  get #hasVerbs(): boolean {
    return this.#first.length + this.#verbs.length > 0;
  }

  #flushSoon(): void {
    this.#turn ??= this.#parts.clock.startTimer(0, () => this.#flush());
  }

  #flush(): void {
    this.#turn?.cancel();
    this.#turn = null;
    const verbs = [...this.#first, ...this.#verbs];
    const isQueued = this.#isQueued;
    const push = this.#parts.push();
    if (!this.#waiting && !push) return;
    this.#first = [];
    this.#verbs = [];
    this.#isQueued = true;
    if (this.#waiting) this.#answer(verbs);
    else if (verbs.length > 0) push?.verbs(verbs, isQueued);
  }

  #answer(verbs: readonly Verb[]): void {
    this.#watchdog?.cancel();
    this.#watchdog = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(verbs);
  }
}
