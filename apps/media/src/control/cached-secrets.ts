import { AppError, type WorkspaceId } from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';

type Cached = { readonly value: string | null; readonly fetchedMs: number };

/** So long a secret is used without asking again; after that a change of it holds. */
const FRESH_MS = 30_000;
const MAX_SECRETS = 1_000;

/**
 * The secrets of workspaces, in memory only and never on disk. While the api is away the last known value goes on being
 * used, so that calls do.
 */
export class CachedSecrets {
  readonly #secrets = new Map<string, Cached>();
  readonly #fetch: (workspaceId: WorkspaceId, name: string) => Promise<string | null>;
  readonly #clock: Clock;

  /** @param fetch asks the api; rejects with `control.unavailable` when it is away */
  constructor(fetch: (workspaceId: WorkspaceId, name: string) => Promise<string | null>, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** A secret by its name, or null. @throws AppError `control.unavailable` when it is not known and cannot be asked for */
  async get(workspaceId: WorkspaceId, name: string): Promise<string | null> {
    const key = `${workspaceId}/${name}`;
    const known = this.#secrets.get(key);
    if (known && this.#clock.monotonicMs() - known.fetchedMs < FRESH_MS) return known.value;
    try {
      const value = await this.#fetch(workspaceId, name);
      this.#keep(key, { value, fetchedMs: this.#clock.monotonicMs() });
      return value;
    } catch (error) {
      if (known && error instanceof AppError && error.code === 'control.unavailable') return known.value;
      throw error;
    }
  }

  #keep(key: string, cached: Cached): void {
    const [oldest] = this.#secrets.keys();
    if (this.#secrets.size >= MAX_SECRETS && oldest !== undefined) this.#secrets.delete(oldest);
    this.#secrets.set(key, cached);
  }
}
