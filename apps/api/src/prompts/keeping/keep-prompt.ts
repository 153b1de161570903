import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AudioError, claimsTooManySamples, parseWavHeader, type SoundFormat, soundFormatOf } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import { decodeSound } from './decode-sound.js';
import { WavWriter } from './wav-writer.js';

/** An uploaded file and where its sound is to be. */
export type PromptJob = { readonly bytes: Uint8Array; readonly path: string };
/** What is kept of it. */
export type KeptPrompt = { readonly durationMs: number; readonly sizeBytes: number };

/**
 * Keeps an uploaded sound file as WAV, which calls read piece by piece. A WAV file of plain samples stays byte for byte
 * what it is; others are decoded, with their own rate and up to two channels, 16 bit. The file has its name only when it
 * is whole. Blocks its thread, for a second or so a minute of sound.
 * @throws AppError `media.promptUnreadable` when it is no sound, or longer than may be; nothing is left behind then
 */
export const keepPrompt = async ({ bytes, path }: PromptJob): Promise<KeptPrompt> => {
  const format = soundFormatOf(bytes);
  if (format === null) throw unreadable('The file is in no format that can be played.');
  if (format === 'm4a' && claimsTooManySamples(bytes)) throw unreadable('The file claims to be longer than it is.');
  const unfinished = `${path}.unfinished`;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(unfinished, 'w');
  try {
    const kept = await writeInto(file, bytes, format);
    if (kept.durationMs === 0) throw unreadable('There is no sound in the file.');
    await file.close();
    await rename(unfinished, path);
    return kept;
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
};

const writeInto = async (file: FileHandle, bytes: Uint8Array, format: SoundFormat): Promise<KeptPrompt> => {
  const plainMs = format === 'wav' ? plainDurationMs(bytes) : null;
  if (plainMs !== null) {
    await file.writeFile(bytes);
    return { durationMs: plainMs, sizeBytes: bytes.length };
  }
  const writer = new WavWriter(file);
  for await (const sound of decodeSound(bytes, format)) await writer.add(sound);
  return writer.finish();
};

/** How long a WAV file of plain samples is; null when its samples have to be decoded. */
const plainDurationMs = (bytes: Uint8Array): number | null => {
  try {
    const { frameCount, rateHz } = parseWavHeader(bytes);
    return Math.round((frameCount * 1000) / rateHz);
  } catch (cause) {
    if (!(cause instanceof AudioError)) throw cause;
    if (cause.code === 'audio.unsupportedWav') return null;
    throw unreadable(cause.message);
  }
};

const unreadable = (sentence: string): AppError => new AppError('media.promptUnreadable', sentence);
