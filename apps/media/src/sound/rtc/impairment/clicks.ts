/** A jump between two samples, at a time in ms, so many times as high as the level around it. */
export type Jump = { readonly atMs: number; readonly ratio: number };

const AROUND_MS = 10;
/** Sound around a jump counts as at least this loud: what is below cannot be heard. -60 dB of full scale. */
const LEAST_LEVEL = 33;

/** Jumps of at least `ratio` times the root mean square of the 20 ms around them. Six times is a click. */
export function findJumps(samples: Int16Array, rateHz: number, ratio = 6): readonly Jump[] {
  const around = (rateHz * AROUND_MS) / 1000;
  const found: Jump[] = [];
  let energy = 0;
  for (let i = 0; i < Math.min(around, samples.length); i++) energy += (samples[i] ?? 0) ** 2;
  for (let i = 1; i < samples.length; i++) {
    energy += (samples[i + around] ?? 0) ** 2 - (samples[i - around - 1] ?? 0) ** 2;
    const level = Math.max(LEAST_LEVEL, Math.sqrt(Math.max(0, energy) / (2 * around)));
    const jump = Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)) / level;
    if (jump > ratio) found.push({ atMs: (i * 1000) / rateHz, ratio: jump });
  }
  return found;
}

/** The steps from sample to sample: sound that breaks off or begins at once has a jump in them that it has not itself. */
export function stepsOf(samples: Int16Array): Int16Array {
  const steps = new Int16Array(samples.length);
  for (let i = 1; i < samples.length; i++) {
    const step = (samples[i] ?? 0) - (samples[i - 1] ?? 0);
    steps[i] = Math.max(-32_768, Math.min(32_767, step));
  }
  return steps;
}
