import { STEPS } from './tables.js';

const saturate16 = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);

/** What sets the two bands apart: G.722 §3.5. */
export type BandLimits = {
  readonly stepChanges: Int16Array;
  readonly largestLog: number;
  readonly shift: number;
  readonly firstStep: number;
};

/**
 * The predictor and the step size of one band (G.722 §3.5 and §3.6), the same on both sides. It learns from what was
 * sent alone, so that both sides stay together. Names of the standard are given in capitals.
 */
export class SubBand {
  /** DET: the size of a step. */
  step: number;
  /** S: what the next sample is thought to be. */
  predicted = 0;
  readonly #limits: BandLimits;
  #logStep = 0;
  /** SZ: the part of the prediction that comes of the last six differences. */
  #zeroPart = 0;
  // D and B: the last six differences, newest first, and what each counts for.
  readonly #differences = new Int32Array(6);
  readonly #zeros = new Int32Array(6);
  // A, R and P: two poles, the last value, and what the zeros alone gave for the last two.
  #pole1 = 0;
  #pole2 = 0;
  #value1 = 0;
  #partial1 = 0;
  #partial2 = 0;

  constructor(limits: BandLimits) {
    this.#limits = limits;
    this.step = limits.firstStep;
  }

  /** Takes the difference that was sent, and the bits it was sent by. */
  adapt(difference: number, code: number): void {
    this.#adaptStep(code);
    const value = saturate16(this.predicted + difference);
    const partial = saturate16(this.#zeroPart + difference);
    this.#adaptPoles(partial);
    this.#adaptZeros(difference);
    const pole1 = (this.#pole1 * saturate16(2 * value)) >> 15;
    const pole2 = (this.#pole2 * saturate16(2 * this.#value1)) >> 15;
    this.#value1 = value;
    this.predicted = saturate16(saturate16(pole1 + pole2) + this.#zeroPart);
  }

  /** LOGSCL and SCALEL, LOGSCH and SCALEH. */
  #adaptStep(code: number): void {
    const { stepChanges, largestLog, shift } = this.#limits;
    const log = ((this.#logStep * 127) >> 7) + (stepChanges[code] ?? 0);
    this.#logStep = log < 0 ? 0 : log > largestLog ? largestLog : log;
    const mantissa = STEPS[(this.#logStep >> 6) & 31] ?? 0;
    const right = shift - (this.#logStep >> 11);
    this.step = (right < 0 ? mantissa << -right : mantissa >> right) << 2;
  }

  /** UPPOL2 and UPPOL1. */
  #adaptPoles(partial: number): void {
    const isSame1 = partial < 0 === this.#partial1 < 0;
    const isSame2 = partial < 0 === this.#partial2 < 0;
    const quadruple = saturate16(this.#pole1 * 4);
    const turned = isSame1 ? saturate16(-quadruple) : quadruple;
    const pole2 = (isSame2 ? 128 : -128) + (turned >> 7) + ((this.#pole2 * 32_512) >> 15);
    this.#pole2 = pole2 > 12_288 ? 12_288 : pole2 < -12_288 ? -12_288 : pole2;
    const limit = saturate16(15_360 - this.#pole2);
    const pole1 = saturate16((isSame1 ? 192 : -192) + ((this.#pole1 * 32_640) >> 15));
    this.#pole1 = pole1 > limit ? limit : pole1 < -limit ? -limit : pole1;
    this.#partial2 = this.#partial1;
    this.#partial1 = partial;
  }

  /** UPZERO, DELAYA and FILTEZ. */
  #adaptZeros(difference: number): void {
    const differences = this.#differences;
    const zeros = this.#zeros;
    const gain = difference === 0 ? 0 : 128;
    let sum = 0;
    for (let i = 5; i >= 0; i--) {
      const isSame = (differences[i] ?? 0) < 0 === difference < 0;
      const zero = saturate16((isSame ? gain : -gain) + (((zeros[i] ?? 0) * 32_640) >> 15));
      const next = i === 0 ? difference : (differences[i - 1] ?? 0);
      zeros[i] = zero;
      differences[i] = next;
      sum += (zero * saturate16(2 * next)) >> 15;
    }
    this.#zeroPart = saturate16(sum);
  }
}
