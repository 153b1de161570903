import { join } from 'node:path';
import { startPostgres } from '../postgres/start-postgres.mjs';
import { repositoryRoot } from './paths.mjs';

/**
 * The database to work with: the one of `DATABASE_URL`, or the embedded one of a data folder.
 * @param {{ env?: NodeJS.ProcessEnv, dataDir?: string, isDurable?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} `stop` leaves a database of the user's alone
 */
export async function openDatabase({ env = process.env, dataDir = defaultDataDir(env), isDurable, log } = {}) {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, stop: async () => undefined };
  return startPostgres({ dataDir, isDurable, log });
}

/** @param {NodeJS.ProcessEnv} env */
export function defaultDataDir(env = process.env) {
  return env.CALLWRIGHT_DATA_DIR || join(repositoryRoot, '.data');
}
