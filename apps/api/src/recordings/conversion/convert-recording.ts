import { open, rename, rm } from 'node:fs/promises';
import { decodeWavSamples, parseWavHeader, splitChannels, toMono, type WavHeader } from '@callwright/audio';
import {
  createSoundEncoder,
  type RecordingChannels,
  type RecordingFormat,
  type SoundEncoder,
} from './sound-encoder.js';

/** A recording and what it is to be turned into. */
export type ConversionJob = {
  readonly from: string;
  /** Another file than `from`; one that is there is replaced. */
  readonly to: string;
  readonly format: RecordingFormat;
  readonly channels: RecordingChannels;
};
/** What came of it. */
export type ConversionResult = { readonly sizeBytes: number };

type File = Awaited<ReturnType<typeof open>>;

const HEAD_BYTES = 4096;
const PIECE_MS = 1000;

/**
 * Turns a WAV file into another file, a second at a time: memory does not grow with its length. The new file has its
 * name only when it is whole and on the disk; the old one stays.
 * @param onProgress told of every further percent, 0 to 100
 * @throws AudioError when it is no WAV file, or whatever the file system says; nothing is left behind then
 */
export const convertRecording = async (
  { from, to, format, channels }: ConversionJob,
  onProgress: (percent: number) => void,
): Promise<ConversionResult> => {
  const unfinished = `${to}.part`;
  const source = await open(from, 'r');
  try {
    const header = await readHeader(source);
    const channelCount = channels === 'mono' || header.channelCount === 1 ? 1 : 2;
    const encoder = await createSoundEncoder(format, header.rateHz, channelCount);
    const target = await open(unfinished, 'w', 0o600);
    try {
      await encodeAll({ source, header, encoder, target, isMono: channelCount === 1 }, onProgress);
      await target.sync();
      const { size: sizeBytes } = await target.stat();
      await rename(unfinished, to);
      return { sizeBytes };
    } finally {
      encoder.close();
      await target.close();
    }
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await source.close();
  }
};

type Work = {
  readonly source: File;
  readonly header: WavHeader;
  readonly encoder: SoundEncoder;
  readonly target: File;
  readonly isMono: boolean;
};

const encodeAll = async (work: Work, onProgress: (percent: number) => void): Promise<void> => {
  const { header, encoder, target, isMono } = work;
  await target.write(encoder.head());
  let percent = 0;
  for await (const { samples, doneBytes } of piecesOf(work)) {
    const channels = splitChannels(samples, header.channelCount);
    await writeAll(target, encoder.encode(isMono ? [toMono(channels)] : channels));
    const now = Math.floor((doneBytes * 100) / header.dataBytes);
    if (now > percent) onProgress(now);
    percent = now;
  }
  await writeAll(target, encoder.finish());
  const head = encoder.head();
  await target.write(head, 0, head.length, 0);
};

async function* piecesOf({ source, header }: Work) {
  const { dataOffset, dataBytes, rateHz, bytesPerFrame } = header;
  const pieceBytes = ((rateHz * PIECE_MS) / 1000) * bytesPerFrame;
  for (let at = 0; at < dataBytes; ) {
    const piece = Buffer.alloc(Math.min(pieceBytes, dataBytes - at));
    const { bytesRead } = await source.read(piece, 0, piece.length, dataOffset + at);
    const wholeBytes = bytesRead - (bytesRead % bytesPerFrame);
    if (wholeBytes === 0) return;
    at += wholeBytes;
    yield { samples: decodeWavSamples(header, piece.subarray(0, wholeBytes)), doneBytes: at };
  }
}

const readHeader = async (source: File): Promise<WavHeader> => {
  const { size } = await source.stat();
  const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
  await source.read(head, 0, head.length, 0);
  return parseWavHeader(head, size);
};

/** A disk that is nearly full takes a part, and says so without an error. */
const writeAll = async (target: File, bytes: Uint8Array): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await target.write(bytes, done);
    if (bytesWritten === 0) throw new Error('The disk takes nothing.');
    done += bytesWritten;
  }
};
