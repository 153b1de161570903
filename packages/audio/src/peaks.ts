/** The loudest sample of each slice, 0 to 1, one list a channel: what a waveform is drawn from. */
export type Peaks = { readonly perSecond: number; readonly channels: readonly (readonly number[])[] };

/** Collects peaks of a recording piece by piece, so that an hour of sound is never in memory. */
export class PeakCollector {
  readonly #perSecond: number;
  readonly #rateHz: number;
  readonly #peaks: number[][];
  #frame = 0;

  constructor(rateHz: number, channelCount: number, perSecond: number) {
    this.#rateHz = rateHz;
    this.#perSecond = perSecond;
    this.#peaks = Array.from({ length: channelCount }, () => []);
  }

  /** Takes the next samples, channels interleaved, whole frames. */
  add(interleaved: Int16Array): void {
    const channelCount = this.#peaks.length;
    for (let i = 0; i < interleaved.length; i++) {
      const slice = Math.floor(((this.#frame + Math.floor(i / channelCount)) * this.#perSecond) / this.#rateHz);
      const peaks = this.#peaks[i % channelCount];
      const level = Math.min(1, Math.abs(interleaved[i] ?? 0) / 32_767);
      if (peaks !== undefined) peaks[slice] = Math.max(peaks[slice] ?? 0, level);
    }
    this.#frame += Math.floor(interleaved.length / channelCount);
  }

  /** What has been collected so far, to three digits: a screen shows no more. */
  peaks(): Peaks {
    return {
      perSecond: this.#perSecond,
      channels: this.#peaks.map((peaks) => peaks.map((level) => Math.round(level * 1000) / 1000)),
    };
  }
}
