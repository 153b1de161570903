/** A packet of an Ogg stream, and how far the stream has come with it. */
export type OggPacket = { readonly bytes: Uint8Array; readonly granule: number };

const HEADER_BYTES = 27;
const MAX_SEGMENTS = 255;
const FIRST = 2;
const LAST = 4;

/** Puts packets into the pages of one Ogg stream (RFC 3533 §6); a packet here never goes over the end of a page. */
export class OggPages {
  readonly #serial: number;
  #sequence = 0;

  constructor(serial: number) {
    this.#serial = serial;
  }

  /** One page; the first one written begins the stream. @param packets of at most 255 segments of 255 bytes in all */
  page(packets: readonly OggPacket[], isLast = false): Uint8Array {
    const lacing = packets.flatMap(({ bytes }) => lacingOf(bytes.length));
    if (lacing.length > MAX_SEGMENTS) throw new Error('The packets do not fit into one page.');
    const bodyBytes = packets.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const page = new Uint8Array(HEADER_BYTES + lacing.length + bodyBytes);
    const view = new DataView(page.buffer);
    page.set([0x4f, 0x67, 0x67, 0x53]);
    page[5] = (this.#sequence === 0 ? FIRST : 0) | (isLast ? LAST : 0);
    view.setBigInt64(6, BigInt(packets.at(-1)?.granule ?? 0), true);
    view.setUint32(14, this.#serial, true);
    view.setUint32(18, this.#sequence, true);
    page[26] = lacing.length;
    page.set(lacing, HEADER_BYTES);
    let at = HEADER_BYTES + lacing.length;
    for (const { bytes } of packets) {
      page.set(bytes, at);
      at += bytes.length;
    }
    view.setUint32(22, checksum(page), true);
    this.#sequence += 1;
    return page;
  }
}

const lacingOf = (sizeBytes: number): number[] => [
  ...new Array<number>(Math.floor(sizeBytes / 255)).fill(255),
  sizeBytes % 255,
];

/** RFC 3533 §6: polynomial 04c11db7, nothing reflected, begun and ended with zero. */
const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value & 0x8000_0000 ? 0x04c1_1db7 : 0);
  return value >>> 0;
});
const checksum = (page: Uint8Array): number => {
  let sum = 0;
  for (const byte of page) sum = ((sum << 8) ^ (table[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return sum;
};
