import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findHoles } from '../lockcheck.mjs';
import { runBuild } from '../setup/build.mjs';
import { runQuietly } from '../setup/command.mjs';
import { modulePath, repositoryRoot } from '../setup/paths.mjs';
import { NOTHING, ONE_FAILED, ONE_PASSED } from './count.mjs';
import { runExamples } from './examples.mjs';
import { runVisibly } from './visibly.mjs';
import { runVitest } from './vitest.mjs';

/**
 * @typedef {{ name: string, about: string, run: () => Promise<import('./count.mjs').Count> }} Suite
 */

const E2E_CONFIG = join('e2e', 'vitest.config.ts');

/** Every suite of `npm test`, in order. @type {readonly Suite[]} */
export const SUITES = [
  { name: 'types', about: 'types of every workspace', run: checkTypes },
  // The linter resolves packages by what the type check has built.
  {
    name: 'lint',
    about: 'style of every file',
    run: () => check([modulePath('@biomejs/biome/bin/biome'), 'check', '.']),
  },
  { name: 'imports', about: 'who may import whom', run: checkImports },
  { name: 'lock', about: 'the lockfile serves every platform', run: checkLock },
  { name: 'generated', about: 'generated files are fresh', run: () => check(['tools/generate.mjs', '--check']) },
  { name: 'unit', about: 'unit, contract and call tests', run: () => runVitest([]) },
  { name: 'examples', about: 'example flows are proved, and pass their tests', run: runExamples },
  { name: 'build', about: 'everything builds', run: build },
  { name: 'e2e', about: 'whole-system calls over loopback', run: () => runVitest(['--config', E2E_CONFIG]) },
  { name: 'soak', about: 'twenty minutes of calls at half of what a core carries (full tests only)', run: runSoak },
];

/**
 * A check that passes or fails as one test, and shows what it printed when it fails.
 * @param {readonly string[]} args what Node runs
 * @returns {Promise<import('./count.mjs').Count>}
 */
async function check(args) {
  const { succeeded, output } = await runQuietly([process.execPath, ...args], { cwd: repositoryRoot });
  if (!succeeded) console.log(output.trim());
  return succeeded ? ONE_PASSED : ONE_FAILED;
}

async function checkTypes() {
  const tsc = modulePath('typescript/bin/tsc');
  const studio = join('apps', 'studio');
  const built = await checkInTurn([[tsc, '-b']]);
  if (built.failed > 0) return built;
  // A compiler keeps one core busy, so what does not need the other goes beside it.
  const sides = await Promise.all([
    checkInTurn([
      [tsc, '-p', 'tools'],
      [tsc, '--noEmit', '-p', 'e2e'],
      [tsc, '--noEmit', '-p', 'bench'],
    ]),
    // Next writes the types of its routes before anything can be checked against them.
    checkInTurn([
      [modulePath('next/dist/bin/next'), 'typegen', studio],
      [tsc, '--noEmit', '-p', studio],
    ]),
  ]);
  return sides.find(({ failed }) => failed > 0) ?? ONE_PASSED;
}

/**
 * Checks until one fails.
 * @param {readonly (readonly string[])[]} commands
 */
async function checkInTurn(commands) {
  for (const command of commands) {
    const count = await check(command);
    if (count.failed > 0) return count;
  }
  return ONE_PASSED;
}

function checkImports() {
  return check([
    modulePath('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    'apps',
    'packages',
  ]);
}

async function checkLock() {
  const holes = findHoles(JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')));
  if (holes.length === 0) return ONE_PASSED;
  console.log(`The lockfile lacks packages that other platforms need:\n${holes.join('\n')}`);
  return ONE_FAILED;
}

async function build() {
  try {
    await runBuild();
    return ONE_PASSED;
  } catch (error) {
    console.log(/** @type {Error} */ (error).message);
    return ONE_FAILED;
  }
}

/** Calls of the built sound process, watched for whatever grows; too long for every day. */
async function runSoak() {
  if (process.env.CALLWRIGHT_TEST_FULL !== '1') return NOTHING;
  return (await runVisibly([join('bench', 'soak.mjs')])) ? ONE_PASSED : ONE_FAILED;
}
