import { type ContentType, formatOf } from './content-type.js';

/** µ-law of zero, of both signs (G.711 table 2a). */
const MULAW_ZERO: ReadonlySet<number> = new Set([0xff, 0x7f]);

/** Whether nothing at all is to be heard in these bytes; noise, however quiet, is something. */
export const isSilence = (bytes: Uint8Array, type: ContentType): boolean => {
  const isMulaw = formatOf(type).codec === 'pcmu';
  for (const byte of bytes) if (isMulaw ? !MULAW_ZERO.has(byte) : byte !== 0) return false;
  return true;
};
