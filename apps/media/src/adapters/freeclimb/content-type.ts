import type { FrameFormat } from '../../calls/sound-frames.js';

/** Which of the two bytes of a sample comes first; the documents do not say. `auto`: found out from what comes. */
export type L16Order = 'little' | 'big' | 'auto';

/** How a call's sound is written (spec 3 §Audio); mono, and the same from its beginning to its end. */
export const contentTypes = ['audio/mulaw;rate=8000', 'audio/l16;rate=8000', 'audio/l16;rate=16000'] as const;
export type ContentType = (typeof contentTypes)[number];

/** A content type; null for one that is none of the three. Case and spaces do not matter (RFC 2045 §5.1). */
export const parseContentType = (text: string): ContentType | null => {
  const plain = text.toLowerCase().replaceAll(' ', '');
  return contentTypes.find((one) => one === plain) ?? null;
};

const formats: Readonly<Record<ContentType, FrameFormat>> = {
  'audio/mulaw;rate=8000': { codec: 'pcmu', rateHz: 8000 },
  'audio/l16;rate=8000': { codec: 'l16', rateHz: 8000 },
  'audio/l16;rate=16000': { codec: 'l16', rateHz: 16_000 },
};

/** How the sound of a content type is told to our own streams. */
export const formatOf = (type: ContentType): FrameFormat => formats[type];

/** Bytes of one ms of sound. */
export const bytesPerMs = (type: ContentType): number => {
  const { codec, rateHz } = formats[type];
  return (codec === 'l16' ? 2 : 1) * (rateHz / 1000);
};
