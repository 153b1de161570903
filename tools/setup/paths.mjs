import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's top folder, without a trailing slash. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** @param {string} path below node_modules */
export const modulePath = (path) => join(repositoryRoot, 'node_modules', path);

/** Where the output of long preparation steps is kept. */
export const setupLogDir = join(repositoryRoot, '.data', 'logs', 'setup');

/**
 * The folder outside the clone that keeps what is slow to make.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheDir(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'callwright');
}
