/** Repeatable chance. */
export type Draw = {
  /** From 0 up to but not 1. */
  readonly share: () => number;
  /** A whole number from 0 up to but not `limit`; 0 for a limit below 1. */
  readonly below: (limit: number) => number;
  readonly shuffled: <Value>(values: readonly Value[]) => readonly Value[];
};

/** Chance from a seed, by mulberry32: the same seed draws the same. */
export const drawFrom = (seed: number): Draw => {
  let state = seed >>> 0;
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.max(0, Math.floor(share() * limit));
  return {
    share,
    below,
    shuffled: (values) =>
      values
        .map((value) => [share(), value] as const)
        .sort(([a], [b]) => a - b)
        .map(([, v]) => v),
  };
};
