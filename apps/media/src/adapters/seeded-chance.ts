/** Whole numbers from 0 to below `limit`. */
export type Chance = (limit: number) => number;

/** Chance that is the same for the same seed, any whole number (mulberry32): for tests that try a great deal. */
export const seededChance = (seed: number): Chance => {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
};
