import type { SoundFormat } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import decode from 'audio-decode';

/** A piece of sound: one array for each channel, of equal length, -1 to 1. */
export type SoundPiece = { readonly rateHz: number; readonly channels: readonly Float32Array[] };

/** Bytes decoded at a time: even a file made to be a bomb gives no more than some ten MB for so few. */
const CHUNK_BYTES = 4096;

/**
 * Decodes a sound file piece by piece.
 * @throws AppError `media.promptUnreadable` when it is damaged, or not what its first bytes say
 */
export async function* decodeSound(bytes: Uint8Array, format: SoundFormat): AsyncGenerator<SoundPiece> {
  const decoder = await decode[format]().catch(damaged);
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
      yield* piecesOf(await decoded(() => decoder(bytes.slice(at, at + CHUNK_BYTES))));
    yield* piecesOf(await decoded(() => decoder()));
  } finally {
    decoder.free();
  }
}

type Chunk = { readonly channelData: readonly Float32Array[]; readonly sampleRate: number };

/** Decoders throw at once or later, as each likes. */
const decoded = async (work: () => Chunk | Promise<Chunk>): Promise<Chunk> => {
  try {
    return await work();
  } catch (cause) {
    return damaged(cause);
  }
};

function* piecesOf({ channelData, sampleRate }: Chunk): Generator<SoundPiece> {
  if ((channelData[0]?.length ?? 0) > 0) yield { rateHz: sampleRate, channels: channelData };
}

const damaged = (cause: unknown): never => {
  throw new AppError('media.promptUnreadable', 'The file is damaged, or not what it says it is.', { cause });
};
