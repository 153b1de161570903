import { SERVER_TRACK } from '@callwright/protocol';
import type { ForkOptions } from '../../link/frame-format.js';
import type { LaneEnd, LaneNote } from '../../link/lanes.js';
import type { Track } from '../stream/track.js';
import { createForkEar, type ForkEar } from './fork-ear.js';
import { ForkMouth } from './fork-mouth.js';
import type { ForkSides } from './fork-sides.js';
import type { LaneOut } from './stream-lanes.js';

/** Somebody else who hears a call, and a track of what they play into it. */
export class StreamFork implements Track, LaneEnd {
  readonly id = SERVER_TRACK;
  readonly kind = 'frames';
  readonly delayMs = 0;
  readonly #ear: ForkEar;
  readonly #mouth: ForkMouth | null;
  readonly #lane: LaneOut;
  #paused: 'nothing' | 'silence' | null = null;
  #isIdle = true;
  #isOver = false;

  /** @param rateHz of the call */
  constructor(options: ForkOptions, rateHz: number, lane: LaneOut) {
    const { speaks: format, maxBufferedMs } = options;
    this.#lane = lane;
    this.#ear = createForkEar(options);
    const events = {
      onMark: (name: string, end: 'played' | 'cleared') => lane.note({ note: 'marked', name, end }),
      onOverflow: () => lane.note({ note: 'overflow' }),
    };
    const limit = maxBufferedMs === undefined ? {} : { maxBufferedMs };
    this.#mouth = format === undefined ? null : new ForkMouth(events, { format, rateHz, ...limit });
  }

  get isIdle(): boolean {
    return this.#isIdle;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get bufferedMs(): number {
    return this.#mouth?.bufferedMs ?? 0;
  }

  /** Takes 20 ms of both sides, as others may hear them; in the tick. */
  hear(sides: ForkSides): void {
    if (this.#isOver || this.#paused === 'nothing') return;
    const bytes = this.#ear(this.#paused === null ? sides : 'silence');
    if (bytes !== null) this.#lane.send(bytes);
  }

  pull(block: Int16Array): void {
    this.#isIdle = this.#isOver || this.#mouth === null || !this.#mouth.pull(block);
    if (this.#isIdle) block.fill(0);
  }

  onBytes(bytes: Uint8Array): void {
    this.#mouth?.play(bytes);
  }

  onNote(note: LaneNote): void {
    if (note.note === 'pause') this.#paused = note.way;
    else if (note.note === 'clear') this.#mouth?.clear();
    else if (note.note === 'mark') {
      if (this.#mouth === null) this.#lane.note({ note: 'marked', name: note.name, end: 'cleared' });
      else this.#mouth.mark(note.name);
    }
  }

  /** Idempotent. */
  close(): void {
    this.#isOver = true;
    this.#lane.close();
  }
}
