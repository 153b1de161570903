/**
 * What a suite of tests came to: `skips` says in lines what was left out, `failures` what failed and how, where a suite
 * can tell, `unsteady` what failed and then passed by itself.
 * @typedef {{
 *   passed: number, failed: number, skipped: number,
 *   skips: readonly string[], failures: readonly string[], unsteady: readonly string[]
 * }} Count
 */

/** @type {Count} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [], unsteady: [] };
/** @type {Count} */
export const ONE_PASSED = { ...NOTHING, passed: 1 };
/** @type {Count} */
export const ONE_FAILED = { ...NOTHING, failed: 1 };

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sumCounts(counts) {
  return counts.reduce(
    (sum, count) => ({
      passed: sum.passed + count.passed,
      failed: sum.failed + count.failed,
      skipped: sum.skipped + count.skipped,
      skips: [...sum.skips, ...count.skips],
      failures: [...sum.failures, ...count.failures],
      unsteady: [...sum.unsteady, ...count.unsteady],
    }),
    NOTHING,
  );
}

/**
 * The line that closes a run.
 * @param {Count} count
 */
export function formatCount({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * What a run leaves at its end, where a log that was cut still shows it: what was skipped, then what
 * was unsteady, then what failed.
 * @param {Count} count
 * @returns {readonly string[]} lines
 */
export function closingLines({ skips, unsteady, failures }) {
  return [
    ...headed('Skipped:', skips),
    ...headed('Unsteady, failed first and passed by itself:', unsteady),
    ...headed('Failed:', failures),
  ];
}

/** @param {string} head @param {readonly string[]} items */
function headed(head, items) {
  return items.length === 0 ? [] : ['', head, ...items.map((item) => `  ${item.replaceAll('\n', '\n    ')}`)];
}

/**
 * A tool that is not there: its tests could not run, which is a failure unless it is allowed.
 * @param {string} reason
 * @param {boolean} isAllowed
 * @returns {Count}
 */
export function countMissingTool(reason, isAllowed) {
  return isAllowed ? { ...NOTHING, skipped: 1, skips: [reason] } : { ...ONE_FAILED, failures: [reason] };
}
