import { sequenceAfter } from './sequence.js';

/** What a packet holds: `empty` keeps a place in the sequence and no sound (a key). */
export type SlotKind = 'sound' | 'noise' | 'empty';

/** A packet that waits for its turn. `mediaMs`: when its sound begins on the sender's clock; of no meaning when empty. */
export type Slot = {
  sequence: number;
  kind: SlotKind | 'free';
  mediaMs: number;
  payload: Uint8Array | null;
  /** What payloads of this slot lie in. */
  room: Uint8Array;
};

const noRoom = new Uint8Array(0);

/** Packets by their sequence number, at most `capacity` (a power of two) of them in a row. */
export class PacketRing {
  readonly #slots: readonly Slot[];
  /** Which sequence number was last taken out of each slot; -1 for none. */
  readonly #taken: Int32Array;
  #depth = 0;

  constructor(capacity: number) {
    this.#slots = Array.from({ length: capacity }, () => ({
      sequence: 0,
      kind: 'free',
      mediaMs: 0,
      payload: null,
      room: noRoom,
    }));
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

  /** Copies a payload into a slot: packets off the network live for a moment only, which keeps the garbage collector's work small. */
  fill(slot: Slot, payload: Uint8Array | null): void {
    if (payload !== null) {
      if (slot.room.length < payload.length) slot.room = new Uint8Array(payload.length);
      slot.room.set(payload);
    }
    if (payload === null || payload.length === slot.room.length) slot.payload = payload && slot.room;
    else slot.payload = slot.room.subarray(0, payload.length);
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
    for (const slot of this.#slots) slot.kind = 'free';
    this.#taken.fill(-1);
    this.#depth = 0;
  }

  #slotOf(sequence: number): Slot {
    const slot = this.#slots[sequence % this.#slots.length];
    if (slot === undefined) throw new RangeError('A sequence number is not negative.');
    return slot;
  }
}
