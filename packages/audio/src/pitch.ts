/** Shortest and longest period that is looked for, in ms: voices between 66 and 400 Hz. */
export const SHORTEST_PERIOD_MS = 2.5;
/** See {@link SHORTEST_PERIOD_MS}. */
export const LONGEST_PERIOD_MS = 15;

/** Where a sound resembles what came before it. */
export type Period = { lag: number; correlation: number };

/**
 * Finds the lag at which a piece of sound resembles what lies before it most: coarsely on every `step`th sample, as
 * ITU-T G.711 Appendix I does on every second, then exactly around the best. Touches nothing outside of the piece and
 * `maxLag` samples before it.
 * @param range the piece is `samples[at]` to `samples[at + count - 1]`; `step` is 1 up to 4 kHz, 4 at 16 kHz
 * @param found where the answer goes; `correlation` is normalised, -1 to 1, and 0 for silence
 */
export function findPeriod(
  samples: Int16Array,
  range: { at: number; count: number; minLag: number; maxLag: number; step: number },
  found: Period,
): void {
  const { minLag, maxLag, step } = range;
  found.lag = minLag;
  found.correlation = -1;
  for (let lag = minLag; lag <= maxLag; lag += step) tryLag(samples, range, lag, found);
  const coarse = found.lag;
  found.correlation = -1;
  const fine = { ...range, step: 1 };
  const last = Math.min(maxLag, coarse + step - 1);
  for (let lag = Math.max(minLag, coarse - step + 1); lag <= last; lag++) tryLag(samples, fine, lag, found);
}

function tryLag(
  samples: Int16Array,
  { at, count, step }: { readonly at: number; readonly count: number; readonly step: number },
  lag: number,
  best: Period,
): void {
  let product = 0;
  let energy = 1;
  let earlierEnergy = 1;
  for (let i = at; i < at + count; i += step) {
    const sample = samples[i] ?? 0;
    const earlier = samples[i - lag] ?? 0;
    product += sample * earlier;
    energy += sample * sample;
    earlierEnergy += earlier * earlier;
  }
  const correlation = product / Math.sqrt(energy * earlierEnergy);
  if (correlation > best.correlation) {
    best.correlation = correlation;
    best.lag = lag;
  }
}
