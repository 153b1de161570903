import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { AppError } from '@callwright/protocol';
import type { PromptBytes } from './prompt-bytes.js';

/** Where the sound behind a `play.url` is. */
export type PromptPlace =
  | { readonly kind: 'web'; readonly url: string }
  /** Not yet checked to be inside the prompt folder. */
  | { readonly kind: 'file'; readonly path: string };

/** A file of the prompt folder, open. */
export type PromptFile = PromptBytes & {
  /** Changes with the file's contents. */
  readonly version: string;
};

/** Half a day of stereo at 44.1 kHz: what a WAV file can hold. Nothing of this size is read at once. */
const MAX_BYTES = 4 * 1024 * 1024 * 1024;

/**
 * Understands a `play.url`: `prompt:<id>`, http(s), or a path inside the prompt folder.
 * @throws AppError `media.promptRefused` for anything else
 */
export function locatePrompt(url: string, promptsDir: string): PromptPlace {
  if (/^https?:/i.test(url)) return { kind: 'web', url };
  const id = /^prompt:([A-Za-z0-9_-]{1,128})$/.exec(url)?.[1];
  if (id !== undefined) return { kind: 'file', path: join(promptsDir, `${id}.wav`) };
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.includes('\0'))
    throw refused('A recording is prompt:<id>, a file of the prompt folder, or an http(s) address.');
  const path = resolve(promptsDir, url);
  if (!isInside(path, resolve(promptsDir))) throw refused('The file lies outside the prompt folder.');
  return { kind: 'file', path };
}

/**
 * Opens a file of the prompt folder; the caller closes it. Where links lead decides, not how the path reads.
 * @throws AppError `media.promptMissing`, `media.promptRefused`, `media.promptUnreadable`
 */
export async function openPromptFile(path: string, promptsDir: string): Promise<PromptFile> {
  const [real, folder] = await Promise.all([realpath(path), realpath(promptsDir)]).catch(missing);
  if (!isInside(real, folder)) throw refused('The file lies outside the prompt folder.');
  const file = await open(real, 'r').catch(missing);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refused('A recording is a file.');
    if (stats.size > MAX_BYTES)
      throw new AppError('media.promptUnreadable', 'The recording is too large to be played.');
    const version = `${real} ${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    return { version, sizeBytes: stats.size, read: readerOf(file), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const readerOf = (file: FileHandle) => async (at: number, lengthBytes: number) => {
  const bytes = new Uint8Array(lengthBytes);
  let count = 0;
  while (count < lengthBytes) {
    const { bytesRead } = await file.read(bytes, count, lengthBytes - count, at + count);
    if (bytesRead === 0) break;
    count += bytesRead;
  }
  return bytes.subarray(0, count);
};

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}

const refused = (sentence: string): AppError => new AppError('media.promptRefused', sentence);
const missing = (cause: unknown): never => {
  throw new AppError('media.promptMissing', 'There is no such recording.', { cause });
};
