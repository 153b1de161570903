import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWavHeader, repairedWavHeader, WAV_HEADER_BYTES } from '@callwright/audio';
import type { RecordingSummary } from '../link/messages.js';

/** When the sound of a recording began and ended, in ms since the epoch. */
export type RecordedTime = { readonly startedAtMs: number | null; readonly endedAtMs: number };

/**
 * The recording of a call whose sound process died, made playable: its header is set right from the file's length.
 * @param file below `recordingsDir`
 * @param time a beginning that is not known follows from the end and the length
 * @returns null when there is no file or it holds no sound
 * @throws AudioError when it is no WAV file
 */
export const rescueRecording = async (
  recordingsDir: string,
  file: string,
  time: RecordedTime,
): Promise<RecordingSummary | null> => {
  const handle = await open(join(recordingsDir, file), 'r+').catch(() => null); // Nothing was recorded.
  if (!handle) return null;
  try {
    const { size: sizeBytes } = await handle.stat();
    const head = new Uint8Array(WAV_HEADER_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (bytesRead < head.length) return null;
    const repaired = repairedWavHeader(head, sizeBytes);
    if (repaired) await handle.write(repaired, 0, repaired.length, 0);
    const { frameCount, rateHz } = parseWavHeader(repaired ?? head, sizeBytes);
    if (frameCount === 0) return null;
    const durationMs = (frameCount * 1000) / rateHz;
    return { file, durationMs, rateHz, startedAtMs: time.startedAtMs ?? time.endedAtMs - durationMs, sizeBytes };
  } finally {
    await handle.close();
  }
};
