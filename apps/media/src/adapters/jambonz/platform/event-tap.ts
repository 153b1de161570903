import type { EngineEvent } from '@callwright/protocol';

/** The events of one call, for whoever waits for some of them. */
export class EventTap {
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  /** Shows one to everybody who listens now. */
  show(event: EngineEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** @returns what takes the listener off again */
  on(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The first of those to come in which something is found; to be called before what brings it about.
   * @param find undefined: not this one
   * @throws the signal's reason
   */
  first<Found>(find: (event: EngineEvent) => Found | undefined, signal: AbortSignal): Promise<Found> {
    const found = new Promise<Found>((resolve, reject) => {
      const stop = () => {
        off();
        signal.removeEventListener('abort', giveUp);
      };
      const giveUp = () => {
        stop();
        reject(signal.reason);
      };
      const off = this.on((event) => {
        const one = find(event);
        if (one === undefined) return;
        stop();
        resolve(one);
      });
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
    });
    // Who waits may have failed before it asks for the outcome.
    found.catch(() => undefined);
    return found;
  }
}
