/** Makes sound part by part; gives up when the signal says so. */
export type Produce = (signal: AbortSignal) => AsyncIterable<Int16Array>;

/**
 * One text being made into sound, for all who asked for it meanwhile. It runs as fast as it can, whoever listens, and
 * stops when nobody does any more.
 */
export class Production {
  readonly #parts: Int16Array[] = [];
  readonly #abort = new AbortController();
  #end: { readonly error?: unknown } | null = null;
  #listenerCount = 0;
  #wake: (() => void)[] = [];

  /** Settles when the last part is there, or with the failure. Whoever listens hears of it by listening. */
  readonly done: Promise<readonly Int16Array[]>;

  constructor(produce: Produce) {
    this.done = this.#run(produce);
    // A failure reaches the listeners; with none there is nobody to tell.
    this.done.catch(() => undefined);
  }

  /** Whether it was given up; then it is of no use to a new listener. */
  get isAbandoned(): boolean {
    return this.#abort.signal.aborted;
  }

  /** All parts from the first on. Rejects with the failure, or with the signal's reason. */
  async *listen(signal: AbortSignal): AsyncIterable<Int16Array> {
    this.#listenerCount += 1;
    signal.addEventListener('abort', this.#changed, { once: true });
    try {
      for (let index = 0; ; index += 1) {
        const part = await this.#part(index, signal);
        if (!part) return;
        yield part;
      }
    } finally {
      signal.removeEventListener('abort', this.#changed);
      this.#leave();
    }
  }

  async #run(produce: Produce): Promise<readonly Int16Array[]> {
    try {
      for await (const part of produce(this.#abort.signal)) {
        this.#parts.push(part);
        this.#changed();
      }
      this.#end = {};
      return this.#parts;
    } catch (error) {
      this.#end = { error };
      throw error;
    } finally {
      this.#changed();
    }
  }

  async #part(index: number, signal: AbortSignal): Promise<Int16Array | null> {
    for (;;) {
      signal.throwIfAborted();
      const part = this.#parts[index];
      if (part) return part;
      if (this.#end && 'error' in this.#end) throw this.#end.error;
      if (this.#end) return null;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  readonly #changed = (): void => {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  };

  #leave(): void {
    this.#listenerCount -= 1;
    if (this.#listenerCount === 0 && !this.#end) this.#abort.abort(new Error('Nobody listens any more'));
  }
}
