/** Root mean square of the loudest noise that counts as background: -40 dB of full scale. Louder is someone speaking. */
const LOUDEST = 328;
/** How fast the level that is thought to be background rises while it is louder: twofold in some three seconds. */
const RISE = 1.005;
const AMPLITUDE_PER_RMS = Math.sqrt(3);

/**
 * Silence that sounds as the caller's does: soft noise at the level of their background, as learnt from the quietest
 * moments of what was heard, or as they tell it (RFC 3389). Where the background is digital silence, so is this.
 */
export class ComfortNoise {
  #background: number | null = null;
  #told: number | null = null;
  #seed = 1;

  /** Root mean square of the noise, in the units of samples. */
  get level(): number {
    const level = this.#told ?? this.#background ?? 0;
    return level > LOUDEST && this.#told === null ? 0 : Math.min(level, LOUDEST);
  }

  /** Learns from sound that was really sent. */
  learn(samples: Int16Array): void {
    let sum = 0;
    for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2;
    const level = Math.sqrt(sum / Math.max(1, samples.length));
    this.#told = null;
    this.#background = this.#background === null ? level : Math.min(level, this.#background * RISE + 0.01);
  }

  /** Takes the payload of a comfort noise packet (RFC 3389 §3.1: the first byte is the level in -dBov). */
  take(payload: Uint8Array): void {
    const levelDb = -((payload[0] ?? 127) & 0x7f);
    this.#told = levelDb <= -90 ? 0 : 32_768 * 10 ** (levelDb / 20);
  }

  /** Adds noise to `count` samples from `at` on, its gain running evenly between two values of 0 to 1. */
  addTo(samples: Int16Array, range: { readonly at: number; readonly count: number }, from: number, to: number): void {
    const amplitude = this.level * AMPLITUDE_PER_RMS;
    if (amplitude < 1) return;
    const end = Math.min(samples.length, range.at + range.count);
    const step = (to - from) / Math.max(1, range.count);
    let gain = from * amplitude;
    for (let i = range.at; i < end; i++) {
      this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) | 0;
      gain += step * amplitude;
      const sample = (samples[i] ?? 0) + (this.#seed / 0x8000_0000) * gain;
      samples[i] = sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample;
    }
  }
}
