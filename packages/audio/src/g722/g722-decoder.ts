import { createG722Bands, type G722Bands } from './bands.js';
import { QMF_TAPS, QmfWindow } from './qmf-window.js';
import { HIGH_LEVELS, LOW_LEVELS_4, LOW_LEVELS_6, QMF } from './tables.js';

/** §3.1: each band's samples have 15 bits. */
const LARGEST = 16_383;

/** Decodes ITU-T G.722 at 64 kbit/s to sound of 16 kHz: two samples a byte. */
export class G722Decoder {
  readonly #bands: G722Bands;
  /** Sums and differences of the last 11 samples of both bands, then of the new one. */
  readonly #window = new QmfWindow();

  /** @param bands may be shared, for a decoder that is to learn from what its side encodes */
  constructor(bands: G722Bands = createG722Bands()) {
    this.#bands = bands;
  }

  /** @param target where the samples go, from its start; twice as long as `bytes` or longer; absent: a new array */
  decode(bytes: Uint8Array, target: Int16Array = new Int16Array(bytes.length * 2)): Int16Array {
    const { samples: window } = this.#window;
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at] ?? 0;
      const low = this.#decodeLow(code & 0x3f);
      const high = this.#decodeHigh(code >> 6);
      this.#window.push(low + high, low - high);
      const { start } = this.#window;
      let first = 0;
      let second = 0;
      // RECEIVE QMF, §4.4.
      for (let i = 0; i < QMF_TAPS / 2; i++) {
        second += (window[start + 2 * i] ?? 0) * (QMF[i] ?? 0);
        first += (window[start + 2 * i + 1] ?? 0) * (QMF[11 - i] ?? 0);
      }
      target[2 * at] = clip16(first >> 11);
      target[2 * at + 1] = clip16(second >> 11);
    }
    return target;
  }

  #decodeLow(code: number): number {
    const band = this.#bands.low;
    const sample = clip15(band.predicted + ((band.step * (LOW_LEVELS_6[code] ?? 0)) >> 15));
    band.adapt((band.step * (LOW_LEVELS_4[code >> 2] ?? 0)) >> 15, code >> 2);
    return sample;
  }

  #decodeHigh(code: number): number {
    const band = this.#bands.high;
    const difference = (band.step * (HIGH_LEVELS[code] ?? 0)) >> 15;
    const sample = clip15(band.predicted + difference);
    band.adapt(difference, code);
    return sample;
  }
}

const clip15 = (value: number): number => (value > LARGEST ? LARGEST : value < -LARGEST - 1 ? -LARGEST - 1 : value);
const clip16 = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);
