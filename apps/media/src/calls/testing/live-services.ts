import { createOutboundClient, type OutboundClient, type OutboundResponse } from '@callwright/outbound';
import type { CodeOutcome } from '@callwright/sandbox';
import { CodePool } from '../../code/code-pool.js';
import { systemClock } from '../../platform/clock.js';
import { silentLog } from '../../platform/logging.js';
import { settle } from '../../platform/settle.js';
import type { FlowServices } from '../effect-desk.js';

/** How live services differ from those of a fresh machine. */
export type LiveServicesOptions = {
  /** Servers that may be asked although private, as `CALLWRIGHT_ALLOW_PRIVATE_HOSTS`. Default none. */
  readonly allowPrivate?: readonly string[];
  readonly maxConcurrent?: number;
  readonly maxWaiting?: number;
  /** Codes that may wait for one of two threads. */
  readonly maxCodeWaiting?: number;
};

/**
 * What the platform really gives flows: requests over sockets, code on threads (those of the build). They take real time
 * while the clock of a test stands still, so a test waits for them by `answered`.
 */
export class LiveServices implements FlowServices {
  readonly #outbound: OutboundClient;
  readonly #code: CodePool;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor({ allowPrivate = [], maxConcurrent, maxWaiting, maxCodeWaiting }: LiveServicesOptions = {}) {
    const clock = systemClock;
    this.#outbound = createOutboundClient({ clock, allowPrivate, maxConcurrent, maxWaiting });
    this.#code = new CodePool({ workers: 2, timeoutMs: 10_000, maxQueued: maxCodeWaiting, clock, log: silentLog });
  }

  readonly send: FlowServices['send'] = (request, signal): Promise<OutboundResponse> =>
    this.#noted(this.#outbound.send(request, signal));

  readonly runCode: FlowServices['runCode'] = (run, signal): Promise<CodeOutcome> =>
    this.#noted(this.#code.run(run, signal));

  readonly secret = async (): Promise<string | null> => null;

  /** Asked for and not answered yet. */
  get underWay(): number {
    return this.#underWay.size;
  }

  /** Resolves when nothing is under way any more and its answers have arrived. */
  async answered(): Promise<void> {
    await settle();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await settle();
  }

  async close(): Promise<void> {
    await Promise.all([this.#outbound.close(), this.#code.close()]);
  }

  #noted<Answer>(work: Promise<Answer>): Promise<Answer> {
    const over = work.then(
      () => undefined,
      () => undefined, // Whoever asked is told.
    );
    this.#underWay.add(over);
    void over.then(() => this.#underWay.delete(over));
    return work;
  }
}
