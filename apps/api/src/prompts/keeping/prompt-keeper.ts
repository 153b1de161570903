import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Log } from '../../platform/log.js';
import { type OffThread, offThread } from '../../platform/threads/off-thread.js';
import { type KeptPrompt, keepPrompt, type PromptJob } from './keep-prompt.js';

/** Ten minutes of the slowest format take some 15 s. */
const PATIENCE_MS = 60_000;

/** Keeps uploaded sound files, in a thread of its own: decoding one takes seconds. */
@Injectable()
export class PromptKeeper implements OnApplicationShutdown {
  readonly #thread: OffThread<PromptJob, KeptPrompt>;

  constructor(clock: Clock, log: Log) {
    const entry = new URL('./keep-prompt.worker.js', import.meta.url);
    this.#thread = offThread({ name: 'prompts', entry, patienceMs: PATIENCE_MS, clock, log }, keepPrompt);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#thread.close();
  }

  /**
   * Checks and keeps a file as WAV.
   * @param path where it is to be
   * @param owner for whom
   * @throws AppError `media.promptUnreadable`, `api.tooManyRequests` while too many wait, `internal`
   */
  keep(bytes: Uint8Array, path: string, owner: string): Promise<KeptPrompt> {
    return this.#thread.run({ bytes, path }, owner);
  }
}
