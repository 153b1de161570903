import { AppError } from '@callwright/protocol';
import { bytesPerSecond, FORK_BUFFERED_MS, type ForkOptions, isFrameFormat } from '../link/frame-format.js';
import type { Clock, Timer } from '../platform/clock.js';
import { type Fork, type ForkListener, MAX_MARKS } from './sound-frames.js';

type WaitingMark = { readonly name: string; readonly timer: Timer };

/** A fork in memory: what is played through it takes its time on the clock, and a test says what is heard. */
export class FakeFork {
  readonly options: ForkOptions;
  /** What came to be played, in order, what was refused left out. */
  readonly played: Uint8Array[] = [];
  readonly #listener: ForkListener;
  readonly #clock: Clock;
  readonly #marks = new Set<WaitingMark>();
  /** When what waits to be played has been heard. */
  #endsAtMs = 0;
  #paused: 'nothing' | 'silence' | null = null;
  #isOver = false;

  /** @throws AppError `media.noCommonCodec` */
  constructor(options: ForkOptions, listener: ForkListener, clock: Clock) {
    const { format, speaks, hears } = options;
    const isStereoG722 = hears === 'stereo' && format.codec === 'g722';
    if (!isFrameFormat(format) || (speaks && !isFrameFormat(speaks)) || isStereoG722)
      throw new AppError('media.noCommonCodec', 'Sound cannot be written in this format.');
    this.options = options;
    this.#listener = listener;
    this.#clock = clock;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get paused(): 'nothing' | 'silence' | null {
    return this.#paused;
  }

  get bufferedMs(): number {
    return Math.max(0, this.#endsAtMs - this.#clock.monotonicMs());
  }

  /** 20 ms of the call come by. */
  hears(bytes: Uint8Array): void {
    if (this.#isOver || this.options.hears === 'nobody' || this.#paused === 'nothing') return;
    this.#listener.onFrames(this.#paused === null ? Uint8Array.from(bytes) : new Uint8Array(bytes.length));
  }

  play(bytes: Uint8Array): void {
    const { speaks, maxBufferedMs = FORK_BUFFERED_MS } = this.options;
    if (this.#isOver || speaks === undefined) return;
    const durationMs = (bytes.length * 1000) / bytesPerSecond(speaks);
    if (this.bufferedMs + durationMs > maxBufferedMs) {
      this.#listener.onOverflow();
      return;
    }
    this.played.push(Uint8Array.from(bytes));
    this.#endsAtMs = this.#clock.monotonicMs() + this.bufferedMs + durationMs;
  }

  mark(name: string): void {
    if (this.#isOver) return;
    if (this.#marks.size >= MAX_MARKS) {
      this.#listener.onMark(name, 'cleared');
      return;
    }
    const timer = this.#clock.startTimer(this.bufferedMs, () => {
      this.#marks.delete(mark);
      this.#listener.onMark(name, 'played');
    });
    const mark: WaitingMark = { name, timer };
    this.#marks.add(mark);
  }

  clear(): void {
    this.#endsAtMs = 0;
    for (const { name } of this.#takeMarks()) this.#listener.onMark(name, 'cleared');
  }

  pause(isPaused: boolean, way: 'nothing' | 'silence' = 'nothing'): void {
    this.#paused = isPaused ? way : null;
  }

  close(): void {
    this.#isOver = true;
    this.#takeMarks();
  }

  #takeMarks(): readonly WaitingMark[] {
    const marks = [...this.#marks];
    this.#marks.clear();
    for (const { timer } of marks) timer.cancel();
    return marks;
  }
}

/** A fork as its owner sees it. */
export const portOfFork = (fork: FakeFork, stream: { readonly isLost: boolean }, close: () => void): Fork => ({
  play: (bytes) => fork.play(bytes),
  mark: (name) => fork.mark(name),
  clear: () => fork.clear(),
  pause: (isPaused, way) => fork.pause(isPaused, way),
  bufferedMs: async () => {
    await null;
    if (stream.isLost) throw new AppError('media.soundLost', 'The sound process of the call has gone.');
    if (fork.isOver) throw new AppError('call.ended', 'The call has no such fork.');
    return fork.bufferedMs;
  },
  close: async () => {
    await null;
    if (!fork.isOver) close();
  },
});
