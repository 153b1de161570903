import { msToSamples } from './block.js';
import { COLUMNS_HZ, ROWS_HZ } from './dtmf-tones.js';

/** The loudest of four tones: which it is, its power, and that of the second. */
export type Loudest = { index: number; power: number; nextPower: number };

const TONES_HZ = [...ROWS_HZ, ...COLUMNS_HZ];
const ROWS = ROWS_HZ.length;

/**
 * Powers of the eight tones of a keypad in windows of two pieces, each window beginning with the piece before. Every sample
 * is looked at once (Goertzel's algorithm for each piece; two pieces are added as vectors).
 */
export class ToneBank {
  /** Samples of a piece. */
  readonly sampleCount: number;
  readonly #coefficients: Float64Array;
  /** For each tone: the vector of the last piece, and how far a piece turns it. */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #turnCosines: Float64Array;
  readonly #turnSines: Float64Array;
  readonly #real = new Float64Array(TONES_HZ.length);
  readonly #imaginary = new Float64Array(TONES_HZ.length);
  readonly #powers = new Float64Array(TONES_HZ.length);
  /** The loudest row and the loudest column of the window, as mean squares; the same objects each time. */
  readonly row: Loudest = { index: 0, power: 0, nextPower: 0 };
  readonly column: Loudest = { index: 0, power: 0, nextPower: 0 };
  #energy = 0;
  #total = 0;

  constructor(rateHz: number, pieceMs: number) {
    this.sampleCount = msToSamples(pieceMs, rateHz);
    const steps = TONES_HZ.map((hz) => (2 * Math.PI * hz) / rateHz);
    this.#coefficients = Float64Array.from(steps, (step) => 2 * Math.cos(step));
    this.#cosines = Float64Array.from(steps, Math.cos);
    this.#sines = Float64Array.from(steps, Math.sin);
    this.#turnCosines = Float64Array.from(steps, (step) => Math.cos(step * this.sampleCount));
    this.#turnSines = Float64Array.from(steps, (step) => Math.sin(step * this.sampleCount));
  }

  /** Mean square of the window. */
  get total(): number {
    return this.#total;
  }

  /** Takes the next piece: `sampleCount` samples from `at` on. */
  take(samples: Int16Array, at: number): void {
    let energy = 0;
    for (let i = at; i < at + this.sampleCount; i++) energy += (samples[i] ?? 0) ** 2;
    this.#total = (energy + this.#energy) / (2 * this.sampleCount);
    this.#energy = energy;
    for (let tone = 0; tone < TONES_HZ.length; tone++) this.#follow(tone, samples, at);
    this.#compare(0, this.row);
    this.#compare(ROWS, this.column);
  }

  #follow(tone: number, samples: Int16Array, at: number): void {
    const coefficient = this.#coefficients[tone] ?? 0;
    let previous = 0;
    let beforeThat = 0;
    for (let i = at; i < at + this.sampleCount; i++) {
      const next = (samples[i] ?? 0) + coefficient * previous - beforeThat;
      beforeThat = previous;
      previous = next;
    }
    const real = previous - beforeThat * (this.#cosines[tone] ?? 0);
    const imaginary = beforeThat * (this.#sines[tone] ?? 0);
    const turnCosine = this.#turnCosines[tone] ?? 0;
    const turnSine = this.#turnSines[tone] ?? 0;
    const lastReal = this.#real[tone] ?? 0;
    const lastImaginary = this.#imaginary[tone] ?? 0;
    const sumReal = real + lastReal * turnCosine - lastImaginary * turnSine;
    const sumImaginary = imaginary + lastReal * turnSine + lastImaginary * turnCosine;
    const count = 2 * this.sampleCount;
    this.#powers[tone] = (2 * (sumReal * sumReal + sumImaginary * sumImaginary)) / (count * count);
    this.#real[tone] = real;
    this.#imaginary[tone] = imaginary;
  }

  #compare(first: number, found: Loudest): void {
    found.index = 0;
    found.power = 0;
    found.nextPower = 0;
    for (let i = 0; i < ROWS; i++) {
      const power = this.#powers[first + i] ?? 0;
      if (power > found.power) {
        found.nextPower = found.power;
        found.power = power;
        found.index = i;
      } else if (power > found.nextPower) found.nextPower = power;
    }
  }
}
