import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { builtInSpeech, catalogueOf, type SpeechCatalogue, speechProviders } from '@callwright/protocol';
import { UsageError } from '../io.js';

/**
 * What there is to speak and to understand with: what is built in, or that and what a file of speech providers names.
 * @param named `built-in`, the path of a file, or null: then it is not known
 * @throws UsageError when the file is none
 */
export const readCatalogue = async (named: string | null, cwd: string): Promise<SpeechCatalogue | undefined> => {
  if (named === null) return undefined;
  if (named === 'built-in') return builtInSpeech;
  const parsed = speechProviders.safeParse(await readJson(resolve(cwd, named), named));
  if (parsed.success) return catalogueOf(parsed.data);
  const [issue] = parsed.error.issues;
  throw new UsageError(`${named}: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'not understood'}`);
};

const readJson = async (path: string, named: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new UsageError(`${named} is neither built-in nor a file of speech providers.`);
  }
};
