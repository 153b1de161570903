/** Codecs of plain RTP. `l16` is of 16000 Hz, mono. */
export type SoundCodec = 'opus' | 'pcmu' | 'pcma' | 'g722' | 'l16';

/** How a codec is written in SDP, and by what number when nobody says (RFC 3551 §6). */
export type SoundCodecNames = {
  readonly name: string;
  /** Clock of its timestamps as SDP writes it; that of G.722 is 8000 though it samples 16000 times (RFC 3551 §4.5.2). */
  readonly clockHz: number;
  /** Opus always says 2 (RFC 7587 §7), whatever it carries. */
  readonly channels: number;
  /** Absent: any number from 96 on. */
  readonly staticType?: number;
};

/** All codecs there are. */
export const soundCodecs: { readonly [Codec in SoundCodec]: SoundCodecNames } = {
  opus: { name: 'opus', clockHz: 48_000, channels: 2 },
  pcmu: { name: 'PCMU', clockHz: 8000, channels: 1, staticType: 0 },
  pcma: { name: 'PCMA', clockHz: 8000, channels: 1, staticType: 8 },
  g722: { name: 'G722', clockHz: 8000, channels: 1, staticType: 9 },
  l16: { name: 'L16', clockHz: 16_000, channels: 1 },
};
