import { BLOCK_MS } from '@callwright/audio';
import type { AudioDecoder } from '../codec.js';
import type { Arrival } from './network.js';

type Playout = { readonly playedMs: number; readonly atMs: number; readonly sentMs: number; readonly mediaMs: number };

/** Delays are counted from here on: before, the buffer gets to know the network. */
const SETTLING_MS = 5000;
const MINUTE_MS = 60_000;

/** Stands between a buffer and its decoder, and notes when each packet is played. */
export class PlayoutWatch {
  readonly decoder: AudioDecoder;
  /** Time of the block being pulled. */
  nowMs = 0;
  /** How much is decoded and not yet played. */
  heldMs: () => number = () => 0;
  readonly #expected = new Map<Uint8Array, Arrival>();
  readonly #played: Playout[] = [];

  constructor(decoder: AudioDecoder) {
    this.decoder = {
      decode: (payload) => {
        this.#note(payload);
        return decoder.decode(payload);
      },
      conceal: (sampleCount, next) => decoder.conceal(sampleCount, next),
      close: () => decoder.close(),
    };
  }

  /** The packet of this payload has come. */
  expect(payload: Uint8Array, arrival: Arrival): void {
    this.#expected.set(payload, arrival);
  }

  /** Where on the sender's clock the sound is that is played at a time. */
  mediaMsAt(atMs: number): number {
    let low = 0;
    let high = this.#played.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#played[middle]?.playedMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    const last = this.#played[low - 1];
    return last === undefined ? 0 : last.mediaMs + atMs - last.playedMs;
  }

  /** See {@link Outcome}. */
  delays(): { readonly addedDelayP50Ms: number; readonly addedDelayP95Ms: number; readonly driftMs: number } {
    const settled = this.#played.filter(({ playedMs }) => playedMs > SETTLING_MS);
    const added = settled.map(({ playedMs, atMs }) => playedMs - atMs).sort((a, b) => a - b);
    const whole = settled.map(({ playedMs, sentMs }) => playedMs - sentMs).sort((a, b) => a - b);
    const median = quantile(whole, 0.5);
    const strays = minuteMeans(settled).map((mean) => Math.abs(mean - median));
    return {
      addedDelayP50Ms: quantile(added, 0.5),
      addedDelayP95Ms: quantile(added, 0.95),
      driftMs: Math.max(0, ...strays),
    };
  }

  #note(payload: Uint8Array): void {
    const arrival = this.#expected.get(payload);
    if (arrival === undefined) return;
    this.#expected.delete(payload);
    const { atMs, sentMs, index } = arrival;
    this.#played.push({ playedMs: this.nowMs + this.heldMs(), atMs, sentMs, mediaMs: index * BLOCK_MS });
  }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function minuteMeans(played: readonly Playout[]): readonly number[] {
  const minutes = new Map<number, { sum: number; count: number }>();
  for (const { playedMs, sentMs } of played) {
    const minute = Math.floor(playedMs / MINUTE_MS);
    const entry = minutes.get(minute) ?? { sum: 0, count: 0 };
    minutes.set(minute, { sum: entry.sum + playedMs - sentMs, count: entry.count + 1 });
  }
  return [...minutes.values()].map(({ sum, count }) => sum / count);
}
