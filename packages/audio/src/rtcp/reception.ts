import { sequenceDistance, timestampDistance } from '../sequence.js';
import type { ReceptionReport } from './rtcp-packet.js';

/** What a report says of a source, but for its number and when it was heard of last. */
export type Reception = Pick<ReceptionReport, 'lostFraction' | 'lostCount' | 'highestSequence' | 'jitterTicks'>;

/** RFC 3550 A.1: a number further ahead than this is a sender that starts over. */
const MOST_AHEAD = 3000;
/** And one further back. */
const MOST_BEHIND = 100;
/** RFC 3550 A.8: how slowly jitter follows. */
const JITTER_SHARE = 1 / 16;

/** Counts the packets of one source as RFC 3550 A.1, A.3 and A.8 have it: late ones are not lost, and the far end is told. */
export class ReceptionCounter {
  readonly #ticksPerMs: number;
  #baseSequence = 0;
  #highest = 0;
  #received = 0;
  /** Of this source before it started over. */
  #earlierLost = 0;
  /** The number after one that did not fit: two in a row are a sender that starts over. */
  #candidate: number | null = null;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #lastTimestamp: number | null = null;
  #lastArrivalMs = 0;
  #jitterTicks = 0;

  /** @param clockHz of the RTP timestamps */
  constructor(clockHz: number) {
    this.#ticksPerMs = clockHz / 1000;
  }

  get jitterMs(): number {
    return this.#jitterTicks / this.#ticksPerMs;
  }

  /** Lost in all; below 0 when packets came twice. */
  get lostCount(): number {
    return this.#earlierLost + this.#expected - this.#received;
  }

  /** @param timestamp null for packets whose timestamp is not when they were sent (keys) @param arrivalMs of any clock */
  take(sequence: number, timestamp: number | null, arrivalMs: number): void {
    if (!this.#count(sequence) || timestamp === null) return;
    if (this.#lastTimestamp !== null) {
      const arrived = (arrivalMs - this.#lastArrivalMs) * this.#ticksPerMs;
      const difference = Math.abs(arrived - timestampDistance(this.#lastTimestamp, timestamp));
      this.#jitterTicks += (difference - this.#jitterTicks) * JITTER_SHARE;
    }
    this.#lastTimestamp = timestamp;
    this.#lastArrivalMs = arrivalMs;
  }

  /** What to tell the far end; null before its first packet. The next report counts from here. */
  report(): Reception | null {
    if (this.#received === 0) return null;
    const expected = this.#expected - this.#expectedBefore;
    const lost = expected - (this.#received - this.#receivedBefore);
    this.#expectedBefore = this.#expected;
    this.#receivedBefore = this.#received;
    return {
      lostFraction: expected <= 0 || lost <= 0 ? 0 : Math.min(255, Math.floor((lost * 256) / expected)),
      lostCount: this.lostCount,
      highestSequence: this.#highest >>> 0,
      jitterTicks: Math.floor(this.#jitterTicks),
    };
  }

  get #expected(): number {
    return this.#received === 0 ? 0 : this.#highest - this.#baseSequence + 1;
  }

  /** @returns whether the packet belongs to what is counted */
  #count(sequence: number): boolean {
    if (this.#received === 0) this.#begin(sequence);
    const ahead = sequenceDistance(this.#highest & 0xffff, sequence);
    if (ahead >= MOST_AHEAD || ahead < -MOST_BEHIND) {
      if (sequence !== this.#candidate) {
        this.#candidate = (sequence + 1) & 0xffff;
        return false;
      }
      this.#begin(sequence);
    } else if (ahead > 0) this.#highest += ahead;
    this.#candidate = null;
    this.#received += 1;
    return true;
  }

  #begin(sequence: number): void {
    this.#earlierLost = this.lostCount;
    this.#baseSequence = sequence;
    this.#highest = sequence;
    this.#received = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#lastTimestamp = null;
  }
}
