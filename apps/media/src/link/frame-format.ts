/** How sound is written in the bytes of a connection: `l16` is PCM of 16 bits, little endian (not as RFC 3551 has it). */
export type FrameFormat = {
  readonly codec: 'l16' | 'pcmu' | 'pcma' | 'g722';
  /** Of `l16`: 8000, 16000, 24000, 48000 or 64000 Hz; of the others as they are (8000; 16000 for G.722). */
  readonly rateHz: number;
};

/** How the sound of a caller comes and goes as bytes. */
export type FrameOptions = FrameFormat & {
  /** Keys are listened for in the sound; default true. Whoever is told of keys in another way says false. */
  readonly keysAreTones?: boolean;
  /** What is told of it in statistics; default false. */
  readonly isEncrypted?: boolean;
};

/** A way by which somebody else hears a call, and may be heard in it. */
export type ForkOptions = {
  /** Unique in its call. */
  readonly forkId: string;
  /** `stereo`: the caller left, our side right, sample by sample; not in G.722. */
  readonly hears: 'caller' | 'callee' | 'mixed' | 'stereo' | 'nobody';
  readonly format: FrameFormat;
  /** How what is played through the fork is written; absent: nothing may be. */
  readonly speaks?: FrameFormat;
  /** Sound that waits to be played, in ms; what is more is refused. Default 60,000. */
  readonly maxBufferedMs?: number;
};

/** How much may wait in a fork, in ms, where it does not say. */
export const FORK_BUFFERED_MS = 60_000;

/** Bytes of a second. */
export const bytesPerSecond = ({ codec, rateHz }: FrameFormat): number => (codec === 'l16' ? rateHz * 2 : 8000);

const RATES_HZ: Readonly<Record<FrameFormat['codec'], readonly number[]>> = {
  l16: [8000, 16_000, 24_000, 48_000, 64_000],
  pcmu: [8000],
  pcma: [8000],
  g722: [16_000],
};

/** Whether sound can be written so. */
export const isFrameFormat = ({ codec, rateHz }: FrameFormat): boolean => RATES_HZ[codec].includes(rateHz);
