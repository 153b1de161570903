import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type FileProblem, type FlowFile, parseFlowFile, readYaml } from '@callwright/flow-engine';
import { UsageError } from '../io.js';
import { filesIn, findFiles, isFlowFile, withoutEnding } from './find-files.js';

/** Where something stands in a file; both count from 1. */
export type Place = Pick<FileProblem, 'line' | 'column'>;

/** A flow that was read from a file. */
export type LoadedFlow = {
  /** From where the command runs. */
  readonly path: string;
  readonly file: FlowFile;
  /** Where a part of the file stands: `['steps', 'menu', 'config']`, or the nearest part above it. */
  readonly locate: (part: readonly PropertyKey[]) => Place;
};

/** A file that holds no flow that could be read. */
export type UnreadFlow = { readonly path: string; readonly problems: readonly FileProblem[] };

/** What came of reading several. */
export type ReadFlows = { readonly flows: readonly LoadedFlow[]; readonly unread: readonly UnreadFlow[] };

/** The text of a file. @throws UsageError when it cannot be read */
export const readText = async (cwd: string, path: string): Promise<string> => {
  try {
    return await readFile(resolve(cwd, path), 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const words: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' };
    throw new UsageError(`${path} cannot be read: ${words[why] ?? why}.`, { cause });
  }
};

/** Reads a flow file, YAML or JSON. @throws UsageError when there is no such file */
export const readFlow = async (cwd: string, path: string): Promise<LoadedFlow | UnreadFlow> => {
  const text = await readText(cwd, path);
  const read = parseFlowFile(text, withoutEnding(basename(path)));
  if (!read.ok) return { path, problems: read.problems };
  return { path, file: read.file, locate: locator(text) };
};

/** Reads several. @throws UsageError when one is not there */
export const readFlows = async (cwd: string, paths: readonly string[]): Promise<ReadFlows> => {
  const all = await Promise.all(paths.map((path) => readFlow(cwd, path)));
  return {
    flows: all.flatMap((one) => ('file' in one ? [one] : [])),
    unread: all.flatMap((one) => ('file' in one ? [] : [one])),
  };
};

/** Reads the one flow a command is about. @throws UsageError that says where it is wrong */
export const readOneFlow = async (cwd: string, path: string): Promise<LoadedFlow> => {
  const read = await readFlow(cwd, path);
  if ('file' in read) return read;
  throw new UsageError(['The flow cannot be read:', ...read.problems.map((one) => at(path, one))].join('\n'));
};

/** The flows that stand beside some files, and those below more folders: what their subflows are looked for in. */
export const readNeighbours = async (
  cwd: string,
  paths: readonly string[],
  folders: readonly string[],
): Promise<readonly LoadedFlow[]> => {
  const beside = await Promise.all(
    [...new Set(paths.map((path) => dirname(path)))].map((folder) => filesIn(cwd, folder, isFlowFile)),
  );
  const below = await findFiles(cwd, folders, isFlowFile);
  const others = [...new Set([...beside.flat(), ...below])].filter((path) => !paths.includes(path));
  // One that cannot be read is missed only by those who call it.
  return (await readFlows(cwd, others)).flows;
};

/** A message with the place it is about, as editors and terminals follow it: `a.flow.yaml:3:5: …`. */
export const at = (path: string, { line, column, message }: FileProblem): string =>
  `${path}:${line}:${column}: ${message}`;

// Most flows have nothing wrong: the text is looked through again only when a place is asked for.
const locator = (text: string): LoadedFlow['locate'] => {
  let yaml: ReturnType<typeof readYaml> | null = null;
  return (part) => {
    yaml ??= readYaml(text);
    return yaml.ok ? yaml.locate(part) : { line: 1, column: 1 };
  };
};
