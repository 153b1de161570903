import { BLOCK_MS } from './block.js';
import { DelayEstimator } from './delay-estimator.js';
import { PacketRing, type Slot } from './packet-ring.js';
import { sequenceAfter, sequenceDistance, timestampDistance } from './sequence.js';

/** What is due next. */
export type JitterFrame =
  /** `isSpliced`: what was played before does not lead up to this. */
  | { readonly kind: 'packet'; readonly payload: Uint8Array; readonly isSpliced: boolean }
  /** The sender's own words for its silence (RFC 3389); takes no time itself. */
  | { readonly kind: 'noise'; readonly payload: Uint8Array }
  /** Nothing was sent for so long, by the sender's clock: silence suppressed, or keys. */
  | { readonly kind: 'pause'; readonly durationMs: number }
  /** Sound is lost; `next` is the packet right after it, when it is there: it may carry a copy (Opus FEC). */
  | { readonly kind: 'lost'; readonly durationMs: number; readonly next: Uint8Array | null }
  /** Nothing is there. */
  | { readonly kind: 'waiting' };

/** What happened to the packets of a call. */
export type JitterStats = {
  readonly received: number;
  readonly lost: number;
  readonly late: number;
  readonly repeated: number;
  /** Left out to catch up after a stall that stretching would not make up for soon. */
  readonly skipped: number;
};

const CAPACITY = 128;
/** After so long without anything sound starts anew, with the delay it needs. */
const ANEW_AFTER_MS = 200;
/** Sound so much longer held back than needed is left out. */
const MOST_SURPLUS_MS = 400;
/** A timestamp so far from where it should be is a sender that has started over. */
const JUMP_MS = 1000;
/** A gap between timestamps smaller than this is rounding. */
const LEAST_GAP_MS = 2.5;
/** So many in a row behind what was played are a sender that has started over. */
const LATE_IN_A_ROW = 50;
/** RFC 7587 §4.2: the longest packet of Opus. */
const LONGEST_PACKET_MS = 120;
const waiting: JitterFrame = { kind: 'waiting' };

/**
 * Puts packets into order and holds them back for as long as the network makes necessary. Its clock is the beat of its
 * reader, one block of 20 ms after another: a packet's lateness is counted in what that beat can make use of, so nothing
 * here asks for the time, and a sender's clock that runs differently shows as lateness that changes slowly.
 * What is to be done about a delay that is too long or too short is up to the reader: see {@link surplusMs}.
 * Bounded to 128 packets; what does not fit is a sender that starts over.
 */
export class JitterBuffer {
  readonly #ring = new PacketRing(CAPACITY);
  readonly #estimator = new DelayEstimator();
  readonly #ticksPerMs: number;
  #state: 'empty' | 'filling' | 'playing' = 'empty';
  #next = 0;
  /** Media time of what is handed out next. */
  #nextMs = 0;
  #packetMs = 20;
  #hasPlayed = false;
  #isSpliced = false;
  /** Time of the reader: blocks pulled so far. */
  #nowMs = 0;
  /** Made up by the reader while nothing was there, and not yet set against what was lost. */
  #waitedMs = 0;
  #lateInARow = 0;
  #newestTimestamp = 0;
  #newestMs = 0;
  #latenessMs = 0;
  #counts = { received: 0, lost: 0, late: 0, repeated: 0, skipped: 0 };

  /** @param clockHz of the RTP timestamps */
  constructor(clockHz: number) {
    this.#ticksPerMs = clockHz / 1000;
  }

