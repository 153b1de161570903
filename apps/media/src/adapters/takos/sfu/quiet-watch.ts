import type { types } from 'mediasoup';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';

/** What a watch is made of. */
export type QuietWatchParts = {
  readonly quietMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Nothing has come from this producer for `quietMs`. */
  readonly onQuiet: (producerId: string) => void;
};

type Watched = { readonly producer: types.Producer; reports: number; count: number; heardMs: number };

/** Looks within one quiet spell; each costs a question to the worker for every producer. */
const LOOKS = 6;

/**
 * Finds producers whose RTP and RTCP have stopped: a client of the seed closes its own and says nothing (seed 1 §4.1), and
 * one that is muted still sends reports.
 */
export class QuietWatch {
  readonly #parts: QuietWatchParts;
  readonly #watched = new Map<string, Watched>();
  #timer: Timer | null = null;

  constructor(parts: QuietWatchParts) {
    this.#parts = parts;
  }

  /** Watches a producer until it is closed. */
  add(producer: types.Producer): void {
    const { clock, log } = this.#parts;
    const watched: Watched = { producer, reports: 0, count: 0, heardMs: clock.monotonicMs() };
    this.#watched.set(producer.id, watched);
    producer.observer.once('close', () => this.#watched.delete(producer.id));
    producer.on('trace', ({ type }) => {
      if (type === 'sr') watched.reports += 1;
    });
    runInBackground('trace of a producer', unlessClosed(producer, producer.enableTraceEvent(['sr'])), log);
    this.#timer ??= this.#arm();
  }

  /** Idempotent. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#watched.clear();
  }

  #arm(): Timer {
    const { clock, log, quietMs } = this.#parts;
    return clock.startTimer(quietMs / LOOKS, () => {
      this.#timer = this.#watched.size === 0 ? null : this.#arm();
      for (const one of this.#watched.values())
        runInBackground('count of a producer', unlessClosed(one.producer, this.#look(one)), log);
    });
  }

  async #look(one: Watched): Promise<void> {
    const { clock, onQuiet, quietMs } = this.#parts;
    const stats = await one.producer.getStats();
    const count = stats.reduce((sum, { packetCount }) => sum + packetCount, one.reports);
    if (count !== one.count) one.heardMs = clock.monotonicMs();
    else if (clock.monotonicMs() - one.heardMs >= quietMs) onQuiet(one.producer.id);
    one.count = count;
  }
}

// Whatever is asked of a producer fails when that is closed meanwhile, which is no failure.
const unlessClosed = (producer: types.Producer, asked: Promise<void>): Promise<void> =>
  asked.catch((error: unknown) => {
    if (!producer.closed) throw error;
  });
