/** Longest utterance kept; what a caller says beyond it is not heard. */
export const MAX_UTTERANCE_MS = 20_000;

const FIRST_CAPACITY_MS = 4000;

/** One utterance as a piece of sound: what was heard, and when. */
export type UtteranceSound = { readonly samples: Int16Array; readonly startMs: number; readonly endMs: number };

/** Collects the sound of one utterance after the other, in one buffer that grows as needed and is kept. */
export class Utterance {
  readonly #rateHz: number;
  #buffer: Int16Array;
  #sampleCount = 0;
  /** Where the next utterance begins when nobody says. */
  #startMs = 0;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#buffer = new Int16Array((FIRST_CAPACITY_MS * rateHz) / 1000);
  }

  get durationMs(): number {
    return (this.#sampleCount * 1000) / this.#rateHz;
  }

  /** Adds samples, up to {@link MAX_UTTERANCE_MS}. The first of an utterance may tell when it was heard. */
  write(samples: Int16Array, startMs?: number): void {
    if (this.#sampleCount === 0 && startMs !== undefined) this.#startMs = startMs;
    const room = (MAX_UTTERANCE_MS * this.#rateHz) / 1000 - this.#sampleCount;
    const heard = samples.length > room ? samples.subarray(0, room) : samples;
    this.#reserve(this.#sampleCount + heard.length);
    this.#buffer.set(heard, this.#sampleCount);
    this.#sampleCount += heard.length;
  }

  /** A copy of what there is. */
  peek(): UtteranceSound {
    const samples = this.#buffer.slice(0, this.#sampleCount);
    return { samples, startMs: this.#startMs, endMs: this.#startMs + this.durationMs };
  }

  /** A copy of what there is; the next utterance begins. */
  take(): UtteranceSound {
    const sound = this.peek();
    this.#startMs = sound.endMs;
    this.#sampleCount = 0;
    return sound;
  }

  #reserve(sampleCount: number): void {
    if (sampleCount <= this.#buffer.length) return;
    const larger = new Int16Array(Math.max(sampleCount, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#sampleCount));
    this.#buffer = larger;
  }
}
