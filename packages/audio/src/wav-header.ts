import { AudioError } from './audio-error.js';

/** How samples are stored. */
export type WavEncoding = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'float64' | 'mulaw' | 'alaw';

/** What a WAV file says about itself; sizes as they are, not as a header cut off by a crash claims. */
export type WavHeader = {
  readonly encoding: WavEncoding;
  readonly rateHz: number;
  readonly channelCount: number;
  readonly bytesPerFrame: number;
  /** Where the samples begin in the file. */
  readonly dataOffset: number;
  /** Whole frames only, never beyond the end of the file. */
  readonly dataBytes: number;
  readonly frameCount: number;
};

/** Bytes of the header {@link formatWavHeader} writes. */
export const WAV_HEADER_BYTES = 44;

/** The largest sample data a WAV file can name; what is longer keeps this size in its header. */
const MAX_DATA_BYTES = 0xffff_ffff - 36;

/**
 * Header of a file of 16-bit samples.
 * @param dataBytes bytes of samples that follow
 */
export function formatWavHeader(rateHz: number, channelCount: number, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const known = Math.min(dataBytes, MAX_DATA_BYTES);
  writeTag(bytes, 0, 'RIFF');
  view.setUint32(4, 36 + known, true);
  writeTag(bytes, 8, 'WAVE');
  writeTag(bytes, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channelCount, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * channelCount * 2, true);
  view.setUint16(32, channelCount * 2, true);
  view.setUint16(34, 16, true);
  writeTag(bytes, 36, 'data');
  view.setUint32(40, known, true);
  return bytes;
}

/**
 * The first bytes of a recording of ours with its sizes set right from the length of the file: a process that was
 * killed leaves a header that lags behind its samples. Null when nothing is wrong with it, or when it is not of ours.
 * @param head at least the first {@link WAV_HEADER_BYTES} of the file
 * @throws AudioError when it is no WAV file
 */
export function repairedWavHeader(head: Uint8Array, fileBytes: number): Uint8Array | null {
  const { encoding, dataOffset, rateHz, channelCount, bytesPerFrame } = parseWavHeader(head, fileBytes);
  if (encoding !== 'pcm16' || dataOffset !== WAV_HEADER_BYTES) return null;
  // Our samples go to the end of the file, whatever the header had time to say.
  const frameCount = Math.floor((fileBytes - WAV_HEADER_BYTES) / bytesPerFrame);
  const fixed = formatWavHeader(rateHz, channelCount, frameCount * bytesPerFrame);
  return fixed.every((byte, at) => head[at] === byte) ? null : fixed;
}

/**
 * Reads the header of a WAV file.
 * @param head the beginning of the file, up to and including the start of its sample data
 * @param fileBytes length of the whole file; decides where a missing or lying size is concerned
 * @throws AudioError `audio.badWav` when it is none, `audio.unsupportedWav` when its samples are of no kind we know
 */
export function parseWavHeader(head: Uint8Array, fileBytes = head.length): WavHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (tagAt(head, 0) !== 'RIFF' || tagAt(head, 8) !== 'WAVE')
    throw new AudioError('audio.badWav', 'It is no WAV file.');
  let format: Format | null = null;
  let at = 12;
  while (at + 8 <= head.length) {
    const tag = tagAt(head, at);
    const sizeBytes = view.getUint32(at + 4, true);
    if (tag === 'data') return headerOf(format, at + 8, sizeBytes, fileBytes);
    if (tag === 'fmt ') format = parseFormat(head, at + 8, sizeBytes);
    // Chunks are padded to an even length.
    at += 8 + sizeBytes + (sizeBytes & 1);
  }
  throw new AudioError('audio.badWav', 'The WAV file has no sample data.');
}

type Format = {
  readonly encoding: WavEncoding;
  readonly rateHz: number;
  readonly channelCount: number;
  readonly bytesPerFrame: number;
};

function headerOf(format: Format | null, dataOffset: number, claimedBytes: number, fileBytes: number): WavHeader {
  if (format === null) throw new AudioError('audio.badWav', 'The WAV file does not say how its samples are stored.');
  const present = Math.max(0, fileBytes - dataOffset);
  // Streaming writers leave 0 or 0xFFFFFFFF, a crash leaves less than there is; data that follows us is ours.
  const trusted = claimedBytes === 0 || claimedBytes > present ? present : claimedBytes;
  const frameCount = Math.floor(trusted / format.bytesPerFrame);
  return { ...format, dataOffset, dataBytes: frameCount * format.bytesPerFrame, frameCount };
}

function parseFormat(head: Uint8Array, at: number, sizeBytes: number): Format {
  if (sizeBytes < 16 || at + 16 > head.length)
    throw new AudioError('audio.badWav', 'The WAV format chunk is too short.');
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const tag = view.getUint16(at, true);
  const bits = view.getUint16(at + 14, true);
  // WAVE_FORMAT_EXTENSIBLE keeps the real tag in the first two bytes of its sub-format.
  const realTag = tag === 0xfffe && sizeBytes >= 40 && at + 26 <= head.length ? view.getUint16(at + 24, true) : tag;
  const encoding = encodings[`${realTag}/${bits}`];
  if (encoding === undefined)
    throw new AudioError('audio.unsupportedWav', `WAV format ${realTag} with ${bits} bits is not supported.`);
  const channelCount = view.getUint16(at + 2, true);
  const rateHz = view.getUint32(at + 4, true);
  if (channelCount < 1 || channelCount > 32 || rateHz < 1000 || rateHz > 384_000)
    throw new AudioError('audio.badWav', `A WAV file of ${channelCount} channels at ${rateHz} Hz makes no sense.`);
  return { encoding, rateHz, channelCount, bytesPerFrame: channelCount * (bits / 8) };
}

const encodings: { readonly [tagAndBits: string]: WavEncoding } = {
  '1/8': 'pcm8',
  '1/16': 'pcm16',
  '1/24': 'pcm24',
  '1/32': 'pcm32',
  '3/32': 'float32',
  '3/64': 'float64',
  '6/8': 'alaw',
  '7/8': 'mulaw',
};

const tagAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

function writeTag(bytes: Uint8Array, at: number, tag: string): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = tag.charCodeAt(i);
}
