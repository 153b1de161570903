import { blockSampleCount } from '@callwright/audio';
import { type Chime, chime } from './room-tones.js';

/** A chime as it is heard, block by block. */
export class RoomChime {
  /** The 20 ms of this mix. */
  readonly block: Int16Array;
  readonly #samples: Int16Array;
  #at = 0;

  constructor(which: Chime, rateHz: number) {
    this.block = new Int16Array(blockSampleCount(rateHz));
    this.#samples = chime(which, rateHz);
  }

  /** Takes the next 20 ms. @returns false when there are none */
  goOn(): boolean {
    if (this.#at >= this.#samples.length) return false;
    const part = this.#samples.subarray(this.#at, this.#at + this.block.length);
    this.block.set(part);
    this.block.fill(0, part.length);
    this.#at += this.block.length;
    return true;
  }
}
