import { dtmfTones } from '@callwright/audio';
import { AppError, SERVER_TRACK } from '@callwright/protocol';
import { SoundQueue } from './sound-queue.js';
import type { Track } from './track.js';

/** Rows of keys that may wait to be sent; half a minute each at most. */
const MAX_WAITING = 16;

/** Keys pressed on our side, as tones beside whatever is played. */
export class ToneTrack implements Track {
  readonly id = SERVER_TRACK;
  readonly kind = 'file';
  readonly delayMs = 0;
  readonly #rateHz: number;
  readonly #sound = new SoundQueue({ keepsPlayed: false });
  #waiting: { readonly endsAt: number; readonly onSent: () => void }[] = [];

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /**
   * Puts keys behind those that are being sent.
   * @param onSent the last of them has sounded
   * @throws AppError `call.busy` when too many wait already
   */
  send(digits: string, onSent: () => void): void {
    if (this.#waiting.length >= MAX_WAITING) throw new AppError('call.busy', 'Too many keys are waiting to be sent.');
    this.#sound.add(dtmfTones(digits, this.#rateHz));
    this.#waiting.push({ endsAt: this.#sound.totalCount, onSent });
  }

  pull(block: Int16Array): void {
    block.fill(0, this.#sound.pull(block));
    for (let next = this.#waiting[0]; next && next.endsAt <= this.#sound.playedCount; next = this.#waiting[0]) {
      this.#waiting.shift();
      next.onSent();
    }
  }

  close(): void {
    this.#waiting = [];
  }
}
