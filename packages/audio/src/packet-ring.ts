import { sequenceAfter } from './sequence.js';

/** What a packet holds: `empty` keeps a place in the sequence and no sound (a key). */
export type SlotKind = 'sound' | 'noise' | 'empty';

/** A packet that waits for its turn. `mediaMs`: when its sound begins on the sender's clock; of no meaning when empty. */
export type Slot = {
  sequence: number;
  kind: SlotKind | 'free';
  mediaMs: number;
  payload: Uint8Array | null;
};

/** Packets by their sequence number, at most `capacity` (a power of two) of them in a row. */
export class PacketRing {
  readonly #slots: readonly Slot[];
  /** Which sequence number was last taken out of each slot; -1 for none. */
  readonly #taken: Int32Array;
  #depth = 0;

  constructor(capacity: number) {
    this.#slots = Array.from({ length: capacity }, () => ({ sequence: 0, kind: 'free', mediaMs: 0, payload: null }));
    this.#taken = new Int32Array(capacity).fill(-1);
  }

  get depth(): number {
    return this.#depth;
  }

  /** The slot to be filled in for a packet; null when it is there already. Counts as filled from now on. */
  claim(sequence: number): Slot | null {
    const slot = this.#slotOf(sequence);
    if (slot.kind !== 'free' && slot.sequence === sequence) return null;
    if (slot.kind === 'free') this.#depth += 1;
    slot.sequence = sequence;
    return slot;
  }

  /** The packet of that number; null when it is not there. */
  at(sequence: number): Slot | null {
    const slot = this.#slotOf(sequence);
    return slot.kind !== 'free' && slot.sequence === sequence ? slot : null;
  }

  /** The first packet at or behind that number; null when there is none. */
  firstFrom(sequence: number): Slot | null {
    if (this.#depth === 0) return null;
    for (let i = 0; i < this.#slots.length; i++) {
      const slot = this.at(sequenceAfter(sequence, i));
      if (slot !== null) return slot;
    }
    return null;
  }

  /** Takes a packet out; its slot may be read until the next is claimed. */
  take(slot: Slot): void {
    this.#taken[slot.sequence % this.#slots.length] = slot.sequence;
    slot.kind = 'free';
    this.#depth -= 1;
  }

  /** Whether the packet of that number was taken out, not long ago. */
  wasTaken(sequence: number): boolean {
    return this.#taken[sequence % this.#slots.length] === sequence;
  }

  clear(): void {
    for (const slot of this.#slots) {
      slot.kind = 'free';
      slot.payload = null;
    }
    this.#taken.fill(-1);
    this.#depth = 0;
  }

  #slotOf(sequence: number): Slot {
    const slot = this.#slots[sequence % this.#slots.length];
    if (slot === undefined) throw new RangeError('A sequence number is not negative.');
    return slot;
  }
}
