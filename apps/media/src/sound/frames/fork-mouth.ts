import { samplesToMs } from '@callwright/audio';
import { FORK_BUFFERED_MS, type FrameFormat } from '../../link/frame-format.js';
import { createSampleReader, type SampleReader } from './frame-samples.js';
import { SampleRing } from './sample-ring.js';

/** A name that is told when what was played before it has been heard. */
type Mark = { readonly name: string; readonly atCount: number };

/** What a mouth tells. */
export type MouthEvents = {
  readonly onMark: (name: string, end: 'played' | 'cleared') => void;
  readonly onOverflow: () => void;
};

const MAX_MARKS = 1000;

/** What is played through a fork, and waits for its turn. */
export class ForkMouth {
  readonly #events: MouthEvents;
  readonly #rateHz: number;
  readonly #reader: SampleReader;
  readonly #ring: SampleRing;
  readonly #sampleBytes: number;
  /** The first byte of a sample that was cut in two; null when none was. */
  #half: number | null = null;
  #marks: Mark[] = [];

  /** @param rateHz of the call */
  constructor(
    events: MouthEvents,
    {
      format,
      rateHz,
      maxBufferedMs = FORK_BUFFERED_MS,
    }: { format: FrameFormat; rateHz: number; maxBufferedMs?: number },
  ) {
    this.#events = events;
    this.#rateHz = rateHz;
    this.#reader = createSampleReader(format, rateHz);
    this.#ring = new SampleRing(rateHz, Math.round((maxBufferedMs * rateHz) / 1000));
    this.#sampleBytes = format.codec === 'l16' ? 2 : 1;
  }

  get bufferedMs(): number {
    return samplesToMs(this.#ring.count, this.#rateHz);
  }

  /** Adds sound of any length, or refuses it. */
  play(bytes: Uint8Array): void {
    const whole = this.#sampleBytes === 1 ? bytes : this.#wholeSamples(bytes);
    if (whole.length > 0 && !this.#ring.add(this.#reader.read(whole))) this.#events.onOverflow();
  }

  mark(name: string): void {
    if (this.#marks.length >= MAX_MARKS) this.#events.onMark(name, 'cleared');
    else this.#marks.push({ name, atCount: this.#ring.playedCount + this.#ring.count });
  }

  clear(): void {
    this.#ring.clear();
    for (const { name } of this.#marks.splice(0)) this.#events.onMark(name, 'cleared');
  }

  /** The next 20 ms. @returns whether there was anything */
  pull(block: Int16Array): boolean {
    const count = this.#ring.pull(block);
    while (this.#marks[0] !== undefined && this.#marks[0].atCount <= this.#ring.playedCount)
      this.#events.onMark(this.#marks.shift()?.name ?? '', 'played');
    return count > 0;
  }

  #wholeSamples(bytes: Uint8Array): Uint8Array {
    const isOdd = (bytes.length + (this.#half === null ? 0 : 1)) % 2 === 1;
    if (this.#half === null && !isOdd) return bytes;
    const joined = new Uint8Array(bytes.length + (this.#half === null ? 0 : 1));
    if (this.#half !== null) joined[0] = this.#half;
    joined.set(bytes, joined.length - bytes.length);
    this.#half = isOdd ? (joined.at(-1) ?? null) : null;
    return isOdd ? joined.subarray(0, -1) : joined;
  }
}
