/** Parts of an answer that come while it is made, for one reader. Bounded by the answer: a sentence is little sound. */
export class PartQueue<Part> {
  readonly #parts: Part[] = [];
  #wake: () => void = () => undefined;

  push(part: Part): void {
    this.#parts.push(part);
    this.#wake();
  }

  /**
   * The parts, each as soon as it is there, until the answer is whole.
   * @throws what `done` is rejected with, at once: parts not read yet are dropped
   */
  async *until(done: Promise<unknown>): AsyncIterable<Part> {
    let state: 'open' | 'whole' | 'failed' = 'open';
    const end = (next: 'whole' | 'failed') => {
      state = next;
      this.#wake();
    };
    done.then(
      () => end('whole'),
      () => end('failed'),
    );
    const current = () => state;
    while (current() !== 'failed') {
      const part = this.#parts.shift();
      if (part !== undefined) yield part;
      else if (current() === 'whole') return;
      else if (current() === 'open') await this.#more(() => current() !== 'open');
    }
    await done;
  }

  #more(isOver: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (isOver() || this.#parts.length > 0) resolve();
    });
  }
}
