import { saturate } from './block.js';
import { decodeG711 } from './g711.js';
import { formatWavHeader, parseWavHeader, WAV_HEADER_BYTES, type WavEncoding, type WavHeader } from './wav-header.js';

/** A sound file in memory: one array of samples for each channel, all of equal length. */
export type WavSound = { readonly rateHz: number; readonly channels: readonly Int16Array[] };

/**
 * Reads a whole WAV file, of any rate and encoding of {@link WavEncoding}.
 * @throws AudioError `audio.badWav`, `audio.unsupportedWav`
 */
export function readWav(bytes: Uint8Array): WavSound {
  const header = parseWavHeader(bytes);
  const samples = decodeWavSamples(header, bytes.subarray(header.dataOffset, header.dataOffset + header.dataBytes));
  return { rateHz: header.rateHz, channels: splitChannels(samples, header.channelCount) };
}

/** A whole WAV file of 16-bit samples. Channels of unequal length are filled up with silence. */
export function writeWav({ rateHz, channels }: WavSound): Uint8Array {
  const frameCount = Math.max(0, ...channels.map((channel) => channel.length));
  const dataBytes = frameCount * channels.length * 2;
  const bytes = new Uint8Array(WAV_HEADER_BYTES + dataBytes);
  bytes.set(formatWavHeader(rateHz, channels.length, dataBytes));
  const view = new DataView(bytes.buffer, WAV_HEADER_BYTES);
  for (const [index, channel] of channels.entries())
    for (let i = 0; i < channel.length; i++) view.setInt16((i * channels.length + index) * 2, channel[i] ?? 0, true);
  return bytes;
}

/**
 * The samples of a slice of a file's data, channels interleaved as they are stored.
 * @param bytes whole frames; a rest that is no whole sample is left out
 */
export function decodeWavSamples({ encoding }: Pick<WavHeader, 'encoding'>, bytes: Uint8Array): Int16Array {
  return decoders[encoding](bytes);
}

/** Parts interleaved samples into one array a channel. */
export function splitChannels(interleaved: Int16Array, channelCount: number): readonly Int16Array[] {
  if (channelCount === 1) return [interleaved];
  const frameCount = Math.floor(interleaved.length / channelCount);
  return Array.from({ length: channelCount }, (_, channel) => {
    const samples = new Int16Array(frameCount);
    for (let i = 0; i < frameCount; i++) samples[i] = interleaved[i * channelCount + channel] ?? 0;
    return samples;
  });
}

/** The average of all channels: what a telephone makes of stereo. */
export function toMono(channels: readonly Int16Array[]): Int16Array {
  const [first, ...others] = channels;
  if (first === undefined) return new Int16Array(0);
  if (others.length === 0) return first;
  return first.map((_, i) => saturate(channels.reduce((sum, channel) => sum + (channel[i] ?? 0), 0) / channels.length));
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function each(bytes: Uint8Array, sizeBytes: number, sampleAt: (view: DataView, at: number) => number): Int16Array {
  const view = viewOf(bytes);
  const out = new Int16Array(Math.floor(bytes.length / sizeBytes));
  for (let i = 0; i < out.length; i++) out[i] = sampleAt(view, i * sizeBytes);
  return out;
}

// Stored as this machine has them in memory, which is every machine we run on: one copy, not a call for each sample.
// A prompt of 20 s is read on the pacer's own thread.
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
function copyPcm16(bytes: Uint8Array): Int16Array {
  if (!IS_LITTLE_ENDIAN) return each(bytes, 2, (view, at) => view.getInt16(at, true));
  const out = new Int16Array(bytes.length >> 1);
  new Uint8Array(out.buffer).set(bytes.subarray(0, out.byteLength));
  return out;
}

const decoders: { readonly [Encoding in WavEncoding]: (bytes: Uint8Array) => Int16Array } = {
  pcm8: (bytes) => Int16Array.from(bytes, (byte) => (byte - 128) << 8),
  pcm16: copyPcm16,
  pcm24: (bytes) => each(bytes, 3, (view, at) => view.getInt16(at + 1, true)),
  pcm32: (bytes) => each(bytes, 4, (view, at) => view.getInt16(at + 2, true)),
  float32: (bytes) => each(bytes, 4, (view, at) => saturate(view.getFloat32(at, true) * 32_768)),
  float64: (bytes) => each(bytes, 8, (view, at) => saturate(view.getFloat64(at, true) * 32_768)),
  mulaw: (bytes) => decodeG711('mulaw', bytes),
  alaw: (bytes) => decodeG711('alaw', bytes),
};
