import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged } from './command.mjs';
import { fingerprint, fingerprintOfFiles, isStamped, writeStamp } from './fingerprint.mjs';
import { repositoryRoot, setupLogDir } from './paths.mjs';

const STAMP = join('.nx', 'callwright-build-stamp');
const SHARED_INPUTS = ['package-lock.json', 'tsconfig.base.json', 'nx.json', 'prisma/schema.prisma'];
const RESULTS = [
  'apps/api/dist/main.js',
  'apps/media/dist/main.js',
  'apps/cli/dist/cli.js',
  'apps/studio/.next/BUILD_ID',
];
const IGNORED = new Set(['dist', '.next', 'node_modules', 'next-env.d.ts']);

/**
 * Builds every app and package when a source has changed since the last time.
 * @param {{ progress: import('./progress.mjs').Progress, root?: string }} options
 * @returns {Promise<boolean>} whether anything was built
 */
export async function ensureBuilt({ progress, root = repositoryRoot }) {
  const stamp = fingerprintOfSources(root);
  const isComplete = RESULTS.every((file) => existsSync(join(root, file)));
  if (isComplete && isStamped(join(root, STAMP), stamp)) return false;
  await progress.step('Building the apps (half a minute the first time)', () => runBuild(root));
  writeStamp(join(root, STAMP), stamp);
  return true;
}

/**
 * Builds what has changed, with what is unchanged taken from nx's cache.
 * @param {string} [root]
 */
export async function runBuild(root = repositoryRoot) {
  const env = {
    ...process.env,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: undefined,
  };
  const nx = /** @type {const} */ ([process.execPath, join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js')]);
  await runLogged([...nx, 'run-many', '-t', 'build', '--outputStyle=static'], {
    cwd: root,
    env,
    logFile: join(setupLogDir, 'build.log'),
  });
  completeStudio(join(root, 'apps', 'studio'));
}

/**
 * Next's standalone server is built without the files that a content network would serve.
 * @param {string} studio
 */
function completeStudio(studio) {
  const standalone = join(studio, '.next', 'standalone', 'apps', 'studio');
  const buildId = readFileSync(join(studio, '.next', 'BUILD_ID'), 'utf8').trim();
  if (existsSync(join(standalone, '.next', 'static', buildId))) return;
  cpSync(join(studio, '.next', 'static'), join(standalone, '.next', 'static'), { recursive: true });
  if (existsSync(join(studio, 'public')))
    cpSync(join(studio, 'public'), join(standalone, 'public'), { recursive: true });
}

/** @param {string} root */
function fingerprintOfSources(root) {
  const projects = ['apps', 'packages'].flatMap((group) => listEntries(join(root, group)));
  const sources = projects.flatMap((project) => listEntries(project));
  return fingerprint([
    process.versions.node,
    fingerprintOfFiles([...SHARED_INPUTS.map((file) => join(root, file)), ...sources]),
  ]);
}

/** @param {string} folder */
function listEntries(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => !IGNORED.has(name) && !name.endsWith('.tsbuildinfo'))
    .map((name) => join(folder, name));
}
