import { AppError, type SoundStatistics } from '@callwright/protocol';
import type { ForkOptions, FrameOptions } from '../link/frame-format.js';
import type { Clock } from '../platform/clock.js';
import { FakeFork } from './fake-forks.js';
import { FakeFrames } from './fake-frames.js';
import { FakeRtp } from './fake-rtp.js';
import { type ForkListener, MAX_FORKS, type OnFrames } from './sound-frames.js';

/** How the sound of a call in memory comes and goes: by the one leg it has, and by forks. */
export class FakeLegs {
  readonly rtp = new FakeRtp();
  readonly #clock: Clock;
  readonly #forks = new Map<string, FakeFork>();
  #frames: FakeFrames | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null before it was opened. */
  get frames(): FakeFrames | null {
    return this.#frames;
  }

  get forks(): ReadonlyMap<string, FakeFork> {
    return this.#forks;
  }

  /** What sound comes in; of a browser where nothing else was agreed on. */
  get format(): { readonly codec: string; readonly rateHz: number } {
    return this.#frames?.format ?? this.rtp.format;
  }

  get statistics(): SoundStatistics | null {
    return this.#frames?.statistics ?? this.rtp.statistics;
  }

  /** @throws AppError `call.alreadyInvited`, `media.noCommonCodec` */
  openFrames(options: FrameOptions, onFrames: OnFrames): FakeFrames {
    if (this.#frames !== null) throw new AppError('call.alreadyInvited', 'The call has a caller already.');
    this.#frames = new FakeFrames(options, onFrames);
    return this.#frames;
  }

  /** @throws AppError `api.conflict`, `call.busy`, `media.noCommonCodec` */
  openFork(options: ForkOptions, listener: ForkListener): FakeFork {
    if (this.#forks.has(options.forkId)) throw new AppError('api.conflict', 'The call has a fork of this name.');
    if (this.#forks.size >= MAX_FORKS) throw new AppError('call.busy', 'The call has too many forks.');
    const fork = new FakeFork(options, listener, this.#clock);
    this.#forks.set(options.forkId, fork);
    return fork;
  }

  closeFork(forkId: string): void {
    this.#forks.get(forkId)?.close();
    this.#forks.delete(forkId);
  }

  close(): void {
    this.#frames?.close();
    for (const fork of this.#forks.values()) fork.close();
    this.#forks.clear();
  }
}
