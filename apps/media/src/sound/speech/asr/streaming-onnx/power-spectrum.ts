/** The power of each frequency of a real signal, by a radix-2 FFT in place. */
export class PowerSpectrum {
  readonly #size: number;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;

  /** @param size a power of two */
  constructor(size: number) {
    this.#size = size;
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sines = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(size);
    this.#reversed = Uint32Array.from({ length: size }, (_, index) => reverseBits(index, bits));
  }

  /**
   * @param signal at most `size` samples; the rest counts as zero
   * @param power gets `size / 2` values, from 0 Hz on
   */
  compute(signal: Float64Array, power: Float64Array): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    for (let index = 0; index < this.#size; index++) real[this.#reversed[index] ?? 0] = signal[index] ?? 0;
    imaginary.fill(0);
    for (let half = 1; half < this.#size; half *= 2) this.#butterflies(half);
    for (let k = 0; k < power.length; k++) power[k] = (real[k] ?? 0) ** 2 + (imaginary[k] ?? 0) ** 2;
  }

  #butterflies(half: number): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    const stride = this.#size / (2 * half);
    for (let start = 0; start < this.#size; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const [cosine, sine] = [this.#cosines[k * stride] ?? 0, this.#sines[k * stride] ?? 0];
        const [upper, lower] = [start + k, start + k + half];
        const [lowerReal, lowerImaginary] = [real[lower] ?? 0, imaginary[lower] ?? 0];
        const turnedReal = lowerReal * cosine - lowerImaginary * sine;
        const turnedImaginary = lowerReal * sine + lowerImaginary * cosine;
        real[lower] = (real[upper] ?? 0) - turnedReal;
        imaginary[lower] = (imaginary[upper] ?? 0) - turnedImaginary;
        real[upper] = (real[upper] ?? 0) + turnedReal;
        imaginary[upper] = (imaginary[upper] ?? 0) + turnedImaginary;
      }
    }
  }
}

function reverseBits(index: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
  return reversed;
}
