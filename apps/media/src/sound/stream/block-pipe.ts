import { blockSampleCount } from '@callwright/audio';

/** Blocks that may be on the way; what is more is left out, the oldest first. */
const CAPACITY = 5;
/** Blocks that must have come before the first is played: the other process ticks at other moments. */
const PRIMED = 2;

/** A few blocks on their way from another process. Silence is not sent: nothing there is silence. */
export class BlockPipe {
  readonly #blocks: readonly Int16Array[];
  #first = 0;
  #count = 0;
  #isFlowing = false;

  constructor(rateHz: number) {
    this.#blocks = Array.from({ length: CAPACITY }, () => new Int16Array(blockSampleCount(rateHz)));
  }

  push(block: Int16Array): void {
    if (this.#count === CAPACITY) this.#drop();
    this.#blocks[(this.#first + this.#count) % CAPACITY]?.set(block);
    this.#count += 1;
    if (this.#count >= PRIMED) this.#isFlowing = true;
  }

  /** @returns whether there was anything but silence */
  pull(block: Int16Array): boolean {
    const source = this.#blocks[this.#first];
    if (this.#count === 0) this.#isFlowing = false;
    if (!this.#isFlowing || source === undefined) {
      block.fill(0);
      return false;
    }
    block.set(source);
    this.#drop();
    return true;
  }

  #drop(): void {
    this.#first = (this.#first + 1) % CAPACITY;
    this.#count -= 1;
  }
}
