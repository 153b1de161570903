/**
 * Runs tasks of one key one after the other and those of different keys at the same time. It has no bound of its own:
 * whoever adds tasks must wait for some of them.
 */
export class SerialByKey {
  readonly #last = new Map<string, Promise<unknown>>();

  /** A task that fails does not keep the next one from running. */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(task, task);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(key, settled);
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    return result;
  }

  /** How many keys have something to do. */
  get busyCount(): number {
    return this.#last.size;
  }
}
