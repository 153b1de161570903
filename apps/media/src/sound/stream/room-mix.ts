import { blockSampleCount, Resampler } from '@callwright/audio';
import type { RoomMember } from './room-member.js';

/** What all members of one rate hear: one total, from which each takes away what they said themselves. */
export class RoomMix {
  readonly rateHz: number;
  /** Those heard by everybody, members of other rates included, added up. */
  readonly total: Int32Array;
  /** Room for one mix that needs more than the total. */
  readonly scratch: Int32Array;
  /** What was heard before a change. */
  readonly old: Int16Array;
  /** How many of this rate are in the total. */
  count = 0;
  /** Whether members of other rates are in it. */
  hasForeign = false;
  #first: RoomMember | null = null;
  #second: RoomMember | null = null;
  readonly #own: Int16Array;
  readonly #resamplers = new Map<number, Resampler>();

  constructor(rateHz: number) {
    this.rateHz = rateHz;
    this.total = new Int32Array(blockSampleCount(rateHz));
    this.scratch = new Int32Array(this.total.length);
    this.old = new Int16Array(this.total.length);
    this.#own = new Int16Array(this.total.length);
  }

  begin(): void {
    this.total.fill(0);
    this.count = 0;
    this.hasForeign = false;
    this.#first = null;
    this.#second = null;
  }

  /** Adds what a member of this rate says. */
  add(member: RoomMember, part: Int16Array): void {
    addTo(this.total, part);
    this.count += 1;
    if (this.#first === null) this.#first = member;
    else this.#second ??= member;
  }

  /** Keeps what is said at this rate, with saturation, for members of the others. */
  keepOwn(): void {
    saturateInto(this.#own, this.total);
  }

  /** Adds what members of another rate say together: one resampling, however many they are. */
  addForeign(other: RoomMix): void {
    let resampler = this.#resamplers.get(other.rateHz);
    if (resampler === undefined) {
      resampler = new Resampler(other.rateHz, this.rateHz);
      this.#resamplers.set(other.rateHz, resampler);
    }
    addTo(this.total, resampler.process(other.#own));
    this.hasForeign = true;
  }

  /** The one member in the total besides this one; null when there are none or more, or some of another rate. */
  onlyOther(member: RoomMember): RoomMember | null {
    if (this.hasForeign || this.count - (member.part === null ? 0 : 1) !== 1) return null;
    return this.#first === member ? this.#second : this.#first;
  }

  /** Whether the total holds nothing but what this member says. */
  isEmptyBut(member: RoomMember): boolean {
    return !this.hasForeign && this.count === (member.part === null ? 0 : 1);
  }
}

/** Adds a block onto a sum. */
export function addTo(sum: Int32Array, block: Int16Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (block[i] ?? 0);
}

/** Takes a block off a sum again. */
export function takeFrom(sum: Int32Array, block: Int16Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) - (block[i] ?? 0);
}

/** The nearest 16-bit samples to a sum. */
export function saturateInto(target: Int16Array, sum: Int32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = clamp(sum[i] ?? 0);
}

/** The nearest 16-bit samples to a sum less one of its parts. */
export function saturateBut(target: Int16Array, sum: Int32Array, own: Int16Array): void {
  for (let i = 0; i < target.length; i++) target[i] = clamp((sum[i] ?? 0) - (own[i] ?? 0));
}

const clamp = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);
