/** How sound is written in the bytes of a connection: `l16` is PCM of 16 bits, little endian (not as RFC 3551 has it). */
export type FrameFormat = {
  readonly codec: 'l16' | 'pcmu' | 'pcma' | 'g722';
  /** Of `l16`: 8000, 16000, 24000, 48000 or 64000 Hz; of the others as they are (8000; 16000 for G.722). */
  readonly rateHz: number;
};

/** Bytes of 20 ms, in the format that was agreed on. */
export type OnFrames = (bytes: Uint8Array) => void;

/** A caller whose sound comes and goes as bytes of a connection that the call process holds. */
export type FrameSound = {
  readonly codec: string;
  /** Of the stream: 8000 or 16000 Hz, whatever the bytes have. */
  readonly rateHz: number;
  /**
   * What the caller says, in pieces of any length, as it is said: a little is kept against jitter, and of what comes too
   * fast the oldest is left out. Never throws.
   */
  readonly hear: (bytes: Uint8Array) => void;
};

/** A way by which somebody else hears a call, and may be heard in it. */
export type ForkOptions = {
  /** Unique in its call. */
  readonly forkId: string;
  /** `stereo`: the caller left, our side right, sample by sample. */
  readonly hears: 'caller' | 'callee' | 'mixed' | 'stereo' | 'nobody';
  readonly format: FrameFormat;
  /** How what is played through the fork is written; absent: nothing may be. */
  readonly speaks?: FrameFormat;
  /** Sound that waits to be played, in ms; what is more is refused. Default 60,000. */
  readonly maxBufferedMs?: number;
};

/** What a fork tells. */
export type ForkListener = {
  /** Every 20 ms while it is not paused. */
  readonly onFrames: OnFrames;
  /** What was played before this mark has been heard, or was cleared. */
  readonly onMark: (name: string, end: 'played' | 'cleared') => void;
  /** Sound was refused since too much waits. */
  readonly onOverflow: () => void;
};

/** An open fork. Nothing in it throws; after the end of the call nothing happens. */
export type Fork = {
  /** Adds sound, of any length, after what waits to be played. It is heard by the caller beside what the call itself plays. */
  readonly play: (bytes: Uint8Array) => void;
  /** Told by `onMark` when everything before it has been played. At most 1000 at a time. */
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
