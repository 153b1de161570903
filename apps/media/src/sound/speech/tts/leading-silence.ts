/** Samples below this are silence: about -50 dB of full scale. */
const SILENCE_PEAK = 100;
/** Kept before the first sound, so that a soft beginning is not clipped. */
const LEAD_MS = 20;

/**
 * A voice's sound without the silence it begins with, but for 20 ms: flite leaves some 200 ms, and every one of them is
 * time a caller waits for an answer. Pauses within and behind the words stay.
 */
export function withoutLeadingSilence(samples: Int16Array, rateHz: number): Int16Array {
  const first = samples.findIndex((sample) => Math.abs(sample) > SILENCE_PEAK);
  return samples.subarray(Math.max(0, first - Math.round((LEAD_MS * rateHz) / 1000)));
}
