import { AppError } from '@callwright/protocol';

/** The owner of what is sent for nobody in particular; it has no share, and may take all. */
export const NOBODY = '';

type Waiting = { readonly owner: string; readonly begin: () => void };

/**
 * A bounded number of places, and a bounded row of those who wait for one; who comes when the row is full is refused.
 * One owner takes three quarters of either at most, so that the others get on whatever becomes of his.
 */
export class Slots {
  readonly #size: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<Waiting>();
  readonly #takenBy = new Map<string, number>();
  #taken = 0;

  constructor(size: number, maxWaiting: number) {
    this.#size = size;
    this.#maxWaiting = maxWaiting;
  }

  /** Takes a place, which {@link Slots.leave} gives back. @throws AppError `http.busy`; an abort rejects with its reason */
  enter(owner: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#hasPlaceFor(owner)) {
      this.#take(owner);
      return Promise.resolve();
    }
    if (this.#waiting.size >= this.#maxWaiting || this.#countWaiting(owner) >= shareOf(owner, this.#maxWaiting))
      return Promise.reject(new AppError('http.busy', 'Too many requests are under way.'));
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const waiting = { owner, begin };
      const giveUp = () => {
        this.#waiting.delete(waiting);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
    });
  }

  /** Gives a place back; of those who may have it, whoever waits longest has it next. */
  leave(owner: string): void {
    const left = (this.#takenBy.get(owner) ?? 1) - 1;
    if (left > 0) this.#takenBy.set(owner, left);
    else this.#takenBy.delete(owner);
    this.#taken -= 1;
    for (const waiting of this.#waiting) {
      if (!this.#hasPlaceFor(waiting.owner)) continue;
      this.#waiting.delete(waiting);
      this.#take(waiting.owner);
      waiting.begin();
      return;
    }
  }

  #hasPlaceFor(owner: string): boolean {
    return this.#taken < this.#size && (this.#takenBy.get(owner) ?? 0) < shareOf(owner, this.#size);
  }

  #take(owner: string): void {
    this.#taken += 1;
    this.#takenBy.set(owner, (this.#takenBy.get(owner) ?? 0) + 1);
  }

  #countWaiting(owner: string): number {
    let count = 0;
    for (const waiting of this.#waiting) if (waiting.owner === owner) count += 1;
    return count;
  }
}

const shareOf = (owner: string, size: number): number => (owner === NOBODY ? size : Math.ceil((size * 3) / 4));
