import type { KeyChange } from '@callwright/audio';

/** How a key came: telephone events in RTP, SIP INFO, tones in the sound. */
export type KeySource = 'rtp' | 'info' | 'tones';

/** The same key by another way is late by no more than this after it was let go. */
const LATE_MS = 200;
/** A key nobody lets go is taken for let go, as far as telling presses apart is concerned. */
const LONGEST_MS = 10_000;
/** Presses remembered; the oldest is forgotten first. */
const CAPACITY = 32;
/** ITU-T Q.24: 12 keys a second are dialled at most. Twice as many, as after a pause of the network, are still keys. */
const MOST_AT_ONCE = 25;
const AT_ONCE_MS = 1000;

type Press = {
  readonly digit: string;
  readonly startedMs: number;
  endedMs: number | null;
  /** Who told of it; the first is the one that tells its end. */
  readonly sources: KeySource[];
};

/**
 * One key is one digit, whichever way it comes: a press that is told again by another way while it lasts, or shortly
 * after, is not told again. Two presses told by the same way are two, and so are their echoes by another. Of more than 25
 * a second the rest is left out.
 */
export class KeyPresses {
  readonly #onKey: (change: KeyChange) => void;
  readonly #presses: Press[] = [];

  constructor(onKey: (change: KeyChange) => void) {
    this.#onKey = onKey;
  }

  /** A key went down or came up. @param nowMs on any clock that never goes back */
  take(change: KeyChange, source: KeySource, nowMs: number): void {
    if (change.phase === 'start') this.#start(change, source, nowMs);
    else this.#end(change, source, nowMs);
  }

  #start(change: KeyChange, source: KeySource, nowMs: number): void {
    const known = this.#presses.find((press) => isSame(press, change.digit, source, nowMs));
    if (known !== undefined) {
      known.sources.push(source);
      return;
    }
    if (this.#isFlood(nowMs)) return;
    if (this.#presses.length === CAPACITY) this.#presses.shift();
    this.#presses.push({ digit: change.digit, startedMs: nowMs, endedMs: null, sources: [source] });
    this.#onKey(change);
  }

  // Each key goes on to the flow and into the journal: more than anybody can press is somebody who means ill.
  #isFlood(nowMs: number): boolean {
    const before = this.#presses.at(-MOST_AT_ONCE);
    return before !== undefined && nowMs - before.startedMs < AT_ONCE_MS;
  }

  #end(change: KeyChange, source: KeySource, nowMs: number): void {
    const press = this.#presses.find(
      ({ digit, endedMs, sources }) => digit === change.digit && endedMs === null && sources[0] === source,
    );
    if (press === undefined) return;
    press.endedMs = nowMs;
    this.#onKey(change);
  }
}

function isSame(
  { digit, startedMs, endedMs, sources }: Press,
  pressed: string,
  source: KeySource,
  nowMs: number,
): boolean {
  if (digit !== pressed || sources.includes(source)) return false;
  return endedMs === null ? nowMs - startedMs <= LONGEST_MS : nowMs - endedMs <= LATE_MS;
}
