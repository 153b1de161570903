import { sequenceAfter, sequenceDistance } from './sequence.js';

/** What is due next. */
export type JitterFrame =
  | { readonly kind: 'packet'; readonly payload: Uint8Array; readonly timestamp: number }
  /** A packet that carried no sound (a key) held this place. */
  | { readonly kind: 'empty' }
  /** The packet is lost; `next` is the one after it, when it is there: it may carry a copy (Opus FEC). */
  | { readonly kind: 'lost'; readonly next: Uint8Array | null }
  /** Nothing has come in time. `isFresh` for the first moments, while concealing sounds better than silence. */
  | { readonly kind: 'waiting'; readonly isFresh: boolean };

/** What happened to the packets of a call. */
export type JitterStats = {
  readonly received: number;
  readonly lost: number;
  readonly late: number;
  readonly repeated: number;
  /** Left out to catch up with a sender whose clock is faster, or after a stall. */
  readonly skipped: number;
};

type Slot = { sequence: number; timestamp: number; payload: Uint8Array | null };

const CAPACITY = 64;
/** Over so many packets the buffer watches whether it holds more than it needs. */
const WATCHED_TAKES = 50;
const CONCEALED_TAKES = 3;

/**
 * Puts packets into order and holds them back a little, so that one that is late is not missed. The delay is fixed:
 * sound starts when `targetMs` of it are there, and starts anew after a gap; what a burst has added to it is given back
 * packet by packet. Bounded to 64 packets; what does not fit pushes out the oldest.
 */
export class JitterBuffer {
  readonly #targetMs: number;
  readonly #maxMs: number;
  readonly #slots: (Slot | null)[] = Array.from({ length: CAPACITY }, () => null);
  #next = 0;
  #depth = 0;
  #state: 'empty' | 'filling' | 'playing' = 'empty';
  #hasPlayed = false;
  #freshTakes = 0;
  /** The least that was there before a take, and how many takes that has been watched for. */
  #leastDepth = CAPACITY;
  #watchedTakes = 0;
  #counts = { received: 0, lost: 0, late: 0, repeated: 0, skipped: 0 };
  /** How long one packet lasts; whoever decodes them knows, and sets it. */
  packetMs = 20;

  /** @param options.maxMs how much may pile up before the oldest is left out */
  constructor(options: { readonly targetMs: number; readonly maxMs: number }) {
    this.#targetMs = options.targetMs;
    this.#maxMs = options.maxMs;
  }

  get stats(): JitterStats {
    return { ...this.#counts };
  }

  /** How long a packet that is on time waits here. */
  get delayMs(): number {
    return this.#targetMs;
  }

  /**
   * Takes a packet off the network, in any order.
   * @param payload kept, not copied; null for a packet that holds a place in the sequence but no sound
   */
  put(sequence: number, timestamp: number, payload: Uint8Array | null): void {
    this.#counts.received += 1;
    if (this.#state === 'empty') this.#begin(sequence);
    let ahead = sequenceDistance(this.#next, sequence);
    if (ahead < 0 && !this.#hasPlayed && ahead > -CAPACITY / 2) {
      // Sound has not begun yet, so an earlier packet may still become the first.
      this.#next = sequence;
      ahead = 0;
    }
    if (ahead < 0 && ahead > -1000) {
      this.#counts.late += 1;
      return;
    }
    // A jump this far is a sender that started over.
    if (ahead < 0 || ahead >= CAPACITY) this.#begin(sequence);
    const index = sequence % CAPACITY;
    if (this.#slots[index]?.sequence === sequence) {
      this.#counts.repeated += 1;
      return;
    }
    this.#slots[index] = { sequence, timestamp, payload };
    this.#depth += 1;
  }

  /** What is due now; to be called once for each packet's worth of time. */
  take(): JitterFrame {
    if (this.#state === 'filling' && this.#depth * this.packetMs >= this.#targetMs) this.#state = 'playing';
    if (this.#state !== 'playing') return this.#wait();
    this.#hasPlayed = true;
    if (this.#depth * this.packetMs > this.#maxMs) this.#skipTo(this.#targetMs);
    this.#watchDepth();
    if (this.#depth === 0) {
      this.#state = 'filling';
      this.#freshTakes = CONCEALED_TAKES;
      return this.#wait();
    }
    const slot = this.#remove();
    if (slot === null) {
      this.#counts.lost += 1;
      return { kind: 'lost', next: this.#slots[this.#next % CAPACITY]?.payload ?? null };
    }
    if (slot.payload !== null) return { kind: 'packet', payload: slot.payload, timestamp: slot.timestamp };
    // Keys are repeated without taking more time: what they add to the delay is given back at once.
    return this.#depth * this.packetMs >= this.#targetMs ? this.take() : { kind: 'empty' };
  }

  #wait(): JitterFrame {
    const isFresh = this.#freshTakes > 0;
    if (isFresh) this.#freshTakes -= 1;
    return { kind: 'waiting', isFresh };
  }

  #begin(sequence: number): void {
    this.#slots.fill(null);
    this.#depth = 0;
    this.#next = sequence;
    this.#state = 'filling';
    this.#hasPlayed = false;
  }

  /** A buffer that was never as empty as it may be holds sound back for nothing: one packet of it is left out. */
  #watchDepth(): void {
    this.#leastDepth = Math.min(this.#leastDepth, this.#depth);
    this.#watchedTakes += 1;
    if (this.#watchedTakes < WATCHED_TAKES) return;
    if (this.#leastDepth * this.packetMs > this.#targetMs) this.#skipTo((this.#depth - 1) * this.packetMs);
    this.#leastDepth = CAPACITY;
    this.#watchedTakes = 0;
  }

  /** Leaves out the oldest until only so much is left. */
  #skipTo(keptMs: number): void {
    while (this.#depth * this.packetMs > keptMs) if (this.#remove() !== null) this.#counts.skipped += 1;
  }

  #remove(): Slot | null {
    const index = this.#next % CAPACITY;
    const slot = this.#slots[index] ?? null;
    this.#slots[index] = null;
    this.#next = sequenceAfter(this.#next);
    if (slot !== null) this.#depth -= 1;
    return slot;
  }
}
