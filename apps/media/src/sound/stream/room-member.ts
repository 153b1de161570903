import { applyGain, blockSampleCount, isSilent, msToSamples, Resampler } from '@callwright/audio';
import type { TrackId } from '@callwright/protocol';
import type { PacketCodec, Track } from './track.js';

/** Who of a room is meant; sets hold the ids of members. */
export type Who = 'all' | 'nobody' | ReadonlySet<TrackId>;

/** Who hears a member, whom it hears, and what it hears besides. */
export type MemberMasks = {
  readonly heardBy: Who;
  readonly hears: Who;
  /** Played to this member, again and again; null for none. */
  readonly music: string | null;
};

/** Neither heard nor hearing: before a member comes, and when it goes. */
export const APART: MemberMasks = { heardBy: 'nobody', hears: 'nobody', music: null };

/** Speaks to everybody and hears everybody. */
export const AMONG_ALL: MemberMasks = { heardBy: 'all', hears: 'all', music: null };

/** What a member is made of. */
export type MemberOptions = {
  readonly id: TrackId;
  readonly rateHz: number;
  /** What its packets are coded in; null when it has none. */
  readonly codec: PacketCodec | null;
  /** How long ago what it says was made, in ms. */
  readonly delayMs: () => number;
  readonly masks: MemberMasks;
  /** What only this member hears, of a person it shares with another; see {@link Confidence}. */
  readonly confidence?: Confidence;
};

/** What a member may hear of somebody while the others may not: a caller who tells it, and nobody else, a secret. */
export type Confidence = () => Int16Array | null;

/** Mask changes take so long, or they would click. */
const RAMP_MS = 5;
/** Largest packet of 20 ms there is: RFC 6716 §3.4 for Opus; L16 at 16 kHz has 640 bytes. */
const LARGEST_PACKET = 1275;

/**
 * One end of a room, as a track of the stream that is in it: what is pushed is said in the room, what is pulled is what
 * the others say. The room reads and writes the rest.
 */
export class RoomMember implements Track {
  readonly id: TrackId;
  readonly kind = 'remote';
  readonly rateHz: number;
  readonly codec: PacketCodec | null;
  readonly confidence: Confidence | null;
  /** What it said since the last mix. */
  readonly said: Int16Array;
  /** What the others hear of it in this mix: that, or that on its way in or out. Null: nothing but silence. */
  part: Int16Array | null = null;
  masks: MemberMasks;
  /** What held in the last mix, while that was something else. */
  before: MemberMasks | null = APART;
  readonly #delayMs: () => number;
  readonly #heard: Int16Array;
  readonly #ramped: Int16Array;
  readonly #packet = new Uint8Array(LARGEST_PACKET);
  #packetLength = 0;
  #isFresh = false;
  #isLeaving = false;
  #isOver = false;
  #isIdle = true;
  #source: RoomMember | null = null;
  readonly #resamplers = new Map<number, { readonly resampler: Resampler; block: Int16Array | null }>();

  constructor({ id, rateHz, codec, delayMs, masks, confidence }: MemberOptions) {
    this.id = id;
    this.rateHz = rateHz;
    this.codec = codec;
    this.masks = masks;
    this.confidence = confidence ?? null;
    this.#delayMs = delayMs;
    const sampleCount = blockSampleCount(rateHz);
    this.said = new Int16Array(sampleCount);
    this.#heard = new Int16Array(sampleCount);
    this.#ramped = new Int16Array(sampleCount);
  }

  get delayMs(): number {
    return this.#delayMs();
  }

  /** It hears nothing. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** It has left, and the room has let go of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Says 20 ms. @param packet the same in `codec` */
  push(block: Int16Array, packet: Uint8Array | null = null): void {
    this.said.set(block);
    this.#isFresh = true;
    this.#packetLength = 0;
    if (packet === null || packet.length > LARGEST_PACKET) return;
    this.#packet.set(packet);
    this.#packetLength = packet.length;
  }

  /** What the others said in the last mix. */
  pull(block: Int16Array): void {
    block.set(this.#heard);
  }

  /** What is heard comes from one member, and came as a packet of this codec. */
  packetOf(codec: PacketCodec): Uint8Array | null {
    return this.#source?.codec === codec ? this.#source.ownPacket : null;
  }

  get ownPacket(): Uint8Array | null {
    return this.#packetLength === 0 ? null : this.#packet.subarray(0, this.#packetLength);
  }

  /** Other masks from the next mix on. */
  change(masks: MemberMasks): void {
    if (this.#isLeaving) return;
    this.before ??= this.masks;
    this.masks = masks;
  }

  /** Goes with the next mix, fading. May be called twice. */
  leave(): void {
    this.change(APART);
    this.#isLeaving = true;
  }

  close(): void {
    this.leave();
  }

  /** For the room: makes what was said ready for a mix. */
  prepare(): void {
    if (!this.#isFresh) this.#fallSilent();
    this.part = isSilent(this.said) ? null : this.#partOf(this.before);
    for (const entry of this.#resamplers.values()) entry.block = null;
  }

  /** For the room: what was said at another rate, made once a mix. */
  saidAt(rateHz: number): Int16Array {
    if (rateHz === this.rateHz) return this.said;
    let entry = this.#resamplers.get(rateHz);
    if (entry === undefined) {
      entry = { resampler: new Resampler(this.rateHz, rateHz), block: null };
      this.#resamplers.set(rateHz, entry);
    }
    entry.block ??= entry.resampler.process(this.said);
    return entry.block;
  }

  /** For the room: silence is heard. */
  hearNothing(): void {
    if (!this.#isIdle) this.#heard.fill(0);
    this.#isIdle = true;
    this.#source = null;
  }

  /** For the room: exactly what one other said is heard. */
  hearOne(source: RoomMember): void {
    this.#heard.set(source.said);
    this.#isIdle = false;
    this.#source = source;
  }

  /** For the room: where a mix for this member is to be written. */
  hearMix(): Int16Array {
    this.#isIdle = false;
    this.#source = null;
    return this.#heard;
  }

  /** For the room: what was heard until now gives way to what is heard from now on. */
  fadeFrom(before: Int16Array): void {
    const heard = this.#heard;
    const rampCount = msToSamples(RAMP_MS, this.rateHz);
    for (let i = 0; i < rampCount; i++) {
      const share = (i + 1) / (rampCount + 1);
      heard[i] = Math.round((heard[i] ?? 0) * share + (before[i] ?? 0) * (1 - share));
    }
    this.#isIdle = false;
    this.#source = null;
  }

  /** For the room: this mix is done. */
  settle(): void {
    this.#isFresh = false;
    this.before = null;
    this.#isOver = this.#isLeaving;
  }

  // Who was cut off in the middle of a word says its last sample while it fades.
  #fallSilent(): void {
    this.said.fill(this.#isLeaving ? (this.said.at(-1) ?? 0) : 0);
    this.#packetLength = 0;
  }

  #partOf(before: MemberMasks | null): Int16Array | null {
    const is = this.masks.heardBy === 'all';
    const was = before === null ? is : before.heardBy === 'all';
    if (was !== is) return this.#ramp(is);
    return is ? this.said : null;
  }

  #ramp(isComing: boolean): Int16Array {
    const ramped = this.#ramped;
    ramped.set(this.said);
    const rampCount = msToSamples(RAMP_MS, this.rateHz);
    applyGain(ramped.subarray(0, rampCount), isComing ? 0 : 1, isComing ? 1 : 0);
    if (!isComing) ramped.fill(0, rampCount);
    return ramped;
  }
}
