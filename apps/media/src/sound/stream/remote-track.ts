import { Resampler } from '@callwright/audio';
import type { TrackId } from '@callwright/protocol';
import type { Track } from './track.js';

/** One end of a pair: what it is for. */
export type RemoteEnd = { readonly id: TrackId; readonly rateHz: number; readonly delayMs: number };

/** Blocks that may be on the way; what is more is left out, the oldest first. */
const CAPACITY = 3;

/**
 * Joins two streams of one process: what is pushed into one track of the pair is pulled from the other, at the rate of
 * its stream. At most one tick passes between them.
 */
export function createRemotePair(a: RemoteEnd, b: RemoteEnd): readonly [Track, Track] {
  const toA = new BlockPipe(b.rateHz, a.rateHz);
  const toB = new BlockPipe(a.rateHz, b.rateHz);
  return [endOf(a, toA, toB), endOf(b, toB, toA)];
}

const endOf = ({ id, delayMs }: RemoteEnd, inbound: BlockPipe, outbound: BlockPipe): Track => ({
  id,
  kind: 'remote',
  delayMs,
  pull: (block) => inbound.pull(block),
  push: (block) => outbound.push(block),
  close: () => outbound.clear(),
});

/** A few blocks between two streams, in a ring of buffers. */
class BlockPipe {
  readonly #blocks: readonly Int16Array[];
  readonly #resampler: Resampler | null;
  #first = 0;
  #count = 0;

  constructor(fromHz: number, toHz: number) {
    this.#blocks = Array.from({ length: CAPACITY }, () => new Int16Array(toHz / 50));
    this.#resampler = fromHz === toHz ? null : new Resampler(fromHz, toHz);
  }

  push(block: Int16Array): void {
    if (this.#count === CAPACITY) this.#drop();
    const target = this.#blocks[(this.#first + this.#count) % CAPACITY];
    target?.set(this.#resampler?.process(block) ?? block);
    this.#count += 1;
  }

  pull(block: Int16Array): void {
    const source = this.#blocks[this.#first];
    if (this.#count === 0 || source === undefined) {
      block.fill(0);
      return;
    }
    block.set(source);
    this.#drop();
  }

  clear(): void {
    this.#count = 0;
  }

  #drop(): void {
    this.#first = (this.#first + 1) % CAPACITY;
    this.#count -= 1;
  }
}
