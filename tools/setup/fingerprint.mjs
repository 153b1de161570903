import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * One short hash over texts, sensitive to their order.
 * @param {readonly string[]} parts
 */
export function fingerprint(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 16);
}

/**
 * A hash over names and contents of files and folders; a missing one counts as empty.
 * @param {readonly string[]} paths
 */
export function fingerprintOfFiles(paths) {
  return fingerprint(
    paths.flatMap((path) => listFiles(path).flatMap((file) => [portable(path, file), readFileSync(file, 'utf8')])),
  );
}

/**
 * Whether the stamp file says that this very input was already dealt with.
 * @param {string} stampFile
 * @param {string} expected
 */
export function isStamped(stampFile, expected) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === expected;
}

/**
 * Remembers the input that was dealt with.
 * @param {string} stampFile
 * @param {string} value
 */
export function writeStamp(stampFile, value) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${value}\n`);
}

/** @param {string} path @returns {string[]} every file at or below `path`, in a fixed order */
function listFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}

/** @param {string} root @param {string} file */
function portable(root, file) {
  return relative(dirname(root), file).split(sep).join('/');
}
