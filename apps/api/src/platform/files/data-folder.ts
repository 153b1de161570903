import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config.js';

/** Where recordings and prompts lie. */
@Injectable()
export class DataFolder {
  readonly #recordings: string;
  readonly #prompts: string;

  constructor(config: AppConfig) {
    this.#recordings = resolve(config.dataDir, 'recordings');
    this.#prompts = resolve(config.dataDir, 'prompts');
  }

  /** Path of a recording a media process has named. @throws AppError `api.notFound` when it lies outside the folder */
  recordingPath(file: string): string {
    return inside(this.#recordings, file);
  }

  /** Path of an uploaded prompt. */
  promptPath(id: string): string {
    return inside(this.#prompts, `${id}.wav`);
  }

  /** Writes a file whole: nobody ever sees half of it. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const unfinished = `${path}.unfinished`;
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  }

  /** Deletes a file; it may be gone already. */
  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}

const inside = (folder: string, file: string): string => {
  const path = resolve(join(folder, file));
  if (!path.startsWith(folder + sep)) throw new AppError('api.notFound', 'There is no such file.');
  return path;
};
