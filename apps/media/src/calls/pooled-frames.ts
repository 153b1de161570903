import type { CallId } from '@callwright/protocol';
import { bytesPerSecond, FORK_BUFFERED_MS, type ForkOptions, type FrameOptions } from '../link/frame-format.js';
import type { SoundPeer } from '../link/sound-pool.js';
import type { Clock } from '../platform/clock.js';
import type { OpenLane, PooledLanes } from './pooled-lanes.js';
import { SoundBudget } from './sound-budget.js';
import { type Fork, type ForkListener, type FrameSound, MAX_MARKS, type OnFrames } from './sound-frames.js';

/** A stream in its process. */
export type FramePorts = {
  readonly callId: CallId;
  readonly peer: SoundPeer;
  readonly lanes: PooledLanes;
  readonly clock: Clock;
};

/** A live caller is this much ahead of time, and this many times as fast as time, only when somebody means harm. */
const LIVE_AHEAD_S = 5;
const LIVE_HASTE = 4;
/** Sound that waits is counted here as time goes by, and there as it is played: here a little more may wait. */
const SLACK_MS = 200;

/** Sound of one call that comes and goes as bytes, over its lanes. */
export class PooledFrames {
  readonly #ports: FramePorts;
  readonly #lanes = new Set<OpenLane>();

  constructor(ports: FramePorts) {
    this.#ports = ports;
  }

  /** @throws AppError as {@link SoundStream.openFrames} */
  async openFrames(format: FrameOptions, onFrames: OnFrames): Promise<FrameSound> {
    const { callId, peer, clock } = this.#ports;
    const lane = this.#open(onFrames, () => undefined);
    try {
      const known = await peer.request({ request: 'openFrames', callId, lane: lane.lane, format });
      const perSecond = bytesPerSecond(format);
      const limits = { maxBytes: perSecond * LIVE_AHEAD_S, bytesPerSecond: perSecond * LIVE_HASTE };
      const budget = new SoundBudget(clock, limits);
      return { ...known, hear: (bytes) => lane.send(budget.admit(bytes)) };
    } catch (error) {
      this.#drop(lane);
      throw error;
    }
  }

  /** @throws AppError as {@link SoundStream.openFork} */
  async openFork(fork: ForkOptions, listener: ForkListener): Promise<Fork> {
    const { callId, peer } = this.#ports;
    const marks = { count: 0 };
    const lane = this.#open(listener.onFrames, (note) => {
      if (note.note === 'overflow') listener.onOverflow();
      if (note.note !== 'marked') return;
      marks.count -= 1;
      listener.onMark(note.name, note.end);
    });
    try {
      await peer.request({ request: 'openFork', callId, lane: lane.lane, fork });
    } catch (error) {
      this.#drop(lane);
      throw error;
    }
    return this.#forkOn(lane, { fork, listener, marks });
  }

  /** Their stream is closed. */
  close(): void {
    for (const lane of this.#lanes) lane.close();
    this.#lanes.clear();
  }

  #forkOn(
    lane: OpenLane,
    { fork, listener, marks }: { fork: ForkOptions; listener: ForkListener; marks: { count: number } },
  ): Fork {
    const { callId, peer, clock } = this.#ports;
    const { forkId, speaks, maxBufferedMs = FORK_BUFFERED_MS } = fork;
    const perSecond = speaks === undefined ? 0 : bytesPerSecond(speaks);
    const maxBytes = (perSecond * (maxBufferedMs + SLACK_MS)) / 1000;
    const budget = new SoundBudget(clock, { maxBytes, bytesPerSecond: perSecond });
    let closing: Promise<void> | null = null;
    const end = async (): Promise<void> => {
      this.#drop(lane);
      // With the call or its process the fork has gone, too.
      await peer.request({ request: 'closeFork', callId, forkId }).catch(() => undefined);
    };
    return {
      play: (bytes) => {
        if (speaks === undefined) return;
        const admitted = budget.admit(bytes);
        lane.send(admitted);
        if (admitted.length < bytes.length) listener.onOverflow();
      },
      mark: (name) => {
        if (closing !== null) return;
        if (marks.count >= MAX_MARKS) listener.onMark(name, 'cleared');
        else {
          marks.count += 1;
          lane.note({ note: 'mark', name });
        }
      },
      clear: () => {
        budget.clear();
        lane.note({ note: 'clear' });
      },
      pause: (isPaused, way = 'nothing') => lane.note({ note: 'pause', way: isPaused ? way : null }),
      bufferedMs: async () => {
        lane.flush();
        return (await peer.request({ request: 'readFork', callId, forkId })).bufferedMs;
      },
      close: () => {
        closing ??= end();
        return closing;
      },
    };
  }

  #open(onBytes: OnFrames, onNote: Parameters<PooledLanes['open']>[1]['onNote']): OpenLane {
    const lane = this.#ports.lanes.open(this.#ports.peer, { onBytes, onNote });
    this.#lanes.add(lane);
    return lane;
  }

  #drop(lane: OpenLane): void {
    lane.close();
    this.#lanes.delete(lane);
  }
}
