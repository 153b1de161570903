import { AppError } from '@callwright/protocol';
import { type ForkOptions, isFrameFormat } from '../../link/frame-format.js';
import { ForkSides } from './fork-sides.js';
import { StreamFork } from './stream-fork.js';
import type { LaneOut } from './stream-lanes.js';

/** Forks that a call may have at a time. */
const MAX_FORKS = 20;

/** Who else hears a call, by the ids of their forks. */
export class StreamForks {
  readonly #forks = new Map<string, StreamFork>();
  #sides: ForkSides | null = null;

  /**
   * @param rateHz of the call
   * @throws AppError `api.conflict` for an id that is taken, `call.busy`, `media.noCommonCodec`
   */
  open(options: ForkOptions, rateHz: number, lane: LaneOut): StreamFork {
    const { forkId, format, speaks, hears } = options;
    if (this.#forks.has(forkId)) throw new AppError('api.conflict', 'The call has a fork of this name.');
    if (this.#forks.size >= MAX_FORKS) throw new AppError('call.busy', 'The call has too many forks.');
    const isStereoG722 = hears === 'stereo' && format.codec === 'g722';
    if (!isFrameFormat(format) || (speaks !== undefined && !isFrameFormat(speaks)) || isStereoG722)
      throw new AppError('media.noCommonCodec', 'Sound cannot be written in this format.');
    this.#sides ??= new ForkSides(rateHz);
    const fork = new StreamFork(options, rateHz, lane);
    this.#forks.set(forkId, fork);
    return fork;
  }

  /** Null when there is none. */
  bufferedMs(forkId: string): number | null {
    return this.#forks.get(forkId)?.bufferedMs ?? null;
  }

  /** 20 ms of the call, as others may hear it; in the tick. */
  hear(caller: Int16Array, callee: Int16Array): void {
    if (this.#sides === null || this.#forks.size === 0) return;
    this.#sides.next(caller, callee);
    for (const fork of this.#forks.values()) fork.hear(this.#sides);
  }

  /** Nothing happens when there is none. */
  close(forkId: string): void {
    this.#forks.get(forkId)?.close();
    this.#forks.delete(forkId);
  }

  closeAll(): void {
    for (const forkId of this.#forks.keys()) this.close(forkId);
  }
}
