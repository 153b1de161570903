/** Turns payloads of one caller into sound. Loss changes its state, so packets come in order. */
export interface AudioDecoder {
  /**
   * @returns the sound, valid until the next call
   * @throws Error when the payload is none of this codec
   */
  decode(payload: Uint8Array): Int16Array;
  /**
   * Makes up for a lost packet.
   * @param sampleCount how much is missing, in whole pieces of 2.5 ms; 0 only says that what comes next does not follow
   * @param next the packet after it, when it is there: it may carry a copy
   * @returns that many samples, valid until the next call
   */
  conceal(sampleCount: number, next: Uint8Array | null): Int16Array;
  close(): void;
}

/** Turns blocks of 20 ms into payloads. */
export interface AudioEncoder {
  /** The payload is valid until the next call. */
  encode(block: Int16Array): Uint8Array;
  close(): void;
}
