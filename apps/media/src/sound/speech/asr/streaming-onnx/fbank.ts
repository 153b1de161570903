import { createMelFilters } from './mel-filters.js';
import { PowerSpectrum } from './power-spectrum.js';

/** A frame is 25 ms, one begins every 10 ms. */
const FRAME_SAMPLES = 400;
const SHIFT_SAMPLES = 160;
/** Frames are centred on their 10 ms (Kaldi: snip_edges = false): the first begins before the sound, mirrored. */
const FIRST_FRAME_AT = SHIFT_SAMPLES / 2 - FRAME_SAMPLES / 2;
const FFT_SIZE = 512;
const PRE_EMPHASIS = 0.97;
const FLOOR = 1.1920928955078125e-7;

/**
 * Log mel filterbank features of 16 kHz sound as Kaldi computes them (no dither, mean removed, pre-emphasis 0.97, Povey
 * window, power spectrum, samples of -1 to 1), which the models of icefall and sherpa-onnx were trained on.
 */
export class Fbank {
  readonly filterCount: number;
  readonly #filters;
  readonly #spectrum = new PowerSpectrum(FFT_SIZE);
  readonly #frame = new Float64Array(FRAME_SAMPLES);
  readonly #power = new Float64Array(FFT_SIZE / 2);
  /** Samples from `#keptFrom` on; what no frame needs any more is dropped. */
  #kept = new Float32Array(0);
  #keptFrom = 0;
  #frameCount = 0;

  constructor(filterCount: number) {
    this.filterCount = filterCount;
    this.#filters = createMelFilters(filterCount, FFT_SIZE);
  }

  /**
   * Takes the next samples and gives the frames they complete, one after the other.
   * @param samples signed 16-bit mono at 16 kHz
   */
  accept(samples: Int16Array): Float32Array {
    this.#keep(samples);
    const end = this.#keptFrom + this.#kept.length;
    const ready = Math.max(
      0,
      Math.floor((end - FIRST_FRAME_AT - FRAME_SAMPLES) / SHIFT_SAMPLES) + 1 - this.#frameCount,
    );
    const features = new Float32Array(ready * this.filterCount);
    for (let index = 0; index < ready; index++) {
      this.#compute(features.subarray(index * this.filterCount, (index + 1) * this.filterCount));
      this.#frameCount += 1;
    }
    return features;
  }

  /** Forgets everything: the next sample is the first. */
  reset(): void {
    this.#kept = new Float32Array(0);
    this.#keptFrom = 0;
    this.#frameCount = 0;
  }

  #keep(samples: Int16Array): void {
    const needed = Math.max(0, this.#frameCount * SHIFT_SAMPLES + FIRST_FRAME_AT - 1 - this.#keptFrom);
    const old = this.#kept.subarray(Math.min(needed, this.#kept.length));
    const kept = new Float32Array(old.length + samples.length);
    kept.set(old);
    for (let index = 0; index < samples.length; index++) kept[old.length + index] = (samples[index] ?? 0) / 32_768;
    this.#keptFrom += this.#kept.length - old.length;
    this.#kept = kept;
  }

  #compute(features: Float32Array): void {
    this.#shapeFrame(this.#takeFrame());
    this.#spectrum.compute(this.#frame, this.#power);
    for (const [index, { first, weights }] of this.#filters.entries()) {
      let energy = 0;
      for (let k = 0; k < weights.length; k++) energy += (weights[k] ?? 0) * (this.#power[first + k] ?? 0);
      features[index] = Math.log(Math.max(energy, FLOOR));
    }
  }

  /** @returns the mean of the frame */
  #takeFrame(): number {
    const start = this.#frameCount * SHIFT_SAMPLES + FIRST_FRAME_AT;
    let sum = 0;
    for (let index = 0; index < FRAME_SAMPLES; index++) {
      const at = start + index;
      // Before the beginning the sound is mirrored.
      const sample = this.#kept[(at < 0 ? -at - 1 : at) - this.#keptFrom] ?? 0;
      this.#frame[index] = sample;
      sum += sample;
    }
    return sum / FRAME_SAMPLES;
  }

  #shapeFrame(mean: number): void {
    const frame = this.#frame;
    for (let index = FRAME_SAMPLES - 1; index >= 0; index--) {
      const before = (frame[Math.max(0, index - 1)] ?? 0) - mean;
      frame[index] = ((frame[index] ?? 0) - mean - PRE_EMPHASIS * before) * (poveyWindow[index] ?? 0);
    }
  }
}

/** A Hann window to the power of 0.85: Kaldi's default, named after its author. */
const poveyWindow = Float64Array.from(
  { length: FRAME_SAMPLES },
  (_, index) => (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / (FRAME_SAMPLES - 1))) ** 0.85,
);
