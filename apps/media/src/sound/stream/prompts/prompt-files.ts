import type { Clock } from '../../../platform/clock.js';
import type { PromptSource } from './prompt-bytes.js';
import { openPromptFile } from './prompt-file.js';

type Known = { version: string; seenAtMs: number; isLooking: boolean };

/** A file that was looked at so lately is taken to be as it was then; meanwhile it is looked at again. */
const TRUSTED_MS = 30_000;
/** Within this it is not looked at again. */
const FRESH_MS = 2_000;
const MAX_KNOWN = 10_000;

/**
 * Files of the prompt folder. One that is played often is not looked at on the disk before each time, so that a slow
 * disk keeps no caller waiting: a changed file is heard as it was once more at most, within half a minute.
 */
export class PromptFiles {
  readonly #promptsDir: string;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(promptsDir: string, clock: Clock) {
    this.#promptsDir = promptsDir;
    this.#clock = clock;
  }

  /** A file as it was seen a moment ago, without a look at the disk; null when that is too long ago. */
  recent(path: string): string | null {
    const known = this.#known.get(path);
    if (known === undefined) return null;
    const ageMs = this.#clock.monotonicMs() - known.seenAtMs;
    if (ageMs > TRUSTED_MS) return null;
    if (ageMs > FRESH_MS && !known.isLooking) void this.#lookAgain(path, known);
    return known.version;
  }

  /** The file as it is now. @throws AppError `media.promptMissing`, `media.promptRefused`, `media.promptUnreadable` */
  async look(path: string): Promise<PromptSource> {
    const file = await openPromptFile(path, this.#promptsDir);
    await file.close();
    this.#remember(path, file.version);
    return { version: file.version, open: () => openPromptFile(path, this.#promptsDir) };
  }

  async #lookAgain(path: string, known: Known): Promise<void> {
    known.isLooking = true;
    // Gone or no longer allowed: the next who asks is told.
    await this.look(path).catch(() => this.#known.delete(path));
  }

  #remember(path: string, version: string): void {
    this.#known.delete(path);
    this.#known.set(path, { version, seenAtMs: this.#clock.monotonicMs(), isLooking: false });
    if (this.#known.size <= MAX_KNOWN) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
