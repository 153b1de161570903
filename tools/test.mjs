import { parseArgs } from 'node:util';
import { runAsProgram } from './setup/main-module.mjs';
import { secondsSince } from './setup/progress.mjs';
import { prepare } from './setup.mjs';
import { closingLines, countMissingTool, formatCount, ONE_FAILED, sumCounts } from './test/count.mjs';
import { SUITES } from './test/suites.mjs';

/** @typedef {import('./test/count.mjs').Count} Count */

/**
 * Prepares what the tests need and runs every suite, or only the named ones; a failing suite does not keep the next from
 * running.
 * @param {readonly string[]} only names of suites; none means all
 * @returns {Promise<Count>}
 */
async function runTests(only) {
  const isSkipAllowed = process.env.CALLWRIGHT_TEST_ALLOW_SKIP === '1';
  const missing = await prepare({ purpose: 'test' });
  for (const reason of missing) console.log(reason);
  const counts = missing.map((reason) => countMissingTool(reason, isSkipAllowed));
  for (const suite of SUITES.filter(({ name }) => only.length === 0 || only.includes(name)))
    counts.push(await runSuite(suite));
  return sumCounts(counts);
}

/** @param {import('./test/suites.mjs').Suite} suite @returns {Promise<Count>} */
async function runSuite({ name, about, run }) {
  const startedAtMs = Date.now();
  console.log(`\n> ${name}: ${about}`);
  const count = await run().catch((error) => {
    console.log(error);
    return ONE_FAILED;
  });
  console.log(`  ${name}: ${formatCount(count)} in ${secondsSince(startedAtMs)}`);
  const isUntold = count.failed > count.failures.length;
  return isUntold ? { ...count, failures: [...count.failures, `${name}: more above`] } : count;
}

/** @param {readonly string[]} names */
function refuseUnknownSuites(names) {
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length === 0) return;
  throw new Error(`There is no suite ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`);
}

await runAsProgram(import.meta.url, async () => {
  const { values, positionals } = parseArgs({
    options: { full: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  refuseUnknownSuites(positionals);
  if (values.full) process.env.CALLWRIGHT_TEST_FULL = '1';
  // A shell's `production` would change what is tested and built.
  delete process.env.NODE_ENV;
  const startedAtMs = Date.now();
  const count = await runTests(positionals).catch((error) => {
    console.log(error instanceof Error ? error.message : error);
    return ONE_FAILED;
  });
  for (const line of closingLines(count)) console.log(line);
  console.log(`\nAll of it took ${secondsSince(startedAtMs)}.`);
  console.log(formatCount(count));
  return count.failed > 0 ? 1 : 0;
});
