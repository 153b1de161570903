import type { CallId } from '@callwright/protocol';

/** Calls that are over whose ids are still known; an older one is known by its recording. */
const MAX_ENDED_IDS = 10_000;

/** Ids of calls that are over, the oldest forgotten first. */
export class EndedIds {
  readonly #ids = new Set<CallId>();

  has(id: CallId): boolean {
    return this.#ids.has(id);
  }

  add(id: CallId): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > MAX_ENDED_IDS && oldest !== undefined) this.#ids.delete(oldest);
  }
}
