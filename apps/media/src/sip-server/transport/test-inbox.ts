/** Things that come and are waited for, in their order; for tests. */
export class Inbox<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  /** Puts one in. */
  readonly put = (item: T): void => {
    const first = this.#waiting.shift();
    if (first) first(item);
    else this.#items.push(item);
  };

  /** The next one, when it comes. */
  next(): Promise<T> {
    const [item] = this.#items.splice(0, 1);
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }

  /** How many lie there unread. */
  get size(): number {
    return this.#items.length;
  }
}
