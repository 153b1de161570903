import { type Lane, type LaneBatch, type LaneEnd, type LaneNote, LaneWriter, readLanes } from '../../link/lanes.js';

/** A stream's end of a lane. */
export type LaneOut = {
  /** Copied. */
  readonly send: (bytes: Uint8Array) => void;
  readonly note: (note: LaneNote) => void;
  /** Nothing goes either way afterwards. May be called twice. */
  readonly close: () => void;
};

/** How lanes get to the call process. */
export type StreamLanesOptions = {
  /** Hands a batch over before it returns. */
  readonly carry: (batch: LaneBatch) => void;
  /** The call process does not read: sound for it is left out until it does, notes are not. */
  readonly isBehind: () => boolean;
};

/** The lanes that end in this process. All that is said in a tick goes out together, after it. */
export class StreamLanes {
  readonly #options: StreamLanesOptions;
  readonly #ends = new Map<Lane, LaneEnd>();
  readonly #writer = new LaneWriter();
  #isLeaving = false;

  constructor(options: StreamLanesOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#ends.size;
  }

  /** The end is told of what comes by `listen`, once it is there. */
  open(lane: Lane): LaneOut & { readonly listen: (end: LaneEnd) => void } {
    let isOpen = true;
    return {
      listen: (end) => void this.#ends.set(lane, end),
      send: (bytes) => {
        if (!isOpen) return;
        this.#writer.add(lane, bytes);
        this.#leave();
      },
      note: (note) => {
        if (!isOpen) return;
        this.#writer.note(lane, note);
        this.#leave();
      },
      close: () => {
        isOpen = false;
        this.#ends.delete(lane);
      },
    };
  }

  /** What the call process sends. */
  receive(batch: LaneBatch): void {
    readLanes(batch, (lane) => this.#ends.get(lane));
  }

  #leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    queueMicrotask(() => {
      this.#isLeaving = false;
      const { carry, isBehind } = this.#options;
      const batch = isBehind() ? this.#writer.takeNotes() : this.#writer.take();
      if (batch.items.length > 0) carry(batch);
    });
  }
}
