/** What the first frame of an MP3 file tells of the others. */
export type Mp3Facts = {
  readonly rateHz: number;
  readonly channelCount: 1 | 2;
  /** Of one channel, as they went into the encoder. */
  readonly sampleCount: number;
  readonly encodedBytes: number;
  /** In kbit/s, constant. */
  readonly bitrate: number;
};

/** ISO 11172-3 and 13818-3 table B.2.1, in kbit/s, by the index in the frame's header. */
const BITRATES_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160];
const BITRATES_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128];
/** By version as the header has it: 3 is MPEG-1, 2 is MPEG-2, 0 is MPEG-2.5. */
const RATES = new Map([
  [44_100, { version: 3, index: 0 }],
  [48_000, { version: 3, index: 1 }],
  [22_050, { version: 2, index: 0 }],
  [24_000, { version: 2, index: 1 }],
  [16_000, { version: 2, index: 2 }],
  [11_025, { version: 0, index: 0 }],
  [12_000, { version: 0, index: 1 }],
  [8000, { version: 0, index: 2 }],
]);
/** LAME's own; a decoder adds 529 of its own, and knows that. */
const ENCODER_DELAY = 576;
/** Header, side information, `Info` with all its fields, and LAME's extension. */
const MIN_BYTES = 200;
const TOC_LENGTH = 100;

/** Samples of one channel in a frame. */
const samplesPerFrame = (rateHz: number): number => (versionOf(rateHz).version === 3 ? 1152 : 576);

/**
 * A frame without sound that tells how long the file is, and how many samples the encoder put before and behind what it
 * was given: players leave those out, so that times in the file are those of the call.
 * @throws Error for a rate MP3 does not have
 */
export const formatInfoFrame = (facts: Mp3Facts): Uint8Array => {
  const { rateHz, channelCount, sampleCount, encodedBytes, bitrate } = facts;
  const { header, sizeBytes } = headerOf(rateHz, channelCount);
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header);
  const perFrame = samplesPerFrame(rateHz);
  // Frames are of one length but for a byte, which makes up for the fraction.
  const frameCount = Math.round(encodedBytes / (bitrate * bytesPerKbit(rateHz)));
  const padding = Math.min(0xfff, Math.max(0, frameCount * perFrame - ENCODER_DELAY - sampleCount));
  let at = 4 + sideInfoBytes(perFrame, channelCount);
  const text = (words: string): void => {
    for (const letter of words) bytes[at++] = letter.charCodeAt(0);
  };
  text('Info');
  // Frames, bytes, table of contents and quality are all there.
  view.setUint32(at, 0xf);
  view.setUint32(at + 4, frameCount);
  view.setUint32(at + 8, encodedBytes + sizeBytes);
  for (let part = 0; part < TOC_LENGTH; part++) bytes[at + 12 + part] = Math.floor((part * 256) / TOC_LENGTH);
  at += 12 + TOC_LENGTH + 4;
  text('LAME3.100');
  bytes[at] = 0x01;
  // Method, lowpass, peak, two gains, flags and bitrate come before the two numbers of twelve bits.
  view.setUint32(at + 12, ((ENCODER_DELAY << 12) | padding) << 8);
  return bytes;
};

/** Bytes of a frame for every kbit/s; not a whole number at every rate. */
const bytesPerKbit = (rateHz: number): number => (samplesPerFrame(rateHz) / 8) * (1000 / rateHz);

const versionOf = (rateHz: number): { readonly version: number; readonly index: number } => {
  const known = RATES.get(rateHz);
  if (known === undefined) throw new Error(`MP3 has no rate of ${rateHz} Hz.`);
  return known;
};

const headerOf = (rateHz: number, channelCount: 1 | 2): { readonly header: number; readonly sizeBytes: number } => {
  const { version, index } = versionOf(rateHz);
  const bitrates = version === 3 ? BITRATES_MPEG1 : BITRATES_MPEG2;
  const sizes = bitrates.map((kbit) => Math.floor(kbit * bytesPerKbit(rateHz)));
  const bitrateIndex = sizes.findIndex((size) => size >= MIN_BYTES);
  const sizeBytes = sizes[bitrateIndex] ?? 0;
  // Sync, version, layer III, no checksum; then bitrate, rate, and joint stereo or mono.
  const mode = channelCount === 1 ? 3 : 1;
  const first = 0xffe2_0000 | (version << 19) | (1 << 16);
  return { header: (first | (bitrateIndex << 12) | (index << 10) | (mode << 6)) >>> 0, sizeBytes };
};

/** ISO 11172-3 §2.4.1.7, 13818-3 §2.4.1.7. */
const sideInfoBytes = (perFrame: number, channelCount: 1 | 2): number => {
  if (perFrame === 1152) return channelCount === 1 ? 17 : 32;
  return channelCount === 1 ? 9 : 17;
};
