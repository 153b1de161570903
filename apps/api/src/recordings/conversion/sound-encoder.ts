import type { RecorderOption } from '@callwright/protocol';
import { createMp3Encoder } from './mp3-encoder.js';
import { createOggOpusEncoder } from './ogg-opus-encoder.js';
import { createWavEncoder } from './wav-encoder.js';

/** What a finished recording may be. */
export type RecordingFormat = NonNullable<RecorderOption['format']>;
export type RecordingChannels = NonNullable<RecorderOption['channels']>;

/** Turns sound into the bytes of a file, piece by piece. */
export type SoundEncoder = {
  /** What stands at the beginning of the file: of one length always, and right when all has been encoded. */
  readonly head: () => Uint8Array;
  /** @param channels of equal length, signed 16 bit @returns bytes that follow, a copy */
  readonly encode: (channels: readonly Int16Array[]) => Uint8Array;
  /** @returns the last bytes; nothing may be encoded afterwards */
  readonly finish: () => Uint8Array;
  readonly close: () => void;
};

/** Endings of files, by format. */
export const ENDINGS: Readonly<Record<RecordingFormat, string>> = { wav: 'wav', mp3: 'mp3', opus: 'ogg' };

/** What files are sent as, by format (RFC 3003, RFC 7845 §9). */
export const CONTENT_TYPES: Readonly<Record<RecordingFormat, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  opus: 'audio/ogg; codecs=opus',
};

const encoders = { wav: createWavEncoder, mp3: createMp3Encoder, opus: createOggOpusEncoder } as const;

/** @throws Error when the encoder knows no such rate */
export const createSoundEncoder = async (
  format: RecordingFormat,
  rateHz: number,
  channelCount: 1 | 2,
): Promise<SoundEncoder> => encoders[format](rateHz, channelCount);
