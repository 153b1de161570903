import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const app = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Everything the command line is made of. */
const SOURCES = [
  join(app, 'src'),
  ...['protocol', 'flow-engine', 'nodes', 'sandbox'].map((name) => join(root, 'packages', name, 'src')),
];
/** Says when the newest source of the last build was changed: `tsc -b` leaves the times of what comes out the same. */
const STAMP = join(app, 'dist', '.built');
const SHOWN_ERRORS = 5;

/**
 * Builds the command line when it is not built yet, or its sources have changed since; otherwise it only looks at the
 * times of some hundred files. What is said goes to stderr, since stdout is for what a command was asked for.
 * @param {URL} cli where the result is
 * @returns {boolean} whether there is something to run
 */
export const buildWhenChanged = (cli) => {
  if (!SOURCES.every((folder) => existsSync(folder))) return isThere(cli);
  const newest = String(Math.max(...SOURCES.map(newestMs)));
  const isBuilt = existsSync(cli);
  if (isBuilt && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === newest) return true;
  const why = isBuilt ? 'its sources have changed, building it again' : 'building it, once (about half a minute)';
  process.stderr.write(`callwright: ${why}…\n`);
  if (!build()) return isThere(cli);
  writeFileSync(STAMP, newest);
  return true;
};

const build = () => {
  const compiler = compilerPath();
  if (compiler === null) return false;
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-b', app], { cwd: root, encoding: 'utf8' });
  if (status === 0) return true;
  const errors = stdout.trim().split('\n');
  const others = errors.length > SHOWN_ERRORS ? [`… and ${errors.length - SHOWN_ERRORS} more lines`] : [];
  process.stderr.write(
    [
      ...errors.slice(0, SHOWN_ERRORS),
      ...others,
      'callwright: its sources have errors (npx tsc -b apps/cli).',
      '',
    ].join('\n'),
  );
  return false;
};

const compilerPath = () => {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return null; // Not installed: told by isThere.
  }
};

/** @param {URL} cli */
const isThere = (cli) => {
  if (existsSync(cli)) return true;
  process.stderr.write('callwright: it is not built, and cannot be. Run npm ci in the repository first.\n');
  return false;
};

/** @param {string} folder @returns {number} when the newest of its TypeScript files, tests apart, was changed */
const newestMs = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((newest, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return Math.max(newest, newestMs(path));
    const isSource = entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts');
    return isSource ? Math.max(newest, statSync(path).mtimeMs) : newest;
  }, 0);
