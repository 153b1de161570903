import { BLOCK_MS, estimateMos, sequenceAfter, timestampAfter } from '@callwright/audio';
import type { SoundStatistics, TrackId } from '@callwright/protocol';
import { bytesPerSecond, type FrameOptions } from '../../link/frame-format.js';
import type { AudioDecoder } from '../rtc/codec.js';
import { createConcealingDecoder } from '../rtc/concealing-decoder.js';
import { createG722Decoder } from '../rtc/g722-codec.js';
import { InboundAudio } from '../rtc/inbound-audio.js';
import { PayloadRing } from '../rtc/payload-ring.js';
import { codecName } from '../rtc/sdp-answer.js';
import type { Track } from '../stream/track.js';
import { ByteCutter } from './byte-cutter.js';
import { createSampleReader, sampleCountOf, streamRateHz } from './frame-samples.js';
import { createFrameWriter, type FrameWriter } from './frame-writer.js';
import type { LaneOut } from './stream-lanes.js';

/** Bytes that are silence, by codec. */
const SILENCE = { l16: 0, pcmu: 0xff, pcma: 0xd5, g722: 0xfa } as const;
/** The end of an utterance that is less than 20 ms is played when nothing followed it for so many ticks. */
const LAST_AFTER_TICKS = 5;
/** A caller so far behind time has paused: they send nothing while they say nothing. */
const PAUSE_MS = 200;
/** A caller's clock may differ by this much from ours in 20 ms, and they have neither paused nor hurried: 1 %. */
const FORGIVEN_MS = 0.2;
/** What comes so far ahead of time takes the place of what waits. */
const MOST_AHEAD_MS = 600;
/** A jump in time by which a jitter buffer knows that everything begins anew. */
const ANEW_MS = 2000;

/**
 * The track of a caller whose sound comes and goes as bytes: cut into pieces of 20 ms, which are then as packets that nobody
 * lost, with what becomes of packets: held back for as long as they come unevenly, sped up and slowed down.
 */
export class FrameLeg implements Track {
  readonly kind = 'frames';
  readonly id: TrackId;
  readonly rateHz: 8000 | 16000;
  readonly #options: FrameOptions;
  readonly #lane: LaneOut;
  readonly #inbound: InboundAudio;
  readonly #writer: FrameWriter;
  readonly #cutter: ByteCutter;
  readonly #payloads = new PayloadRing();
  readonly #put = (piece: Uint8Array): void => this.#putPiece(piece);
  #sequence = 0;
  #timestamp = 0;
  /** By how much what came is more than the time that has passed. */
  #aheadMs = 0;
  #ticksSinceBytes = 0;
  #sentCount = 0;
  /** Pieces that came too fast. */
  #leftOutCount = 0;
  #isOver = false;

  constructor(id: TrackId, options: FrameOptions, lane: LaneOut) {
    this.id = id;
    this.rateHz = streamRateHz(options);
    this.#options = options;
    this.#lane = lane;
    this.#inbound = new InboundAudio(createDecoder(options), { rateHz: this.rateHz, clockHz: this.rateHz });
    this.#writer = createFrameWriter(options, this.rateHz);
    this.#cutter = new ByteCutter((bytesPerSecond(options) * BLOCK_MS) / 1000);
  }

  /** The codec as SDP would name it. */
  get codec(): string {
    return codecName(this.#options.codec);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isIdle(): boolean {
    return this.#isOver || this.#inbound.isIdle;
  }

  get delayMs(): number {
    return this.#inbound.delayMs;
  }

  /** Takes what the caller says; copied. */
  receive(bytes: Uint8Array): void {
    if (this.#isOver || bytes.length === 0) return;
    this.#ticksSinceBytes = 0;
    this.#cutter.take(bytes, this.#put);
  }

  pull(block: Int16Array): void {
    if (this.#isOver) {
      block.fill(0);
      return;
    }
    this.#ticksSinceBytes += 1;
    if (this.#ticksSinceBytes === LAST_AFTER_TICKS) this.#playLast();
    this.#aheadMs -= BLOCK_MS;
    this.#aheadMs += this.#aheadMs < 0 ? FORGIVEN_MS : -FORGIVEN_MS;
    this.#inbound.pull(block);
  }

  push(block: Int16Array, packet: Uint8Array | null = null): void {
    if (this.#isOver) return;
    this.#sentCount += 1;
    this.#lane.send(packet ?? this.#writer.write(block));
  }

  async readStatistics(): Promise<SoundStatistics> {
    const { received, lost, late, repeated, skipped, concealedMs, unreadable } = this.#inbound.stats;
    const missing = lost + skipped + this.#leftOutCount;
    const lostShare = missing === 0 ? 0 : missing / (missing + received - late - repeated);
    const { delayMs, codec: name } = this;
    const { isEncrypted = false } = this.#options;
    const counts = { sent: this.#sentCount, received, lost: missing, late, concealedMs, foreign: unreadable };
    const untold = { strangers: 0, jitterMs: 0, rttMs: null, farLost: null, farJitterMs: null };
    const mos = estimateMos({ delayMs: BLOCK_MS + delayMs, lostShare });
    return { by: 'frames', codec: name, isEncrypted, ...counts, ...untold, delayMs, mos };
  }

  /** Idempotent. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#lane.close();
    this.#inbound.close();
  }

  #putPiece(piece: Uint8Array): void {
    if (this.#aheadMs < -PAUSE_MS) this.#jump(-this.#aheadMs);
    else if (this.#aheadMs >= MOST_AHEAD_MS) {
      this.#leftOutCount += Math.round(this.#aheadMs / BLOCK_MS);
      this.#jump(ANEW_MS);
    }
    this.#aheadMs += BLOCK_MS;
    this.#inbound.put(this.#sequence, this.#timestamp, this.#payloads.copy(piece));
    this.#sequence = sequenceAfter(this.#sequence);
    this.#timestamp = timestampAfter(this.#timestamp, (this.rateHz * BLOCK_MS) / 1000);
  }

  #jump(durationMs: number): void {
    this.#timestamp = timestampAfter(this.#timestamp, Math.round((durationMs * this.rateHz) / 1000));
    this.#aheadMs = 0;
  }

  #playLast(): void {
    const { codec } = this.#options;
    if (this.#cutter.count > 0) this.#cutter.finish(SILENCE[codec], codec === 'l16' ? 2 : 1, this.#put);
  }
}

/** Gaps are made up at the rate of the stream: at 64,000 Hz that would take eight times as long. */
function createDecoder(format: FrameOptions): AudioDecoder {
  const rateHz = streamRateHz(format);
  if (format.codec === 'g722') return createG722Decoder();
  const reader = createSampleReader(format, rateHz);
  return createConcealingDecoder({
    rateHz,
    sampleCountOf: (payload) => sampleCountOf(format, rateHz, payload.length),
    decodeInto: (payload, target) => target.set(reader.read(payload)),
  });
}
