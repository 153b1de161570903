const LEAST_BYTES = 2048;

/** Bytes that arrive in pieces and are taken from the front. Each is copied a few times at most, however small the pieces. */
export class StreamBuffer {
  #store = new Uint8Array(0);
  #start = 0;
  #end = 0;

  /** What is held now: a view, good until the next `append`. */
  get bytes(): Uint8Array {
    return this.#store.subarray(this.#start, this.#end);
  }

  /** Adds a copy of the bytes at the end. */
  append(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#store.length) this.#moveTo(this.bytes, bytes.length);
    this.#store.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Removes bytes from the front and gives them; they are the taker's own. */
  take(sizeBytes: number): Uint8Array {
    const taken = this.#store.slice(this.#start, this.#start + sizeBytes);
    this.#start += sizeBytes;
    if (this.#start >= this.#end) this.clear();
    return taken;
  }

  /** Lets everything go, the memory too. */
  clear(): void {
    this.#store = new Uint8Array(0);
    this.#start = 0;
    this.#end = 0;
  }

  #moveTo(held: Uint8Array, moreBytes: number): void {
    const store = new Uint8Array(Math.max(LEAST_BYTES, 2 * (held.length + moreBytes)));
    store.set(held);
    this.#store = store;
    this.#start = 0;
    this.#end = held.length;
  }
}
