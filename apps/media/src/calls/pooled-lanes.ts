import { type Lane, type LaneBatch, type LaneEnd, type LaneNote, LaneWriter, readLanes } from '../link/lanes.js';
import type { SoundPeer } from '../link/sound-pool.js';
import type { Clock, Timer } from '../platform/clock.js';

/** Our end of a lane to a sound process. */
export type OpenLane = {
  readonly lane: Lane;
  /** Copied. */
  readonly send: (bytes: Uint8Array) => void;
  readonly note: (note: LaneNote) => void;
  /** Hands over at once what has come for its process: for who asks about it. */
  readonly flush: () => void;
  /** Nothing goes either way afterwards. May be called twice. */
  readonly close: () => void;
};

type Way = { readonly peer: SoundPeer; readonly writer: LaneWriter };

/** What has come for a sound process goes out together after so long. */
const TOGETHER_MS = 5;

/** The lanes of all calls: what comes from hundreds of connections goes to each sound process in a few messages a tick. */
export class PooledLanes {
  readonly #clock: Clock;
  readonly #ends = new Map<Lane, LaneEnd & { readonly index: number }>();
  readonly #ways = new Map<number, Way>();
  #lastLane = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lanes that are open. */
  get count(): number {
    return this.#ends.size;
  }

  /** Sound of a process has come. */
  readonly receive = (batch: LaneBatch): void => readLanes(batch, (lane) => this.#ends.get(lane));

  open(peer: SoundPeer, end: LaneEnd): OpenLane {
    const lane = ++this.#lastLane;
    this.#ends.set(lane, { ...end, index: peer.index });
    const out = (write: (writer: LaneWriter) => void): void => {
      if (!this.#ends.has(lane)) return;
      write(this.#writerTo(peer));
      this.#timer ??= this.#clock.startTimer(TOGETHER_MS, () => this.#flush());
    };
    return {
      lane,
      send: (bytes) => {
        if (bytes.length > 0) out((writer) => writer.add(lane, bytes));
      },
      note: (note) => out((writer) => writer.note(lane, note)),
      flush: () => this.#flush(),
      close: () => void this.#ends.delete(lane),
    };
  }

  /** A process is gone, and its lanes with it. */
  lose(index: number): void {
    this.#ways.delete(index);
    for (const [lane, end] of this.#ends) if (end.index === index) this.#ends.delete(lane);
  }

  #writerTo(peer: SoundPeer): LaneWriter {
    const known = this.#ways.get(peer.index);
    if (known) return known.writer;
    const way = { peer, writer: new LaneWriter() };
    this.#ways.set(peer.index, way);
    return way.writer;
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const { peer, writer } of this.#ways.values()) if (!writer.isEmpty) peer.carry(writer.take());
  }
}
