import { blockSampleCount, mixInto } from '@callwright/audio';
import type { RoomMember } from './room-member.js';
import type { Track } from './track.js';

/**
 * A call that is listened in to, as one member of a room: it says what its caller says and what they hear, so that they
 * hear neither again.
 */
export class ListenedEnd implements Track {
  readonly id;
  readonly kind = 'remote';
  readonly #member: RoomMember;
  readonly #said: Int16Array;
  /** What the caller heard in the tick before: it is mixed after those who listen have been heard. */
  readonly #heard: Int16Array;
  /** Where what the caller hears is put. */
  readonly tap: (block: Int16Array) => void;

  constructor(member: RoomMember) {
    this.id = member.id;
    this.#member = member;
    this.#said = new Int16Array(blockSampleCount(member.rateHz));
    this.#heard = new Int16Array(this.#said.length);
    this.tap = (block) => this.#heard.set(block);
  }

  get delayMs(): number {
    return this.#member.delayMs;
  }

  get isIdle(): boolean {
    return this.#member.isIdle;
  }

  get isOver(): boolean {
    return this.#member.isOver;
  }

  pull(block: Int16Array): void {
    this.#member.pull(block);
  }

  push(block: Int16Array): void {
    this.#said.set(block);
    mixInto(this.#said, this.#heard);
    this.#member.push(this.#said);
  }

  close(): void {
    this.#member.close();
  }
}