  get stats(): JitterStats {
    return { ...this.#counts };
  }

  /** Whether the next packet is there, and follows what was handed out. */
  get hasNext(): boolean {
    const slot = this.#state === 'playing' ? this.#ring.at(this.#next) : null;
    return slot !== null && slot.kind === 'sound' && slot.mediaMs - this.#nextMs < LEAST_GAP_MS;
  }

  /**
   * How much longer sound is held back than needed; below 0 when it should be held longer.
   * @param heldMs handed out and not yet played
   */
  surplusMs(heldMs: number): number {
    if (this.#state !== 'playing' || this.#waitedMs > 0) return 0;
    return this.#nowMs - this.#nextMs + heldMs - this.#estimator.neededMs;
  }

  /** How long a packet stays here on average, between its arrival and the block it is played in. */
  delayMs(heldMs: number): number {
    const { neededMs, meanMs } = this.#estimator;
    const isSteady = this.#state === 'playing' && this.#waitedMs === 0;
    const playoutMs = isSteady ? this.#nowMs - this.#nextMs + heldMs : neededMs;
    return Math.max(0, playoutMs - meanMs) + BLOCK_MS / 2;
  }

  /** The reader has pulled a block. */
  advance(): void {
    this.#nowMs += BLOCK_MS;
  }

  /**
   * Takes a packet off the network, in any order.
   * @param payload kept, not copied; null for a packet that holds a place in the sequence but no sound
   * @param isNoise whether the payload is comfort noise
   */
  put(sequence: number, timestamp: number, payload: Uint8Array | null, isNoise = false): void {
    this.#counts.received += 1;
    if (this.#state === 'empty') this.#begin(sequence);
    const mediaMs = payload === null ? 0 : this.#time(sequence, timestamp);
    if (!this.#isInTime(sequence, mediaMs)) {
      this.#countLate(sequence, payload !== null);
      return;
    }
    const slot = this.#ring.claim(sequence);
    if (slot === null) {
      this.#counts.repeated += 1;
      return;
    }
    slot.kind = payload === null ? 'empty' : isNoise ? 'noise' : 'sound';
    slot.mediaMs = mediaMs;
    slot.payload = payload;
    if (payload !== null) this.#estimator.add(this.#latenessMs);
  }

  /**
   * What is due now.
   * @param wantedMs how much the reader makes up when nothing is there
   */
  take(wantedMs: number): JitterFrame {
    if (this.#state !== 'playing' && !this.#start()) return this.#wait(wantedMs);
    this.#skip();
    for (;;) {
      const slot = this.#ring.firstFrom(this.#next);
      if (slot === null) return this.#wait(wantedMs);
      const frame = slot.sequence === this.#next ? this.#hand(slot) : this.#lose(slot);
      if (frame !== null) return frame;
    }
  }

  /** To be called when a packet has been decoded: how long its sound is. */
  tookMs(durationMs: number): void {
    this.#nextMs += durationMs;
    this.#packetMs = durationMs;
  }

  #begin(sequence: number): void {
    this.#isSpliced = this.#isSpliced || this.#hasPlayed;
    this.#ring.clear();
    this.#estimator.reset();
    this.#next = sequence;
    this.#state = 'filling';
    this.#hasPlayed = false;
    this.#lateInARow = 0;
  }

  /** Where a packet lies on the sender's clock, and how late it is. A sender that has started over begins anew. */
  #time(sequence: number, timestamp: number): number {
    const isFirst = this.#ring.depth === 0 && !this.#hasPlayed;
    const distanceMs = isFirst ? 0 : timestampDistance(this.#newestTimestamp, timestamp) / this.#ticksPerMs;
    const latenessMs = this.#nowMs - this.#newestMs - distanceMs;
    const isJump = Math.abs(latenessMs - this.#latenessMs) > JUMP_MS;
    if (isFirst || isJump) {
      if (isJump) this.#begin(sequence);
      this.#newestTimestamp = timestamp;
      this.#newestMs = this.#nowMs;
      this.#latenessMs = 0;
      return this.#nowMs;
    }
    this.#latenessMs = latenessMs;
    const mediaMs = this.#newestMs + distanceMs;
    if (distanceMs > 0) {
      this.#newestTimestamp = timestamp;
      this.#newestMs = mediaMs;
    }
    return mediaMs;
  }

  #isInTime(sequence: number, mediaMs: number): boolean {
    const ahead = sequenceDistance(this.#next, sequence);
    // Sound has not begun yet, so an earlier packet may still become the first.
    if (ahead < 0 && !this.#hasPlayed && ahead > -CAPACITY / 2) this.#next = sequence;
    else if (ahead < 0 && ahead > -1000) {
      this.#lateInARow += 1;
      // An old number on sound that is new is a sender that counts anew.
      const isAnew = mediaMs > this.#nextMs + ahead * this.#packetMs + JUMP_MS;
      if (!isAnew && this.#lateInARow < LATE_IN_A_ROW) return false;
      this.#begin(sequence);
    } else if (ahead < 0 || ahead >= CAPACITY) this.#begin(sequence);
    this.#lateInARow = 0;
    return true;
  }

  #countLate(sequence: number, isSound: boolean): void {
    if (this.#ring.wasTaken(sequence)) this.#counts.repeated += 1;
    else {
      this.#counts.late += 1;
      if (isSound) this.#estimator.add(this.#latenessMs);
    }
  }

  /** Begins, or begins anew, once the first packet has been held back for as long as is needed. */
  #start(): boolean {
    let first = this.#ring.firstFrom(this.#next);
    while (first?.kind === 'empty') {
      this.#ring.take(first);
      this.#next = sequenceAfter(first.sequence);
      first = this.#ring.firstFrom(this.#next);
    }
    if (first === null || this.#nowMs - first.mediaMs < this.#estimator.neededMs) return false;
    if (this.#hasPlayed) this.#counts.lost += sequenceDistance(this.#next, first.sequence);
    this.#next = first.sequence;
    this.#nextMs = first.mediaMs;
    this.#waitedMs = 0;
    this.#state = 'playing';
    this.#hasPlayed = true;
    return true;
  }

  #wait(wantedMs: number): JitterFrame {
    if (this.#state !== 'playing') return waiting;
    this.#waitedMs += wantedMs;
    if (this.#waitedMs >= ANEW_AFTER_MS) this.#state = 'filling';
    return waiting;
  }

  #skip(): void {
    const needed = this.#estimator.neededMs;
    let first = this.#ring.depth > 1 ? this.#ring.firstFrom(this.#next) : null;
    if (first === null || first.kind === 'empty' || this.#nowMs - first.mediaMs - needed < MOST_SURPLUS_MS) return;
    while (first !== null && (first.kind === 'empty' || this.#nowMs - first.mediaMs > needed)) {
      if (first.kind === 'sound') this.#counts.skipped += 1;
      this.#ring.take(first);
      this.#next = sequenceAfter(first.sequence);
      this.#nextMs = first.kind === 'empty' ? this.#nextMs : first.mediaMs;
      first = this.#ring.firstFrom(this.#next);
    }
    if (first !== null) this.#nextMs = first.mediaMs;
    this.#isSpliced = true;
    this.#waitedMs = 0;
  }

  /** The packet whose turn it is; null when it takes no time. */
  #hand(slot: Slot): JitterFrame | null {
    const { kind, payload, mediaMs } = slot;
    if (kind !== 'empty') {
      const gapMs = mediaMs - this.#nextMs;
      const pauseMs = gapMs - this.#cover(gapMs);
      if (pauseMs >= LEAST_GAP_MS) {
        const durationMs = Math.min(pauseMs, BLOCK_MS);
        this.#nextMs += durationMs;
        return { kind: 'pause', durationMs };
      }
      this.#nextMs = mediaMs;
      this.#waitedMs = 0;
    }
    this.#ring.take(slot);
    this.#next = sequenceAfter(slot.sequence);
    if (payload === null) return null;
    if (kind === 'noise') return { kind, payload };
    const isSpliced = this.#isSpliced;
    this.#isSpliced = false;
    return { kind: 'packet', payload, isSpliced };
  }

  /** What was lost before a packet that is there: one packet of it; null when it takes no time, or was made up already. */
  #lose(ahead: Slot): JitterFrame | null {
    const missing = sequenceDistance(this.#next, ahead.sequence);
    const gapMs = ahead.kind === 'empty' ? missing * this.#packetMs : ahead.mediaMs - this.#nextMs;
    const eachMs = gapMs / missing > LONGEST_PACKET_MS ? this.#packetMs : gapMs / missing;
    this.#counts.lost += 1;
    this.#next = sequenceAfter(this.#next);
    if (eachMs < LEAST_GAP_MS) return null;
    const durationMs = eachMs - this.#cover(eachMs);
    if (durationMs < LEAST_GAP_MS) return null;
    this.#nextMs += durationMs;
    return { kind: 'lost', durationMs, next: missing === 1 && ahead.kind === 'sound' ? ahead.payload : null };
  }

  /** Sets what was made up while waiting against time that is now known to have passed. @returns how much of it */
  #cover(missingMs: number): number {
    const coveredMs = Math.max(0, Math.min(this.#waitedMs, missingMs));
    this.#waitedMs -= coveredMs;
    this.#nextMs += coveredMs;
    return coveredMs;
  }
}
