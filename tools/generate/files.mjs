import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Which generated files are not as they should be.
 * @param {string} root
 * @param {ReadonlyMap<string, string>} wanted text by path below `root`
 * @param {readonly string[]} [ownFolders] folders below `root` in which nothing else belongs
 * @returns {{ stale: string[], left: string[] }} files to write, and files left from something that is gone
 */
export function compareGenerated(root, wanted, ownFolders = []) {
  const stale = [...wanted].filter(([path, text]) => readIfThere(join(root, path)) !== text).map(([path]) => path);
  const present = ownFolders.flatMap((folder) => listFolder(join(root, folder)).map((name) => join(folder, name)));
  return { stale, left: present.filter((path) => !wanted.has(path)) };
}

/**
 * Writes what differs and removes what is left over; other files keep their times.
 * @param {string} root
 * @param {ReadonlyMap<string, string>} wanted
 * @param {{ stale: readonly string[], left: readonly string[] }} difference
 */
export function writeGenerated(root, wanted, { stale, left }) {
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), wanted.get(path) ?? '');
  }
  for (const path of left) rmSync(join(root, path));
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** @param {string} folder */
function listFolder(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
