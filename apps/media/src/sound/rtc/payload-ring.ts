/** Twice as many as a jitter buffer holds: whatever waits there is not written over. */
const CAPACITY = 256;
/** The least length of a place: 20 ms of G.711 or G.722, and most of what Opus sends. */
const LEAST_BYTES = 160;

/**
 * Places that payloads are copied to while they wait for their turn. What Node hands over with a packet is dead then as soon
 * as it was read, which keeps the collector's work small (ADR 0027).
 */
export class PayloadRing {
  readonly #places: Uint8Array[] = new Array(CAPACITY);
  #next = 0;

  /** @returns a copy that lives until {@link CAPACITY} more were made */
  copy(payload: Uint8Array): Uint8Array {
    const at = this.#next;
    this.#next = (at + 1) % CAPACITY;
    let place = this.#places[at];
    if (place === undefined || place.length < payload.length) {
      place = new Uint8Array(Math.max(LEAST_BYTES, payload.length));
      this.#places[at] = place;
    }
    place.set(payload);
    return place.length === payload.length ? place : place.subarray(0, payload.length);
  }
}
