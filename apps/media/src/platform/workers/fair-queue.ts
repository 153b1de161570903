/** Waiting items of many lanes; lanes take turns, so that a busy one does not hold up the others. Unbounded by itself. */
export class FairQueue<Item> {
  readonly #lanes = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Puts an item behind those of its lane. */
  push(lane: string, item: Item): void {
    const items = this.#lanes.get(lane);
    if (items) items.push(item);
    else this.#lanes.set(lane, [item]);
    this.#size += 1;
  }

  /** Takes the next item of the lane that has waited longest for its turn; undefined when nothing waits. */
  shift(): Item | undefined {
    for (const [lane, items] of this.#lanes) {
      const item = items.shift();
      this.#lanes.delete(lane);
      if (items.length > 0) this.#lanes.set(lane, items);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  /** Takes an item out of turn. @returns whether it was waiting */
  remove(lane: string, item: Item): boolean {
    const items = this.#lanes.get(lane);
    const index = items?.indexOf(item) ?? -1;
    if (!items || index < 0) return false;
    items.splice(index, 1);
    if (items.length === 0) this.#lanes.delete(lane);
    this.#size -= 1;
    return true;
  }
}
