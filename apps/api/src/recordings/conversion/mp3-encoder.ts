import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { int16ToFloat } from '@callwright/audio';
import { createEncoder } from 'wasm-media-encoders';
import { formatInfoFrame } from './mp3-info-frame.js';
import type { SoundEncoder } from './sound-encoder.js';

/** Enough for speech; two sides of a call seldom speak at once. */
const bitrateOf = (rateHz: number, channelCount: 1 | 2): 32 | 48 | 64 | 96 => {
  if (rateHz <= 24_000) return channelCount === 1 ? 32 : 64;
  return channelCount === 1 ? 48 : 96;
};

/** Those recordings come in; without being told LAME would choose a lower one. */
const rates = [8000, 16_000, 24_000, 44_100, 48_000] as const;

/** MP3 of constant bitrate (LAME). The file says how much its encoder put before and behind, so that times stay exact. */
export const createMp3Encoder = async (rateHz: number, channelCount: 1 | 2): Promise<SoundEncoder> => {
  const wasm = await readFile(fileURLToPath(import.meta.resolve('wasm-media-encoders/wasm/mp3')));
  const encoder = await createEncoder('audio/mpeg', wasm);
  const outputSampleRate = rates.find((known) => known === rateHz);
  if (outputSampleRate === undefined) throw new Error(`No recording is made an MP3 of ${rateHz} Hz.`);
  const bitrate = bitrateOf(rateHz, channelCount);
  encoder.configure({ sampleRate: rateHz, outputSampleRate, channels: channelCount, bitrate });
  let sampleCount = 0;
  let encodedBytes = 0;
  const taken = (bytes: Uint8Array): Uint8Array => {
    encodedBytes += bytes.length;
    return bytes.slice();
  };
  return {
    head: () => formatInfoFrame({ rateHz, channelCount, sampleCount, encodedBytes, bitrate }),
    encode(channels) {
      sampleCount += channels[0]?.length ?? 0;
      const [left = new Float32Array(0), right] = channels.map((channel) => int16ToFloat(channel));
      return taken(encoder.encode(right === undefined ? [left] : [left, right]));
    },
    // Its last frames are held back until two frames of silence have pushed everything out.
    finish: () => taken(encoder.finalize()),
    close: () => undefined,
  };
};
