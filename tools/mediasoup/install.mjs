import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from '../setup/command.mjs';
import { fingerprint, fingerprintOfFiles, isStamped, writeStamp } from '../setup/fingerprint.mjs';
import { cacheDir, repositoryRoot } from '../setup/paths.mjs';
import { buildWorker, overlayDir, peekAtBuild, SOURCE_EDITS } from './build.mjs';

/** A third of a second on a quiet machine; a busy one must not lose a worker that took minutes to build. */
const START_CHECK_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 4_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;
const RELEASES_URL = 'https://github.com/versatica/mediasoup/releases/';

/**
 * @typedef {object} WorkerPlaces
 * @property {string} packageDir folder of the mediasoup package
 * @property {string} binary where mediasoup looks for its worker
 * @property {string} cached where this machine keeps a copy that survives a new clone or `npm ci`
 * @property {string} key what that copy depends on; also stamped beside the installed one
 */

/** @param {string} [root] @returns {WorkerPlaces} */
export function workerPlaces(root = repositoryRoot) {
  const packageDir = join(root, 'node_modules', 'mediasoup');
  const name = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  const key = workerKey({ version, osRelease: readOsRelease(), arch: process.arch });
  return {
    packageDir,
    binary: join(packageDir, 'worker', 'out', 'Release', name),
    cached: join(cacheDir(), 'mediasoup-worker', key, name),
    key,
  };
}

/**
 * What makes one built worker differ from another: it links the libraries of the system it was built on.
 * @param {{ version: string, osRelease: string, arch: string }} target
 */
export function workerKey({ version, osRelease, arch }) {
  const recipe = fingerprint([fingerprintOfFiles([overlayDir]), JSON.stringify(SOURCE_EDITS)]);
  return [version, recipe, osRelease, arch].join('_').replace(/[^\w.-]/g, '-');
}

/**
 * Puts a worker that needs no compiler in place: the installed one, the cached one, or mediasoup's own download.
 * @param {{ progress: import('../setup/progress.mjs').Progress, places?: WorkerPlaces }} options
 * @returns {Promise<boolean>} whether a worker that starts is now installed
 */
export async function ensureReadyMadeWorker({ progress, places = workerPlaces() }) {
  if (isStamped(stampOf(places), places.key) && (await startsUp(places))) return true;
  if (await takeFromCache(places)) return true;
  if (!(await isDownloadReachable())) return false;
  await progress.step("Downloading mediasoup's own worker", () => downloadWorker(places));
  if (!(await startsUp(places))) return false;
  keep(places);
  return true;
}

/**
 * Builds the worker and installs it, in the package and in the cache.
 * @param {{ progress: import('../setup/progress.mjs').Progress, places?: WorkerPlaces }} options
 * @throws {Error} when it does not build or does not start
 */
export async function ensureBuiltWorker({ progress, places = workerPlaces() }) {
  const build = () =>
    buildWorker(places.packageDir, async (binary) => {
      installWorker(binary, places.binary);
      if (!(await startsUp(places))) throw new Error('The WebRTC worker was built but does not start.');
      keep(places);
    });
  await progress.step(
    'Building the WebRTC worker (mediasoup; three to five minutes, once a machine)',
    build,
    peekAtBuild,
  );
}

/** @param {WorkerPlaces} places @returns {Promise<boolean>} whether the cached worker is now installed and starts */
async function takeFromCache(places) {
  if (!existsSync(places.cached)) return false;
  installWorker(places.cached, places.binary);
  if (await startsUp(places)) {
    writeStamp(stampOf(places), places.key);
    return true;
  }
  rmSync(places.cached);
  return false;
}

/** @param {WorkerPlaces} places */
function keep(places) {
  writeStamp(stampOf(places), places.key);
  installWorker(places.binary, places.cached);
}

/** @param {WorkerPlaces} places */
function stampOf({ binary }) {
  return `${binary}.key`;
}

/** @param {WorkerPlaces} places */
async function startsUp({ packageDir, binary }) {
  if (!existsSync(binary)) return false;
  const check = fileURLToPath(new URL('./start-check.mjs', import.meta.url));
  const options = { env: workerEnvironment(), timeoutMs: START_CHECK_TIMEOUT_MS };
  return (await runQuietly([process.execPath, check, packageDir], options)).succeeded;
}

/**
 * Copies in one visible step, so that a program that starts meanwhile sees the old file or the new one.
 * @param {string} from @param {string} to
 */
function installWorker(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const unfinished = `${to}.${process.pid}`;
  copyFileSync(from, unfinished);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, to);
}

async function isDownloadReachable() {
  if (process.env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return false;
  const url = process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ?? RELEASES_URL;
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return true;
  } catch {
    // No way to the releases from this machine: the worker is built here.
    return false;
  }
}

/** @param {WorkerPlaces} places */
async function downloadWorker({ packageDir }) {
  // PYTHON=false: if the download fails after all, do not fall into mediasoup's own pip-based build.
  const env = { ...workerEnvironment(), PYTHON: 'false' };
  await runQuietly([process.execPath, 'npm-scripts.mjs', 'postinstall'], {
    cwd: packageDir,
    env,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
}

/** A MEDIASOUP_WORKER_BIN left over from an installation would be taken for the worker's path. */
function workerEnvironment() {
  const { MEDIASOUP_WORKER_BIN: _, ...env } = process.env;
  return env;
}

function readOsRelease() {
  const file = '/etc/os-release';
  if (!existsSync(file)) return process.platform;
  const text = readFileSync(file, 'utf8');
  const field = (/** @type {string} */ name) => text.match(new RegExp(`^${name}="?([^"\n]*)"?$`, 'm'))?.[1] ?? '';
  return `${field('ID')}-${field('VERSION_ID')}`;
}
