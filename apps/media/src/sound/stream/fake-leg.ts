import type { TrackId } from '@callwright/protocol';
import type { Track } from './track.js';

/** A caller that a test plays by hand. */
export type FakeLeg = Track & {
  /** Says this from the next tick on. */
  readonly say: (sound: Int16Array) => void;
  /** All that was said to the caller, block after block. */
  readonly heard: () => Int16Array;
  readonly isClosed: () => boolean;
};

/** @param delayMs how long what is said waits in the leg before it is pulled, as in a jitter buffer */
export function createFakeLeg(id: TrackId, delayMs = 0): FakeLeg {
  const heard: number[] = [];
  let saying = new Int16Array(0);
  let closed = false;
  let waiting: Int16Array[] = [];
  return {
    id,
    kind: 'webrtc',
    delayMs,
    say: (sound) => {
      saying = Int16Array.from(sound);
    },
    heard: () => Int16Array.from(heard),
    isClosed: () => closed,
    pull(block) {
      const next = new Int16Array(block.length);
      next.set(saying.subarray(0, block.length));
      saying = saying.slice(block.length);
      waiting = [...waiting, next];
      block.fill(0);
      if (waiting.length > delayMs / 20) block.set(waiting.shift() ?? next);
    },
    push: (block) => heard.push(...block),
    close: () => {
      closed = true;
    },
  };
}
