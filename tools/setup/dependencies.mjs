import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged } from './command.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { repositoryRoot, setupLogDir } from './paths.mjs';

/** Node releases from this one on are supported. */
const OLDEST_NODE = '20.19.0';

/**
 * What installed dependencies depend on: the lockfile, Node itself and the platform.
 * @param {{ lockfile: string, nodeVersion: string, platform: string, arch: string }} machine `lockfile` is the file's text
 */
export function dependencyStamp({ lockfile, nodeVersion, platform, arch }) {
  return fingerprint([lockfile, nodeVersion, platform, arch]);
}

/**
 * Whether one version is at least another.
 * @param {string} version for example `20.20.2` or `v20.20.2`
 * @param {string} oldest
 */
export function isAtLeast(version, oldest) {
  const parts = (/** @type {string} */ text) => text.replace(/^v/, '').split('.').map(Number);
  const have = parts(version);
  for (const [index, needed] of parts(oldest).entries()) {
    const found = have[index] ?? 0;
    if (found !== needed) return found > needed;
  }
  return true;
}

/** @throws {Error} when this Node is too old to run the project */
export function requireNode(version = process.versions.node) {
  if (!isAtLeast(version, OLDEST_NODE)) {
    throw new Error(
      `Callwright needs Node ${OLDEST_NODE} or newer; this is ${version}. Node 22 or 24 (LTS) is a good choice.`,
    );
  }
}

/**
 * Installs the locked dependencies when they are not the ones of this lockfile, Node and platform.
 * @param {{ progress: import('./progress.mjs').Progress, root?: string }} options
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensureDependencies({ progress, root = repositoryRoot }) {
  const stampFile = join(root, 'node_modules', '.callwright-stamp');
  const stamp = dependencyStamp({
    lockfile: readFileSync(join(root, 'package-lock.json'), 'utf8'),
    nodeVersion: process.versions.node,
    platform: process.platform,
    arch: process.arch,
  });
  if (isStamped(stampFile, stamp)) return false;
  await progress.step('Installing the npm packages of the lockfile (about a minute)', () => installPackages(root));
  writeStamp(stampFile, stamp);
  return true;
}

/** @param {string} root */
async function installPackages(root) {
  // NODE_ENV=production or an inherited omit setting in the user's shell would leave out the build tools.
  const { NODE_ENV: _, ...env } = process.env;
  await runLogged([...npmCommand(), 'ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    env,
    logFile: join(setupLogDir, 'npm-ci.log'),
  });
}

/** @returns {[string, ...string[]]} npm run by this very Node, so that both belong together */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running?.endsWith('.js') && existsSync(running)) return [process.execPath, running];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
