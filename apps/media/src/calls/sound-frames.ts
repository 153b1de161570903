import type { ForkOptions, FrameFormat, FrameOptions } from '../link/frame-format.js';

export type { ForkOptions, FrameFormat, FrameOptions };

/** Bytes of 20 ms, in the format that was agreed on; they may be kept: nobody writes to them afterwards. Must not throw. */
export type OnFrames = (bytes: Uint8Array) => void;

/** A caller whose sound comes and goes as bytes of a connection that the call process holds. */
export type FrameSound = {
  /** As SDP would name it: PCMU, PCMA, G722, L16. */
  readonly codec: string;
  /** Of the stream: 8000 or 16000 Hz, whatever the bytes have. */
  readonly rateHz: number;
  /**
   * What the caller says, in pieces of any length up to 200 ms, as it is said: a little is kept against jitter, and of what
   * comes too fast the oldest is left out. A sample may be cut in two. Copied within the call; never throws.
   */
  readonly hear: (bytes: Uint8Array) => void;
};

/** What a fork tells. Its functions must not throw. */
export type ForkListener = {
  /** Every 20 ms while it is not paused. Who hands it on keeps little, and drops the oldest when the far side does not read. */
  readonly onFrames: OnFrames;
  /** What was played before this mark has been heard, or was cleared. */
  readonly onMark: (name: string, end: 'played' | 'cleared') => void;
  /** Sound was refused since too much waits. */
  readonly onOverflow: () => void;
};

/** An open fork. Nothing in it throws; after the end of the call nothing happens. */
export type Fork = {
  /**
   * Adds sound, of any length, after what waits to be played; copied within the call. It is heard by the caller beside what
   * the call itself plays.
   */
  readonly play: (bytes: Uint8Array) => void;
  /** Told by `onMark` when everything before it has been played. At most 1000 at a time: one more is told as cleared. */
  readonly mark: (name: string) => void;
  /** Drops what waits to be played; its marks are told as `cleared`. */
  readonly clear: () => void;
  /** While paused `onFrames` is silent: with `silence`, it gets silence instead. */
  readonly pause: (isPaused: boolean, way?: 'nothing' | 'silence') => void;
  /** How much waits to be played, in ms. @throws AppError `call.ended`, `media.soundLost` */
  readonly bufferedMs: () => Promise<number>;
  /** May be called twice. */
  readonly close: () => Promise<void>;
};

/** Marks of a fork that may wait at a time. */
export const MAX_MARKS = 1000;
/** Forks that a call may have at a time. */
export const MAX_FORKS = 20;
