import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWavHeader, repairedWavHeader, WAV_HEADER_BYTES } from '@callwright/audio';
import type { RecordingSummary } from '../link/messages.js';
import { closedSegments, readNote, removeNote, type UnfinishedNote } from '../link/unfinished-note.js';

/** When the sound of a recording began and ended, in ms since the epoch. */
export type RecordedTime = { readonly startedAtMs: number | null; readonly endedAtMs: number };

/**
 * The recording of a call whose sound process died, made playable: its header is set right from the file's length.
 * The note that lay beside it is gone afterwards.
 * @param file below `recordingsDir`
 * @param time the note knows better when it began; a beginning nobody knows follows from the end and the length
 * @returns null when there is no file or it holds no sound
 * @throws AudioError when it is no WAV file
 */
export const rescueRecording = async (
  recordingsDir: string,
  file: string,
  time: RecordedTime,
): Promise<RecordingSummary | null> => {
  const path = join(recordingsDir, file);
  const note = await readNote(path);
  const sound = await repair(path);
  await removeNote(path);
  if (sound === null) return null;
  const startedAtMs = note?.startedAtMs ?? time.startedAtMs ?? time.endedAtMs - sound.durationMs;
  return { file, ...sound, startedAtMs, ...(note && factsOf(note, sound.durationMs)) };
};

const repair = async (path: string): Promise<Pick<RecordingSummary, 'durationMs' | 'rateHz' | 'sizeBytes'> | null> => {
  const handle = await open(path, 'r+').catch(() => null); // Nothing was recorded.
  if (!handle) return null;
  try {
    const { size: sizeBytes } = await handle.stat();
    const head = new Uint8Array(WAV_HEADER_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (bytesRead < head.length) return null;
    const repaired = repairedWavHeader(head, sizeBytes);
    if (repaired) await handle.write(repaired, 0, repaired.length, 0);
    const { frameCount, rateHz } = parseWavHeader(repaired ?? head, sizeBytes);
    return frameCount === 0 ? null : { durationMs: (frameCount * 1000) / rateHz, rateHz, sizeBytes };
  } finally {
    await handle.close();
  }
};

const factsOf = ({ segments, format, channels }: UnfinishedNote, durationMs: number) => ({
  ...(segments && { segments: closedSegments(segments, durationMs) }),
  ...(format && { format }),
  ...(channels && { channels }),
});
