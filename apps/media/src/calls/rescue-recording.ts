import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWavHeader, repairedWavHeader, WAV_HEADER_BYTES } from '@callwright/audio';
import type { RecordingSummary } from '../link/messages.js';

/**
 * The recording of a call whose sound process died, made playable: its header is set right from the file's length.
 * @param file below `recordingsDir`
 * @param endedAtMs when the sound stopped, in ms since the epoch; its beginning follows from its length
 * @returns null when there is no file or it holds no sound
 */
export const rescueRecording = async (
  recordingsDir: string,
  file: string,
  endedAtMs: number,
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
    const durationMs = (frameCount * 1000) / rateHz;
    return { file, durationMs, rateHz, startedAtMs: endedAtMs - durationMs, sizeBytes };
  } finally {
    await handle.close();
  }
};
