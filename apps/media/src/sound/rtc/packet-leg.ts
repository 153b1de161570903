import { BLOCK_MS, estimateMos } from '@callwright/audio';
import type { SoundStatistics, TrackId } from '@callwright/protocol';
import type { KeyRow, PacketCodec, Track } from '../stream/track.js';
import type { ReportStats } from './call-reports.js';
import type { Agreement } from './negotiate.js';
import { addStats, NO_PACKETS, type PacketAudio, type PacketStats } from './packet-audio.js';
import { codecName } from './sdp-answer.js';

/** What only one kind of leg knows of its packets. */
export type CarrierStats = Omit<ReportStats, 'reports' | 'badReports'> & {
  readonly strangers: number;
  readonly isEncrypted: boolean;
};

/** A caller whose sound comes and goes as packets, as a track: whatever carries them. */
export abstract class PacketLeg implements Track {
  abstract readonly kind: 'rtp' | 'webrtc';
  readonly id: TrackId;
  #audio: PacketAudio | null = null;
  /** What tracks are told this leg speaks: a codec that is agreed on later takes no packets of others. */
  #firstCodec: PacketCodec | null = null;
  /** Of sound that was replaced. */
  #earlier: PacketStats = NO_PACKETS;
  #isOver = false;

  constructor(id: TrackId) {
    this.id = id;
  }

  /** Null until something was agreed on. */
  get agreement(): Agreement | null {
    return this.#audio?.agreement ?? null;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isIdle(): boolean {
    return this.#isOver || this.#audio === null || this.#audio.isIdle;
  }

  get delayMs(): number {
    return this.#audio?.delayMs ?? 0;
  }

  /** Packets so far, whatever codecs they were of. */
  get stats(): PacketStats {
    return this.#audio === null ? this.#earlier : addStats(this.#earlier, this.#audio.stats);
  }

  get sendKeys(): ((row: KeyRow) => void) | undefined {
    return this.canSend ? this.#audio?.sendKeys : undefined;
  }

  pull(block: Int16Array): void {
    // A lost leg stays on the stream until the call is closed.
    if (this.#isOver || this.#audio === null) block.fill(0);
    else this.#audio.pull(block);
  }

  packetOf(codec: PacketCodec): Uint8Array | null {
    return this.#isOver ? null : (this.#audio?.packetOf(codec) ?? null);
  }

  push(block: Int16Array, packet: Uint8Array | null = null): void {
    const audio = this.#audio;
    if (this.#isOver || audio === null) return;
    if (this.canSend) audio.push(block, audio.agreement.codec === this.#firstCodec ? packet : null);
    else audio.skip();
  }

  /** What comes afterwards is marked as so much later, or the far end would wait ever longer for it. */
  skip(tickCount: number): void {
    if (this.#isOver) return;
    for (let tick = 0; tick < tickCount; tick += 1) this.#audio?.skip();
  }

  /** Idempotent. */
  close(): void {
    if (this.#isOver) return;
    this.shut();
    this.#isOver = true;
    this.#audio?.close();
  }

  /** Whether there is somebody who listens. */
  protected abstract get canSend(): boolean;

  /** Ends what carries the packets; called once. */
  protected abstract shut(): void;

  protected get audio(): PacketAudio | null {
    return this.#audio;
  }

  /** Goes on with other sound. */
  protected replaceAudio(audio: PacketAudio): void {
    const before = this.#audio;
    this.#firstCodec ??= audio.agreement.codec;
    this.#audio = audio;
    if (before === null) return;
    this.#earlier = addStats(this.#earlier, before.stats);
    before.handOver(audio);
    before.close();
  }

  protected statisticsOf({ rttMs, ...carried }: CarrierStats): SoundStatistics {
    const { sent, received, lost, late, skipped, repeated, concealedMs, foreign } = this.stats;
    const missing = lost + skipped;
    const lostShare = missing === 0 ? 0 : missing / (missing + received - late - repeated);
    // A packet's own length, what it waited here, and half the way there and back.
    const mos = estimateMos({ delayMs: BLOCK_MS + this.delayMs + (rttMs ?? 0) / 2, lostShare });
    const { kind: by, delayMs, agreement } = this;
    const codec = agreement === null ? '' : codecName(agreement.codec);
    return { by, codec, sent, received, lost, late, concealedMs, foreign, ...carried, delayMs, rttMs, mos };
  }
}
