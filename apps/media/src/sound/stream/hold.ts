import { applyGain, msToSamples } from '@callwright/audio';
import type { Track } from './track.js';

/** Long enough not to click. */
const RAMP_MS = 5;

/**
 * Holds a playback where it is. Its last block before the silence dies away within milliseconds, and is the first one
 * afterwards, faded in: nothing of it is lost.
 */
export class Hold {
  readonly #rampCount: number;
  readonly #block: Int16Array;
  #state: 'playing' | 'stopping' | 'held' | 'resuming' = 'playing';

  constructor(rateHz: number, blockLength: number) {
    this.#rampCount = msToSamples(RAMP_MS, rateHz);
    this.#block = new Int16Array(blockLength);
  }

  /** What is pulled next is the playback as it is. */
  get isPlaying(): boolean {
    return this.#state === 'playing';
  }

  /** Nothing was heard with the last `pull`. */
  get isSilent(): boolean {
    return this.#state === 'held' || this.#state === 'resuming';
  }

  /** Holds with the next block, or goes on with it. */
  set(isHeld: boolean): void {
    if (isHeld && this.#state === 'playing') this.#state = 'stopping';
    else if (isHeld && this.#state === 'resuming') this.#state = 'held';
    else if (!isHeld && this.#state === 'held') this.#state = 'resuming';
    else if (!isHeld && this.#state === 'stopping') this.#state = 'playing';
  }

  /** Another playback begins, and is not held. */
  reset(): void {
    this.#state = 'playing';
  }

  /** Fills `block` from what is played. */
  pull(block: Int16Array, track: Pick<Track, 'pull'>): void {
    switch (this.#state) {
      case 'playing':
        track.pull(block);
        return;
      case 'stopping':
        track.pull(block);
        this.#block.set(block);
        applyGain(block.subarray(0, this.#rampCount), 1, 0);
        block.fill(0, this.#rampCount);
        this.#state = 'held';
        return;
      case 'held':
        block.fill(0);
        return;
      case 'resuming':
        block.set(this.#block);
        applyGain(block.subarray(0, this.#rampCount), 0, 1);
        this.#state = 'playing';
        return;
    }
  }
}
