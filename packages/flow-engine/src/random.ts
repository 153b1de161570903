/** A drawn number, from 0 up to but not 1, and where the chance of the call stands after it. */
export type Draw = { readonly value: number; readonly seed: number };

/** The next number of a seed: Mulberry32, which is even enough to split calls by, and the same on every machine. */
export const draw = (seed: number): Draw => {
  const next = (seed + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(next ^ (next >>> 15), next | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return { value: ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000, seed: next };
};
