import { BLOCK_MS, blockSampleCount, mixInto } from '@callwright/audio';
import type { TrackId } from '@callwright/protocol';
import type { Ambiance } from './ambiance.js';
import type { PacketCodec, Processor, Track } from './track.js';

/**
 * One side of a call: its track, or several mixed, then the mute gate, then the processors in order. While it is hidden,
 * most processors are given silence.
 */
export class TrackSlot {
  readonly id: TrackId;
  /** What this side said last, 20 ms. */
  readonly block: Int16Array;
  readonly #scratch: Int16Array;
  readonly #silence: Int16Array;
  readonly #tracks: Track[] = [];
  /** Heard on this side, and no part of what those who listen in hear of it: else they would hear themselves. */
  #aside: Track | null = null;
  #ownBlock: Int16Array | null = null;
  /** The one track the last block is of; null when there is none, or it was mixed. */
  #only: Track | null = null;
  /** What lies under the tracks. */
  #bed: Ambiance | null = null;
  #processors: readonly Processor[] = [];
  /** Blocks still to come that are hidden. */
  #hiddenCount = 0;
  #isHidden = false;
  isMuted = false;

  constructor(id: TrackId, rateHz: number) {
    this.id = id;
    this.block = new Int16Array(blockSampleCount(rateHz));
    this.#scratch = new Int16Array(this.block.length);
    this.#silence = new Int16Array(this.block.length);
  }

  get processors(): readonly Processor[] {
    return this.#processors;
  }

  /** What others may hear of the last 20 ms: silence when they were hidden. */
  get shownBlock(): Int16Array {
    return this.#isHidden ? this.#silence : this.block;
  }

  /** The last 20 ms without the track set aside. */
  get ownBlock(): Int16Array {
    return this.#ownBlock ?? this.block;
  }

  /** How long ago what is pulled now was made, in ms. */
  get delayMs(): number {
    return this.#tracks[0]?.delayMs ?? 0;
  }

  addTrack(track: Track): void {
    this.#tracks.push(track);
  }

  /** Lays a bed of sound under the tracks; closed with them. */
  layBed(bed: Ambiance): void {
    this.#bed = bed;
  }

  /** Sets a track aside, in the place of another one; null for none. */
  setAside(track: Track | null): void {
    this.#aside = track;
    this.#ownBlock = track === null ? null : new Int16Array(this.block.length);
  }

  setProcessors(processors: readonly Processor[]): void {
    this.#processors = processors;
  }

  /** Hides what is said from now on, or shows it again; what was said before that and is still on its way stays hidden. */
  hide(isHidden: boolean): void {
    const onTheirWay = Math.ceil(this.delayMs / BLOCK_MS);
    this.#hiddenCount = isHidden ? Number.POSITIVE_INFINITY : Math.min(this.#hiddenCount, onTheirWay);
  }

  /** Takes the next 20 ms. @param atMs when this tick is, in ms since the epoch */
  pull(atMs: number): void {
    this.#mix();
    if (this.isMuted) this.block.fill(0);
    this.#isHidden = this.#hiddenCount > 0;
    if (this.#isHidden) this.#hiddenCount -= 1;
    const madeAtMs = atMs - this.delayMs;
    for (const processor of this.#processors)
      processor.process(processor.seesHidden === true ? this.block : this.shownBlock, madeAtMs);
  }

  /** The last shown block as a packet, where it is exactly what one track brought as one. */
  packetOf(codec: PacketCodec): Uint8Array | null {
    if (this.isMuted || this.#isHidden) return null;
    return this.#only?.packetOf?.(codec) ?? null;
  }

  /** Whether there is a track that can be spoken to. */
  get isSpokenTo(): boolean {
    if (this.#aside !== null) return true;
    for (const track of this.#tracks) if (track.push !== undefined) return true;
    return false;
  }

  /** Hands the other side's 20 ms to the tracks that can be spoken to. @param packet the same as {@link Track.push} has it */
  push(block: Int16Array, packet: Uint8Array | null): void {
    for (const track of this.#tracks) track.push?.(block, packet);
    this.#aside?.push?.(block, packet);
  }

  /** Closes processors, then tracks, the last first. */
  close(): void {
    for (const processor of this.#processors.toReversed()) processor.close();
    this.#processors = [];
    this.#bed?.close();
    this.#bed = null;
    this.#aside?.close();
    this.#aside = null;
    for (const track of this.#tracks.splice(0).toReversed()) track.close();
  }

  #mix(): void {
    const first = this.#tracks[0];
    this.#only = null;
    if (first === undefined) this.block.fill(0);
    else this.#pullFirst(first);
    let isMixed = false;
    let hasEnded = first?.isOver === true;
    for (let i = 1; i < this.#tracks.length; i++) {
      const track = this.#tracks[i];
      if (track === undefined) continue;
      isMixed = this.#add(track) || isMixed;
      hasEnded ||= track.isOver === true;
    }
    if (this.#aside !== null) isMixed = this.#addAside(this.#aside) || isMixed;
    if (this.#bed !== null) isMixed = this.#addBed(this.#bed, isMixed || this.#only !== null);
    if (isMixed) this.#only = null;
    if (hasEnded) this.#letGo();
  }

  #pullFirst(track: Track): void {
    track.pull(this.block);
    if (track.isIdle !== true) this.#only = track;
  }

  /** @returns whether the block is now of more than one track */
  #add(track: Track): boolean {
    track.pull(this.#scratch);
    if (track.isIdle === true) return false;
    const isMixed = this.#only !== null;
    if (isMixed) mixInto(this.block, this.#scratch);
    else this.block.set(this.#scratch);
    this.#only = track;
    return isMixed;
  }

  #addAside(track: Track): boolean {
    this.#ownBlock?.set(this.block);
    const isMixed = this.#add(track);
    if (track.isOver === true) this.setAside(null);
    return isMixed;
  }

  #addBed(bed: Ambiance, isSpeaking: boolean): true {
    bed.lieUnder(this.block, isSpeaking);
    return true;
  }

  #letGo(): void {
    for (let i = this.#tracks.length - 1; i >= 0; i--) if (this.#tracks[i]?.isOver === true) this.#tracks.splice(i, 1);
  }
}
