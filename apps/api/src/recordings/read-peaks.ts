import { open } from 'node:fs/promises';
import { decodeWavSamples, PeakCollector, parseWavHeader } from '@callwright/audio';
import type { StoredPeaks } from './recordings.repository.js';

/** Slices of a second that the player draws. */
const PEAKS_PER_SECOND = 20;
const HEAD_BYTES = 4096;
const FRAMES_A_READ = 65_536;

/**
 * The waveform of a recording, read piece by piece: memory does not grow with its length.
 * @throws AudioError when it is no WAV file, or whatever the file system says
 */
export const readPeaks = async (path: string): Promise<StoredPeaks> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
    await file.read(head, 0, head.length, 0);
    const header = parseWavHeader(head, size);
    const collector = new PeakCollector(header.rateHz, header.channelCount, PEAKS_PER_SECOND);
    const buffer = Buffer.alloc(FRAMES_A_READ * header.bytesPerFrame);
    for (let at = 0; at < header.dataBytes; at += buffer.length) {
      const wanted = Math.min(buffer.length, header.dataBytes - at);
      const { bytesRead } = await file.read(buffer, 0, wanted, header.dataOffset + at);
      collector.add(decodeWavSamples(header, buffer.subarray(0, bytesRead - (bytesRead % header.bytesPerFrame))));
      if (bytesRead < wanted) break;
    }
    const { perSecond, channels } = collector.peaks();
    return { perSecond, caller: channels[0] ?? [], callee: channels[1] ?? [] };
  } finally {
    await file.close();
  }
};
