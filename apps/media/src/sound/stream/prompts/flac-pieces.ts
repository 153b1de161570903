/** A decoder gives no more at a time: 16 MB of sound. Frames of some 20 bytes may hold half a million samples each. */
const MOST_SAMPLES = 4 * 1024 * 1024;
/** RFC 9639 §9.1: two bytes of sync, one of length and rate, one of channels; then the number and what the codes ask for. */
const HEAD_BYTES = 4;

/**
 * Where a piece of a FLAC file ends that can be decoded at once: before the frames that begin in it claim to hold too much
 * sound, all channels counted. What only looks like a frame counts as well, which makes pieces shorter and harms nobody.
 * @param at where the piece begins @param mostBytes how long it may be at most
 */
export function flacPieceEnd(bytes: Uint8Array, at: number, mostBytes: number): number {
  const end = Math.min(bytes.length, at + mostBytes);
  let sampleCount = 0;
  for (let from = at; from + HEAD_BYTES < end; from += 1) {
    if (bytes[from] !== 0xff || ((bytes[from + 1] ?? 0) & 0xfe) !== 0xf8) continue;
    sampleCount += claimedSamples(bytes, from);
    if (sampleCount > MOST_SAMPLES && from > at) return from;
  }
  return end;
}

/** Samples of all channels that a frame says it holds (RFC 9639 §9.1.1 and §9.1.3). */
function claimedSamples(bytes: Uint8Array, at: number): number {
  const channelCode = (bytes[at + 3] ?? 0) >> 4;
  const channelCount = channelCode < 8 ? channelCode + 1 : 2;
  return blockLength(bytes, at) * channelCount;
}

function blockLength(bytes: Uint8Array, at: number): number {
  const code = (bytes[at + 2] ?? 0) >> 4;
  if (code === 1) return 192;
  if (code >= 8) return 2 ** code;
  if (code !== 6 && code !== 7) return code === 0 ? 0 : 144 * 2 ** code;
  const behind = at + HEAD_BYTES + numberBytes(bytes[at + HEAD_BYTES] ?? 0);
  const low = bytes[behind] ?? 0xff;
  return code === 6 ? low + 1 : low * 256 + (bytes[behind + 1] ?? 0xff) + 1;
}

/** How long the number of a frame is: as many bytes as its first has leading ones, as in UTF-8. */
const numberBytes = (first: number): number => Math.max(1, Math.clz32(~(first << 24)));
