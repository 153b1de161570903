/** A queue that gives the cheapest first, of equals the one put in first: a binary heap. */
export class CheapestFirst<Value> {
  readonly #heap: { readonly cost: number; readonly turn: number; readonly value: Value }[] = [];
  #turn = 0;

  /** Puts something in. */
  add(cost: number, value: Value): void {
    const entry = { cost, turn: this.#turn++, value };
    let at = this.#heap.length;
    this.#heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above];
      if (!parent || !isBefore(entry, parent)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = entry;
  }

  /** Takes the cheapest out; undefined when there is nothing left. */
  take(): { readonly cost: number; readonly value: Value } | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) this.#sinkFromTop(last);
    return first;
  }

  #sinkFromTop(entry: { readonly cost: number; readonly turn: number; readonly value: Value }): void {
    let at = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
      const child = right && left && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
      const below = this.#heap[child];
      if (!below || !isBefore(below, entry)) break;
      this.#heap[at] = below;
      at = child;
    }
    this.#heap[at] = entry;
  }
}

type Ranked = { readonly cost: number; readonly turn: number };

const isBefore = (one: Ranked, other: Ranked) =>
  one.cost < other.cost || (one.cost === other.cost && one.turn < other.turn);
