// Speech lies between these; below is silence, above is shouting.
const QUIETEST_DB = -55;
const LOUDEST_DB = -4;

/**
 * How loud a block of sound is, as a meter shows it.
 * @param samples -1 to 1
 * @returns 0 for silence to 1 for as loud as speech gets
 */
export const levelOf = (samples: Float32Array): number => {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (db - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)));
};

/** What a needle shows next: up at once, down slowly, so that words can be followed by eye. */
export const fallSlowly = (shown: number, level: number): number =>
  level > shown ? level : shown * 0.86 + level * 0.14;
