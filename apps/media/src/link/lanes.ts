/** A way between the call process and a stream, for sound as bytes; numbered by the call process, never used again. */
export type Lane = number;

/** What is said on a lane beside sound, in order with it. */
export type LaneNote =
  /** To the stream: to be told when what was played before it has been heard. */
  | { readonly note: 'mark'; readonly name: string }
  | { readonly note: 'clear' }
  | { readonly note: 'pause'; readonly way: 'nothing' | 'silence' | null }
  /** From the stream. */
  | { readonly note: 'marked'; readonly name: string; readonly end: 'played' | 'cleared' }
  | { readonly note: 'overflow' };

/** What has come together since the last batch: `bytes` holds the sound of all lanes, in the order of the items. */
export type LaneBatch = {
  readonly items: readonly ({ readonly lane: Lane } & ({ readonly count: number } | LaneNote))[];
  readonly bytes: Uint8Array;
};

/** Who listens at the end of a lane. Neither throws. */
export type LaneEnd = {
  /** @param bytes nobody writes to them afterwards */
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onNote: (note: LaneNote) => void;
};

const FIRST_BYTES = 16_384;

/** Puts what goes out on many lanes into one message. Who adds sees to it that it is not too much. */
export class LaneWriter {
  #items: LaneBatch['items'][number][] = [];
  #bytes = new Uint8Array(FIRST_BYTES);
  #count = 0;

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Adds sound; copied. */
  add(lane: Lane, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#count + bytes.length > this.#bytes.length) this.#grow(this.#count + bytes.length);
    this.#bytes.set(bytes, this.#count);
    this.#count += bytes.length;
    this.#items.push({ lane, count: bytes.length });
  }

  note(lane: Lane, note: LaneNote): void {
    this.#items.push({ lane, ...note });
  }

  /** Gives what has come together and begins anew; the bytes are valid until the next `add`. */
  take(): LaneBatch {
    const batch = { items: this.#items, bytes: this.#bytes.subarray(0, this.#count) };
    this.#items = [];
    this.#count = 0;
    return batch;
  }

  /** As `take`, without the sound: whoever it is for is too slow for it. */
  takeNotes(): LaneBatch {
    const { items } = this.take();
    return { items: items.filter((item) => !('count' in item)), bytes: new Uint8Array(0) };
  }

  #grow(neededCount: number): void {
    const bytes = new Uint8Array(Math.max(neededCount, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#count));
    this.#bytes = bytes;
  }
}

/** Hands a batch to the ends of its lanes; what is for a lane that has gone is nobody's. */
export function readLanes({ items, bytes }: LaneBatch, endOf: (lane: Lane) => LaneEnd | undefined): void {
  let at = 0;
  for (const item of items) {
    const end = endOf(item.lane);
    if ('note' in item) end?.onNote(item);
    else {
      end?.onBytes(bytes.subarray(at, at + item.count));
      at += item.count;
    }
  }
}
