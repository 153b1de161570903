import type { CallId } from '@callwright/protocol';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { JournalRepository } from '../calls/journal.repository.js';
import { JournalIngestService } from '../calls/journal-ingest.service.js';
import { runInBackground } from '../platform/background.js';
import { Clock, type Timer } from '../platform/clock.js';
import { Log } from '../platform/log.js';
import { MediaLinks } from './media-links.js';

/** How long the calls of a media process that is gone are believed to be alive. */
export const GRACE_MS = 60_000;
/** Why a call ended whose media process did not come back. */
const MEDIA_LOST = 'mediaLost';

/** Ends calls whose media process has gone and not come back, and takes back those it still carries when it does. */
@Injectable()
export class LostCallsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #timers = new Map<string, Timer>();
  #isOver = false;

  constructor(
    private readonly journal: JournalRepository,
    private readonly ingest: JournalIngestService,
    private readonly links: MediaLinks,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Calls that were live when the api stopped wait for their process like those whose process has just gone. */
  async onApplicationBootstrap(): Promise<void> {
    const live = await this.journal.listLive();
    for (const processId of new Set(live.map((call) => call.processId))) this.processGone(processId);
  }

  onApplicationShutdown(): void {
    this.#isOver = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** Its calls have {@link GRACE_MS} from now. */
  processGone(processId: string): void {
    this.#wait(processId, async () => {
      if (this.links.isConnected(processId)) return;
      const live = await this.journal.listLive(processId);
      await this.#end(live.map(({ id }) => id));
    });
  }

  /**
   * It is back with these calls. What it carries no more may still come out of its spool; what has not done so after
   * {@link GRACE_MS} is lost.
   */
  async processReturned(processId: string, liveCallIds: readonly CallId[]): Promise<void> {
    this.#timers.get(processId)?.cancel();
    this.#timers.delete(processId);
    this.ingest.tellOf(await this.journal.revive(processId, liveCallIds, MEDIA_LOST));
    const stillLive = new Set<string>(liveCallIds);
    const missing = (await this.journal.listLive(processId)).map(({ id }) => id).filter((id) => !stillLive.has(id));
    if (missing.length > 0) this.#wait(processId, () => this.#end(missing));
  }

  #wait(processId: string, task: () => Promise<void>): void {
    this.#timers.get(processId)?.cancel();
    if (this.#isOver) return;
    const fire = () => {
      this.#timers.delete(processId);
      runInBackground('search for lost calls', this.#attempt(processId, task), this.log);
    };
    this.#timers.set(processId, this.clock.startTimer(GRACE_MS, fire));
  }

  // The database may be away just then. What is waited for since is newer, and finds these calls too.
  async #attempt(processId: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!this.#timers.has(processId)) this.#wait(processId, task);
      throw error;
    }
  }

  async #end(ids: readonly string[]): Promise<void> {
    const ended = await this.journal.endAsLost(ids, MEDIA_LOST, this.clock.now());
    for (const { id } of ended) this.log.warn({ callId: id }, 'a call was lost with its media process');
    this.ingest.tellOf(ended);
  }
}
