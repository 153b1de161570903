import { joinSamples } from '@callwright/audio';

/** Samples beyond this are sound for certain: about -50 dB of full scale. */
const SOUND_PEAK = 100;
/** Below this nothing is heard at all: about -68 dB. */
const STILL_PEAK = 12;
/** What is twice as loud as the quietest moment before is taken for the beginning of a sound. */
const ONSET_RATIO = 2;
const FRAME_MS = 5;
/** A soft beginning, as of an f or an h, lasts no longer. */
const LONGEST_ONSET_MS = 150;
/** Kept before the first sound, so that nothing of it is clipped. */
const LEAD_MS = 10;

/**
 * Takes away the silence a voice begins with, but for 10 ms: flite leaves some 200 ms, and every one of them is time a
 * caller waits for an answer. A sound that begins softly is kept from where it rises out of the noise. Pauses within and
 * behind the words stay.
 */
export class LeadingSilence {
  readonly #frame: number;
  readonly #rateHz: number;
  /** What may yet be the beginning of a sound. */
  #held: Int16Array = new Int16Array(0);
  #isOver = false;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#frame = Math.round((FRAME_MS * rateHz) / 1000);
  }

  /** Takes the next part. @returns what is to be heard of it, and of those before */
  process(part: Int16Array): Int16Array {
    if (this.#isOver) return part;
    const samples = this.#held.length === 0 ? part : joinSamples([this.#held, part]);
    const first = samples.findIndex((sample) => sample > SOUND_PEAK || sample < -SOUND_PEAK);
    if (first < 0) {
      this.#held = samples.subarray(-Math.round(((LONGEST_ONSET_MS + LEAD_MS) * this.#rateHz) / 1000));
      return new Int16Array(0);
    }
    this.#isOver = true;
    this.#held = new Int16Array(0);
    const lead = Math.round((LEAD_MS * this.#rateHz) / 1000);
    return samples.subarray(Math.max(0, this.#onsetOf(samples, first) - lead));
  }

  /** What is left when no sound came at all: its last moment. */
  flush(): Int16Array {
    return this.#held;
  }

  /** Where the sound that is certain at `first` rises out of what is before it. */
  #onsetOf(samples: Int16Array, first: number): number {
    const frames = Math.min(Math.floor(first / this.#frame), LONGEST_ONSET_MS / FRAME_MS);
    const peaks = Array.from({ length: frames }, (_, back) => this.#peakBefore(samples, first - back * this.#frame));
    const floor = Math.max(STILL_PEAK, ONSET_RATIO * Math.min(...peaks));
    const still = peaks.findIndex((peak) => peak <= floor);
    return first - (still < 0 ? frames : still) * this.#frame;
  }

  #peakBefore(samples: Int16Array, end: number): number {
    let peak = 0;
    for (let i = end - this.#frame; i < end; i++) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
    return peak;
  }
}
