/** The two laws of ITU-T G.711. */
export type G711Law = 'mulaw' | 'alaw';

const MULAW_BIAS = 132; // G.711 §3: 33 on a 14-bit scale, here on 16 bits
const MULAW_CLIP = 32_635;

/** Segment of a magnitude: how often it can be halved before it fits into the lowest step. */
const segmentOf = (magnitude: number, lowest: number): number => Math.max(0, 31 - Math.clz32(magnitude) - lowest);

function mulawByte(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), MULAW_CLIP) + MULAW_BIAS;
  const segment = segmentOf(magnitude, 7);
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

function mulawSample(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + MULAW_BIAS) << ((bits >> 4) & 7)) - MULAW_BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
}

function alawByte(sample: number): number {
  // Table 1a of G.711 works on 13 bits; a negative value is one's complement, so that -1 lies next to 0.
  const reduced = sample >> 3;
  const magnitude = reduced < 0 ? ~reduced : reduced;
  const segment = segmentOf(magnitude, 4);
  const mantissa = (segment < 2 ? magnitude >> 1 : magnitude >> segment) & 0x0f;
  return ((reduced < 0 ? 0x00 : 0x80) | (segment << 4) | mantissa) ^ 0x55;
}

function alawSample(byte: number): number {
  const bits = byte ^ 0x55;
  const segment = (bits >> 4) & 7;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? mantissa : (mantissa + 256) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

const encodeTable = (encode: (sample: number) => number): Uint8Array =>
  Uint8Array.from({ length: 65_536 }, (_, index) => encode(index - 32_768));
const decodeTable = (decode: (byte: number) => number): Int16Array =>
  Int16Array.from({ length: 256 }, (_, byte) => decode(byte));

const encodeTables: { readonly [Law in G711Law]: Uint8Array } = {
  mulaw: encodeTable(mulawByte),
  alaw: encodeTable(alawByte),
};
const decodeTables: { readonly [Law in G711Law]: Int16Array } = {
  mulaw: decodeTable(mulawSample),
  alaw: decodeTable(alawSample),
};

/**
 * Encodes samples, one byte each.
 * @param target where the bytes go, from its start; as long as `samples` or longer; absent: a new array
 */
export function encodeG711(
  law: G711Law,
  samples: Int16Array,
  target: Uint8Array = new Uint8Array(samples.length),
): Uint8Array {
  const table = encodeTables[law];
  for (let i = 0; i < samples.length; i++) target[i] = table[(samples[i] ?? 0) + 32_768] ?? 0;
  return target;
}

/**
 * Decodes bytes, one sample each.
 * @param target where the samples go, from its start; as long as `bytes` or longer; absent: a new array
 */
export function decodeG711(
  law: G711Law,
  bytes: Uint8Array,
  target: Int16Array = new Int16Array(bytes.length),
): Int16Array {
  const table = decodeTables[law];
  for (let i = 0; i < bytes.length; i++) target[i] = table[bytes[i] ?? 0] ?? 0;
  return target;
}
