import type { PathReplay } from '@callwright/flow-engine';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Log } from '../../platform/log.js';
import { type OffThread, offThread } from '../../platform/threads/off-thread.js';
import { type ReplayJob, replayJournal } from './replay-journal.js';

const PATIENCE_MS = 30_000;

/** Takes calls through flows again in a thread of its own, so that a long one holds nobody else up. */
@Injectable()
export class CallReplayer implements OnApplicationShutdown {
  readonly #thread: OffThread<ReplayJob, PathReplay>;

  constructor(clock: Clock, log: Log) {
    const entry = new URL('./replay.worker.js', import.meta.url);
    this.#thread = offThread({ name: 'replays', entry, patienceMs: PATIENCE_MS, clock, log }, replayJournal);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#thread.close();
  }

  /**
   * @param owner whose call it is
   * @throws AppError `flow.invalid`; `api.tooManyRequests` while too many wait, `internal`
   */
  replay(job: ReplayJob, owner: string): Promise<PathReplay> {
    return this.#thread.run(job, owner);
  }
}
