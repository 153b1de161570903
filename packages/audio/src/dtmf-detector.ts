import { BLOCK_MS } from './block.js';
import { COLUMNS_HZ, keyAt, ROWS_HZ } from './dtmf-tones.js';
import type { KeyChange } from './telephone-event.js';

/** Softer than this is no key: ITU-T Q.24 asks for -29 dBm at worst, some 35 dB below full scale. */
const LEAST_POWER = 32_768 ** 2 * 10 ** -3.5;
/** The two tones may differ by 8 dB (Q.24), here as a ratio of powers. */
const MOST_TWIST = 10 ** 0.8;
/** How much of all sound the two tones must be: speech never is. */
const LEAST_SHARE = 0.7;
/** Blocks in a row that make a key, and blocks without it that end it: 40 ms each, as in Q.24. */
const CONFIRMING_BLOCKS = 2;

/** Finds keys pressed as tones, in blocks of 20 ms, for callers whose keys come no other way. */
export class DtmfDetector {
  readonly #rows: readonly Goertzel[];
  readonly #columns: readonly Goertzel[];
  readonly #onKey: (change: KeyChange) => void;
  #candidate: string | null = null;
  #candidateBlocks = 0;
  #pressed: string | null = null;
  #pressedBlocks = 0;

  constructor(rateHz: number, onKey: (change: KeyChange) => void) {
    this.#rows = ROWS_HZ.map((hz) => new Goertzel(hz, rateHz));
    this.#columns = COLUMNS_HZ.map((hz) => new Goertzel(hz, rateHz));
    this.#onKey = onKey;
  }

  /** Takes the next 20 ms. */
  process(block: Int16Array): void {
    const heard = this.#keyIn(block);
    this.#candidateBlocks = heard === this.#candidate ? this.#candidateBlocks + 1 : 1;
    this.#candidate = heard;
    if (this.#pressed !== null) this.#pressedBlocks += 1;
    if (this.#candidateBlocks >= CONFIRMING_BLOCKS && heard !== this.#pressed) this.#change(heard);
  }

  #change(heard: string | null): void {
    if (this.#pressed !== null) {
      const durationMs = (this.#pressedBlocks - CONFIRMING_BLOCKS) * BLOCK_MS;
      this.#onKey({ digit: this.#pressed, phase: 'end', durationMs });
    }
    this.#pressed = heard;
    this.#pressedBlocks = CONFIRMING_BLOCKS;
    if (heard !== null) this.#onKey({ digit: heard, phase: 'start' });
  }

  #keyIn(block: Int16Array): string | null {
    let total = 0;
    for (const sample of block) total += sample * sample;
    total /= block.length;
    if (total < LEAST_POWER) return null;
    const row = loudest(this.#rows, block);
    const column = loudest(this.#columns, block);
    const twist = row.power / column.power;
    if (twist > MOST_TWIST || twist < 1 / MOST_TWIST) return null;
    return row.power + column.power < LEAST_SHARE * total ? null : keyAt(row.index, column.index);
  }
}

function loudest(tones: readonly Goertzel[], block: Int16Array): { readonly index: number; readonly power: number } {
  let best = { index: 0, power: 0 };
  for (const [index, tone] of tones.entries()) {
    const power = tone.powerIn(block);
    if (power > best.power) best = { index, power };
  }
  return best;
}

/** Power of one frequency in a block. */
class Goertzel {
  readonly #coefficient: number;

  constructor(frequencyHz: number, rateHz: number) {
    this.#coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
  }

  /** Mean square of the sine of this frequency, in the units of the samples. */
  powerIn(block: Int16Array): number {
    let previous = 0;
    let beforeThat = 0;
    for (const sample of block) {
      const next = sample + this.#coefficient * previous - beforeThat;
      beforeThat = previous;
      previous = next;
    }
    const square = previous * previous + beforeThat * beforeThat - this.#coefficient * previous * beforeThat;
    return (2 * square) / (block.length * block.length);
  }
}
