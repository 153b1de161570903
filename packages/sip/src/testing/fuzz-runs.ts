declare const process: { readonly env: { readonly [name: string]: string | undefined } };

// What `npm run test:full` does more than `npm test`.
const FULL_FACTOR = 20;

/** How often a test tries something at random: `count` times, and many times that in the long run of the tests. */
export const fuzzRuns = (count: number): number =>
  process.env.CALLWRIGHT_TEST_FULL === '1' ? count * FULL_FACTOR : count;
