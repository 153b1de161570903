import type { TrunkEntry, TrunkId } from '@callwright/protocol';

/** Calls that trunks carry now, both ways. */
export class TrunkCalls {
  readonly #counts = new Map<TrunkId, number>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  count(id: TrunkId): number {
    return this.#counts.get(id) ?? 0;
  }

  /** Takes one of its lines. @returns what gives it back, and may be called twice; null when all are taken */
  take({ id, maxCalls }: TrunkEntry): (() => void) | null {
    if (this.count(id) >= maxCalls) return null;
    this.#change(id, 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#change(id, -1);
      isHeld = false;
    };
  }

  #change(id: TrunkId, by: number): void {
    const count = this.count(id) + by;
    if (count === 0) this.#counts.delete(id);
    else this.#counts.set(id, count);
    this.#onChange();
  }
}
