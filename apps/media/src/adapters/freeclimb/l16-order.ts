import { type ContentType, formatOf, type L16Order } from './content-type.js';

/** Bytes with the two of each sample exchanged, in a new array; an odd one at the end is left out. */
export const swapBytes = (bytes: Uint8Array): Uint8Array => {
  const swapped = new Uint8Array(bytes.length - (bytes.length % 2));
  for (let at = 0; at < swapped.length; at += 2) {
    swapped[at] = bytes[at + 1] ?? 0;
    swapped[at + 1] = bytes[at] ?? 0;
  }
  return swapped;
};

/** Samples that are listened to before it is decided which order they are in: two seconds at 16 kHz, of those that can be heard. */
const DECIDING_SAMPLES = 32_000;
/** Level below which a sample tells nothing: noise looks alike both ways. */
const AUDIBLE = 256;

/**
 * The bytes of a connection's L16, which are in one order, and ours, which are little endian. With `auto` the order is the
 * one in which the sound is smoother: read the wrong way it is noise. Of other content types bytes are as they are.
 */
export class WireOrder {
  readonly #isL16: boolean;
  #order: L16Order;
  #littleRoughness = 0;
  #bigRoughness = 0;
  #heardCount = 0;
  #last = { little: 0, big: 0 };

  constructor(type: ContentType, order: L16Order) {
    this.#isL16 = formatOf(type).codec === 'l16';
    this.#order = order;
  }

  /** What came, in our order; whole samples only. */
  read(bytes: Uint8Array): Uint8Array {
    if (!this.#isL16) return bytes;
    if (this.#order === 'auto') this.#listen(bytes);
    return this.#isSwapped ? swapBytes(bytes) : bytes.subarray(0, bytes.length - (bytes.length % 2));
  }

  /** What is to be sent, in the order of the connection; a copy. */
  write(bytes: Uint8Array): Uint8Array {
    return this.#isL16 && this.#isSwapped ? swapBytes(bytes) : Uint8Array.from(bytes);
  }

  get #isSwapped(): boolean {
    if (this.#order !== 'auto') return this.#order === 'big';
    return this.#heardCount > 0 && this.#bigRoughness < this.#littleRoughness;
  }

  #listen(bytes: Uint8Array): void {
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      const [low = 0, high = 0] = [bytes[at], bytes[at + 1]];
      const little = ((high << 24) >> 16) | low;
      const big = ((low << 24) >> 16) | high;
      if (Math.abs(little) > AUDIBLE && Math.abs(big) > AUDIBLE) {
        this.#littleRoughness += Math.abs(little - this.#last.little);
        this.#bigRoughness += Math.abs(big - this.#last.big);
        this.#heardCount += 1;
      }
      this.#last.little = little;
      this.#last.big = big;
    }
    if (this.#heardCount >= DECIDING_SAMPLES) this.#order = this.#isSwapped ? 'big' : 'little';
  }
}
