import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@callwright/protocol';

/** A user's folder with the files of a model, looked at before any library is: those end the process over what they miss. */
export class ModelFolder {
  readonly path: string;
  readonly #names: readonly string[];

  /** @throws AppError `speech.badModel` when there is no such folder */
  constructor(path: string) {
    this.path = path;
    if (!existsSync(path) || !statSync(path).isDirectory()) throw badModel(`There is no model folder ${path}`);
    this.#names = readdirSync(path).sort();
  }

  /**
   * The file whose name fits, of several the quantised one (`int8`), which is smaller and faster on a processor.
   * @returns its path, or null
   */
  find(pattern: RegExp, prefersInt8 = true): string | null {
    const fitting = this.#names.filter((name) => pattern.test(name));
    const name = fitting.find((one) => one.includes('int8') === prefersInt8) ?? fitting[0];
    return name === undefined ? null : join(this.path, name);
  }

  /** Paths of all files whose names fit. */
  findAll(pattern: RegExp): readonly string[] {
    return this.#names.filter((name) => pattern.test(name)).map((name) => join(this.path, name));
  }

  /** As {@link find}. @throws AppError `speech.badModel` naming what is missing, in the words of `what` */
  require(pattern: RegExp, what: string, prefersInt8 = true): string {
    const path = this.find(pattern, prefersInt8);
    if (path === null) throw badModel(`The model folder holds no ${what}`);
    if (statSync(path).size === 0) throw badModel(`${what} in the model folder is empty`);
    return path;
  }

  /** Whether a folder of this name is inside. @returns its path, or null */
  findFolder(name: string): string | null {
    const path = join(this.path, name);
    return existsSync(path) && statSync(path).isDirectory() ? path : null;
  }
}

/** A model that cannot be used, with the reason. */
export const badModel = (message: string, cause?: unknown): AppError =>
  new AppError('speech.badModel', message, { cause });
