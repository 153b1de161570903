import { createG722Bands, type G722Bands } from './bands.js';
import { QMF_TAPS, QmfWindow } from './qmf-window.js';
import { HIGH_LEVELS, LOW_DECISIONS, LOW_LEVELS_4, QMF } from './tables.js';

/** Encodes sound of 16 kHz by ITU-T G.722 at 64 kbit/s: two samples a byte. */
export class G722Encoder {
  readonly #bands: G722Bands;
  /** The last 22 samples, then two new ones. */
  readonly #window = new QmfWindow();

  /** @param bands may be shared, for a decoder that is to learn from what its side encodes */
  constructor(bands: G722Bands = createG722Bands()) {
    this.#bands = bands;
  }

  /**
   * @param samples an even number of them, 16 kHz
   * @param target where the bytes go, from its start; half as long as `samples` or longer; absent: a new array
   */
  encode(samples: Int16Array, target: Uint8Array = new Uint8Array(samples.length >> 1)): Uint8Array {
    const { samples: window } = this.#window;
    for (let at = 0; at + 1 < samples.length; at += 2) {
      this.#window.push(samples[at] ?? 0, samples[at + 1] ?? 0);
      const { start } = this.#window;
      let even = 0;
      let odd = 0;
      // TRANSMIT QMF, §3.1.
      for (let i = 0; i < QMF_TAPS / 2; i++) {
        odd += (window[start + 2 * i] ?? 0) * (QMF[i] ?? 0);
        even += (window[start + 2 * i + 1] ?? 0) * (QMF[11 - i] ?? 0);
      }
      target[at >> 1] = (this.#encodeHigh((even - odd) >> 14) << 6) | this.#encodeLow((even + odd) >> 14);
    }
    return target;
  }

  /** QUANTL: a sample of the lower band as 6 bits. */
  #encodeLow(sample: number): number {
    const band = this.#bands.low;
    const error = clip(sample - band.predicted);
    const magnitude = error >= 0 ? error : -error - 1;
    let level = 1;
    while (level < 30 && magnitude >= ((LOW_DECISIONS[level] ?? 0) * band.step) >> 12) level += 1;
    // Tables 14 and 16: codes count down from 61 for positive errors, from 31 for negative ones; 63 and 62 come first.
    const code = error >= 0 ? 62 - level : level < 3 ? 64 - level : 34 - level;
    band.adapt((band.step * (LOW_LEVELS_4[code >> 2] ?? 0)) >> 15, code >> 2);
    return code;
  }

  /** QUANTH: a sample of the higher band as 2 bits. */
  #encodeHigh(sample: number): number {
    const band = this.#bands.high;
    const error = clip(sample - band.predicted);
    const magnitude = error >= 0 ? error : -error - 1;
    const isLarge = magnitude >= (564 * band.step) >> 12;
    const code = (error >= 0 ? 2 : 0) + (isLarge ? 0 : 1);
    band.adapt((band.step * (HIGH_LEVELS[code] ?? 0)) >> 15, code);
    return code;
  }
}

const clip = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);
