import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../io.js';
import { fitsGlob, globFolder, isGlob } from './glob.js';

const IGNORED = new Set(['node_modules', 'dist', 'coverage']);
const FLOW = /\.flow\.(ya?ml|json)$/;
const TEST = /\.test\.(ya?ml|json)$/;

/** Whether a name is that of a flow file. */
export const isFlowFile = (path: string): boolean => FLOW.test(path);
/** Whether a name is that of a file of flow tests. */
export const isTestFile = (path: string): boolean => TEST.test(path);
/** A path without the ending that tells what is in the file: `a/clinic` of `a/clinic.flow.yaml`. */
export const withoutEnding = (path: string): string =>
  path
    .replace(FLOW, '')
    .replace(TEST, '')
    .replace(/\.(ya?ml|jsonl?)$/, '');

/**
 * The files that are meant: those named, whatever they are called; in folders, at any depth, those that are wanted; and
 * those that fit a pattern. In order of their paths, each once, as paths from where the command runs.
 * @throws UsageError when there is no such file or folder
 */
export const findFiles = async (
  cwd: string,
  operands: readonly string[],
  isWanted: (path: string) => boolean,
): Promise<readonly string[]> => {
  const found = await Promise.all(
    operands.map(async (operand) => {
      const path = resolve(cwd, operand);
      if (isGlob(operand) && !(await isThere(cwd, operand))) return fittingFiles(cwd, operand, isWanted);
      return (await isFolder(path, operand)) ? (await filesBelow(path)).filter(isWanted) : [path];
    }),
  );
  return [...new Set(found.flat())].map((path) => relative(cwd, path)).sort(byName);
};

const fittingFiles = async (
  cwd: string,
  glob: string,
  isWanted: (path: string) => boolean,
): Promise<readonly string[]> => {
  const folder = globFolder(glob);
  if (!(await isThere(cwd, folder))) return [];
  const files = await filesBelow(resolve(cwd, folder));
  const root = isAbsolute(glob) ? '' : resolve(cwd);
  const fits = (path: string) => fitsGlob((root === '' ? path : relative(root, path)).replaceAll(sep, '/'), glob);
  return files.filter((path) => isWanted(path) && fits(path));
};

/** The files of a folder that are wanted, without those of folders in it; none when it cannot be read. */
export const filesIn = async (
  cwd: string,
  folder: string,
  isWanted: (path: string) => boolean,
): Promise<readonly string[]> => {
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isFile() && isWanted(entry.name) ? [entry.name] : []));
  return names.map((name) => join(folder, name)).sort(byName);
};

/** @throws UsageError when there is nothing of that name */
export const isFolder = async (path: string, asTyped: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new UsageError(`There is no file or folder "${asTyped}".`, { cause });
  }
};

/** Whether there is a file or folder of that name. */
export const isThere = async (cwd: string, path: string): Promise<boolean> =>
  stat(resolve(cwd, path)).then(
    () => true,
    () => false,
  );

const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [path];
      return entry.isDirectory() && !entry.name.startsWith('.') && !IGNORED.has(entry.name) ? filesBelow(path) : [];
    }),
  );
  return found.flat();
};

const byName = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
