import { formatWavHeader } from '@callwright/audio';
import type { SoundEncoder } from './sound-encoder.js';

/** A WAV file of 16-bit samples. */
export const createWavEncoder = (rateHz: number, channelCount: 1 | 2): SoundEncoder => {
  let dataBytes = 0;
  return {
    head: () => formatWavHeader(rateHz, channelCount, dataBytes),
    encode(channels) {
      const frameCount = channels[0]?.length ?? 0;
      const bytes = new Uint8Array(frameCount * channelCount * 2);
      const view = new DataView(bytes.buffer);
      for (const [index, channel] of channels.entries())
        for (let at = 0; at < frameCount; at++) view.setInt16((at * channelCount + index) * 2, channel[at] ?? 0, true);
      dataBytes += bytes.length;
      return bytes;
    },
    finish: () => new Uint8Array(0),
    close: () => undefined,
  };
};
