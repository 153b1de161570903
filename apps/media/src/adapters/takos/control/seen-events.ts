import { MAX_SIGNED_FOR_MS } from './signature.js';

/** More are not remembered: the oldest goes first. */
const MAX_SEEN = 100_000;

/**
 * Which events have come, by server and id, for longer than a signature may hold: the same one twice is somebody else's who
 * has listened.
 */
export class SeenEvents {
  readonly #nowMs: () => number;
  /** When each came; in order, since nothing is taken in twice. */
  readonly #seen = new Map<string, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get count(): number {
    return this.#seen.size;
  }

  /** Takes an event in. @returns false when it has come before */
  take(origin: string, eventId: string): boolean {
    const nowMs = this.#nowMs();
    for (const [key, atMs] of this.#seen) {
      if (nowMs - atMs <= MAX_SIGNED_FOR_MS && this.#seen.size < MAX_SEEN) break;
      this.#seen.delete(key);
    }
    const key = `${origin} ${eventId.toLowerCase()}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, nowMs);
    return true;
  }
}
