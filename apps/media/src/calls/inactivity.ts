import type { EngineEvent } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';

/** What the watch of a call is made of. */
export type InactivityParts = {
  readonly clock: Clock;
  /** Called once. */
  readonly onInactive: () => void;
};

/** What goes on with somebody else: while it does, the call is not idle, however quiet it is. */
const outsideStates: { readonly [event: string]: { readonly busy: readonly string[] } } = {
  referStatus: { busy: ['trying', 'answered'] },
  dialResult: { busy: ['trying', 'answered'] },
  queueResult: { busy: ['waiting', 'answered'] },
  conferenceEvent: { busy: ['waiting', 'joined'] },
};
/** Not signs of anybody: what we note for ourselves. */
const silentEvents: ReadonlySet<string> = new Set([
  'metrics',
  'ack',
  'error',
  'timerFired',
  'httpResult',
  'codeResult',
]);

/**
 * Watches for calls that everybody has left and nobody has ended: no voice, key, playback or command for as long as the
 * call allows. Who waits in a queue, talks to somebody else, or hears music that goes on is not inactive.
 */
export class Inactivity {
  readonly #parts: InactivityParts;
  readonly #outside = new Set<string>();
  #isSpeaking = false;
  #isPlaying = false;
  #lastSignMs = 0;
  #timer: Timer | null = null;
  /** So long nobody may give a sign; null when for ever. To be set before the watch begins. */
  timeoutMs: number | null = null;

  constructor(parts: InactivityParts) {
    this.#parts = parts;
  }

  /** The call can be heard: from now on somebody must give a sign of life now and then. */
  begin(): void {
    this.sign();
    if (this.timeoutMs !== null) this.#wait(this.timeoutMs);
  }

  /** Somebody did something. */
  sign(): void {
    this.#lastSignMs = this.#parts.clock.monotonicMs();
  }

  /** Something happened in the call. */
  note(event: EngineEvent): void {
    if (silentEvents.has(event.event)) return;
    // Quiet that goes on is told as well, and is no sign of anybody.
    if (event.event === 'silence' && !this.#isSpeaking) return;
    this.sign();
    if (event.event === 'startSpeaking') this.#isSpeaking = true;
    else if (event.event === 'silence') this.#isSpeaking = false;
    else if (event.event === 'trackStart') this.#isPlaying = true;
    else if (event.event === 'trackEnd') this.#isPlaying = false;
    else if ('status' in event && typeof event.status === 'string') this.#noteOutside(event.event, event.status);
  }

  /** Nothing is watched from here on. Idempotent. */
  close(): void {
    this.timeoutMs = null;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #noteOutside(name: string, status: string): void {
    const known = outsideStates[name];
    if (known?.busy.includes(status)) this.#outside.add(name);
    else this.#outside.delete(name);
  }

  #wait(afterMs: number): void {
    this.#timer = this.#parts.clock.startTimer(afterMs, () => this.#look());
  }

  #look(): void {
    const { clock, onInactive } = this.#parts;
    this.#timer = null;
    if (this.#isSpeaking || this.#isPlaying || this.#outside.size > 0) this.sign();
    const leftMs = this.#lastSignMs + (this.timeoutMs ?? 0) - clock.monotonicMs();
    if (leftMs > 0) this.#wait(leftMs);
    else onInactive();
  }
}
