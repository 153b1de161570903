/** The value below which a share of the samples lies; NaN of none. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** Half and 99 % of a list of times, in ms with two decimals. */
export const spread = (samples: readonly number[]) => ({
  p50: round(percentile(samples, 0.5)),
  p99: round(percentile(samples, 0.99)),
});

/** Two decimals. */
export const round = (value: number): number => Math.round(value * 100) / 100;
