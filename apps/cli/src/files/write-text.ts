import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../io.js';

/** Writes a file, and makes the folder it is in. @throws UsageError when it cannot be written */
export const writeText = async (cwd: string, path: string, text: string): Promise<void> => {
  const place = resolve(cwd, path);
  try {
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${path} cannot be written: ${why}`, { cause });
  }
};
