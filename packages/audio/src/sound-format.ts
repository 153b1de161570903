/** Formats of sound files, as the decoder calls them; `oga` is Ogg with Vorbis. */
export type SoundFormat = 'mp3' | 'flac' | 'opus' | 'oga' | 'm4a' | 'wav' | 'aac' | 'aiff' | 'caf' | 'webm' | 'amr';

/** How much of a file tells its format. */
const HEAD_BYTES = 512;
/** `stsz`, as one number. */
const STSZ = 0x7374_737a;

/**
 * What a file is, by its first bytes: neither its name nor what a server says of it counts.
 * @returns null when it is nothing that can be played
 */
export function soundFormatOf(bytes: Uint8Array): SoundFormat | null {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  if (head.startsWith('ID3')) return soundFormatOf(bytes.subarray(id3Bytes(bytes))) ?? 'mp3';
  if (head.startsWith('OggS')) return oggFormatOf(head);
  return signatures.find(({ pattern }) => pattern.test(head))?.format ?? null;
}

/**
 * Whether an M4A file has a table of sample sizes (ISO/IEC 14496-12 §8.7.3.2) of more samples than the file has bytes: a
 * decoder that believed it would fill the memory.
 */
export function claimsTooManySamples(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 16 <= bytes.length; at++) {
    if (bytes[at] !== 0x73 || view.getUint32(at) !== STSZ) continue;
    if (view.getUint32(at + 12) > bytes.length) return true;
  }
  return false;
}

function oggFormatOf(head: string): SoundFormat | null {
  if (head.includes('OpusHead')) return 'opus';
  if (head.includes('\x01vorbis')) return 'oga';
  return head.includes('\x7fFLAC') ? 'flac' : null;
}

/** Bytes of an ID3v2 tag: a header of ten, whose last four hold seven bits of the size each (id3.org, ID3v2.4 §3.1). */
function id3Bytes(bytes: Uint8Array): number {
  return bytes.subarray(6, 10).reduce((size, byte) => size * 128 + (byte & 0x7f), 0) + 10;
}

/** In this order: an ADTS frame looks like one of MPEG layer 0. */
const signatures: readonly { readonly pattern: RegExp; readonly format: SoundFormat }[] = [
  { pattern: /^RIFF....WAVE/s, format: 'wav' },
  { pattern: /^FORM....AIF[FC]/s, format: 'aiff' },
  { pattern: /^fLaC/, format: 'flac' },
  { pattern: /^....ftyp/s, format: 'm4a' },
  { pattern: /^.E\xdf\xa3/s, format: 'webm' },
  { pattern: /^caff/, format: 'caf' },
  { pattern: /^#!AMR/, format: 'amr' },
  { pattern: /^\xff[\xf0\xf1\xf8\xf9]/, format: 'aac' },
  { pattern: /^\xff[\xe2-\xff]/, format: 'mp3' },
];
