import { dtmfTones } from '@callwright/audio';
import { AppError, SERVER_TRACK } from '@callwright/protocol';
import type { KeyRow, Track } from './track.js';

/** Rows of keys that may wait to be sent. */
const MAX_WAITING = 16;

/** Keys pressed on our side, as tones beside whatever is played. */
export class ToneTrack implements Track {
  readonly id = SERVER_TRACK;
  readonly kind = 'file';
  readonly delayMs = 0;
  readonly #rateHz: number;
  #waiting: readonly KeyRow[] = [];
  /** Keys of the first row that have been made into sound. */
  #madeCount = 0;
  /** The key that is sounding, and how much of it has sounded. */
  #sound: Int16Array = new Int16Array(0);
  #soundedCount = 0;
  #isIdle = true;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** Puts keys behind those that are being sent. @throws AppError `call.busy` when too many wait already */
  send(row: KeyRow): void {
    if (this.#waiting.length >= MAX_WAITING) throw new AppError('call.busy', 'Too many keys are waiting to be sent.');
    this.#waiting = [...this.#waiting, row];
  }

  pull(block: Int16Array): void {
    this.#isIdle = this.#waiting.length === 0;
    let filled = this.#isIdle ? 0 : this.#fill(block, 0);
    // One key is made at a time: the tones of a whole row would hold up the tick.
    while (filled < block.length && this.#goOn()) filled += this.#fill(block, filled);
    block.fill(0, filled);
  }

  close(): void {
    this.#waiting = [];
  }

  #fill(block: Int16Array, from: number): number {
    const count = Math.min(block.length - from, this.#sound.length - this.#soundedCount);
    if (count > 0) block.set(this.#sound.subarray(this.#soundedCount, this.#soundedCount + count), from);
    this.#soundedCount += count;
    return count;
  }

  /** Makes the next key. @returns whether there is any sound to come */
  #goOn(): boolean {
    const [row, ...others] = this.#waiting;
    if (row === undefined) return false;
    const digit = row.digits[this.#madeCount];
    if (digit !== undefined) {
      this.#madeCount += 1;
      this.#sound = dtmfTones(digit, this.#rateHz, { toneMs: row.durationMs, gapMs: row.gapMs });
      this.#soundedCount = 0;
      return true;
    }
    this.#madeCount = 0;
    this.#waiting = others;
    row.onSent();
    return others.length > 0;
  }
}
