/** What a list does with its verbs. */
export type VerbListParts<Item> = {
  /** Carries one out. Never rejects. */
  readonly run: (item: Item, signal: AbortSignal) => Promise<void>;
  /** There is nothing left to do. */
  readonly onDry: () => void;
};

/** Verbs that may wait; more are left out. */
const MAX_WAITING = 500;

/** The verbs of a call, carried out one after another. */
export class VerbList<Item> {
  readonly #parts: VerbListParts<Item>;
  #waiting: readonly Item[] = [];
  #current: AbortController | null = null;
  #isRunning = false;
  #isClosed = false;

  constructor(parts: VerbListParts<Item>) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return !this.#isRunning;
  }

  /** These instead of what is under way and what waits. */
  replace(items: readonly Item[]): void {
    this.#waiting = items.slice(0, MAX_WAITING);
    this.#current?.abort();
    this.#start();
  }

  /** These when everything else is done. */
  append(items: readonly Item[]): void {
    this.#waiting = [...this.#waiting, ...items].slice(0, MAX_WAITING);
    this.#start();
  }

  /** Gives up everything. May be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#current?.abort();
  }

  #start(): void {
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let item = this.#take(); item !== undefined; item = this.#take()) {
      const controller = new AbortController();
      this.#current = controller;
      await this.#parts.run(item, controller.signal);
      this.#current = null;
    }
    this.#isRunning = false;
    if (!this.#isClosed) this.#parts.onDry();
  }

  #take(): Item | undefined {
    const [item, ...rest] = this.#waiting;
    this.#waiting = rest;
    return this.#isClosed ? undefined : item;
  }
}
