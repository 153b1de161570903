/** Things of a name that are there for as long as somebody uses them. */
export class Shared<Value> {
  readonly #make: () => Value;
  readonly #entries = new Map<string, { readonly value: Value; users: number }>();

  constructor(make: () => Value) {
    this.#make = make;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Uses the one of this name for as long as the work takes. @throws what the work throws */
  async use<Result>(key: string, work: (value: Value) => Promise<Result>): Promise<Result> {
    const entry = this.#entries.get(key) ?? { value: this.#make(), users: 0 };
    this.#entries.set(key, entry);
    entry.users += 1;
    try {
      return await work(entry.value);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#entries.delete(key);
    }
  }
}
