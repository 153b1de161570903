import { applyGain, BLOCK_MS, ComfortNoise, JitterBuffer, type JitterFrame, type JitterStats } from '@callwright/audio';
import type { PacketCodec } from '../stream/track.js';
import type { AudioDecoder } from './codec.js';
import { DecodedSound } from './decoded-sound.js';

/** What came in, and what was made of it. */
export type InboundStats = JitterStats & {
  /** Packets that were none of the codec. */
  readonly unreadable: number;
  /** Sound that was made up in place of lost or late packets. */
  readonly concealedMs: number;
  /** The caller's silence: nothing was there for longer than sound is made up. */
  readonly silentMs: number;
  /** Lost sound that was taken from the copy in the packet after it (Opus FEC). */
  readonly recoveredMs: number;
  /** By how much sound was made shorter and longer to keep the delay right. */
  readonly stretchedMs: number;
};

/** Opus makes up sound in pieces of this length. */
const PIECE_MS = 2.5;
/** Lost sound is made up for so long; then there is the caller's silence. */
const FRESH_MS = 60;
/** The end of it is faded. */
const FADE_MS = 20;
/** How fast comfort noise comes, and goes when sound is back. */
const RAMP_MS = 5;
/** A caller of whom nothing has come for so long is not there: their comfort noise fades. */
const GONE_AFTER_MS = 2000;

/** Packets in, in any order and of any length; blocks of 20 ms out, in step. */
export class InboundAudio {
  readonly #decoder: AudioDecoder;
  readonly #jitter: JitterBuffer;
  readonly #sound: DecodedSound;
  readonly #noise = new ComfortNoise();
  readonly #samplesPerMs: number;
  readonly #codec: PacketCodec | null;
  /** Samples of the block being filled. */
  #blockLength = 0;
  /** How long there has been no real sound; endless before the first. */
  #quietMs = Number.POSITIVE_INFINITY;
  #noiseGain = 0;
  #isIdle = true;
  #counts = { unreadable: 0, concealedMs: 0, recoveredMs: 0, silentMs: 0 };

  /**
   * @param options.clockHz RTP clock of the packets; `rateHz` is what they are decoded to; `codec` is needed for
   * {@link packetOf} alone
   */
  constructor(
    decoder: AudioDecoder,
    options: { readonly rateHz: number; readonly clockHz: number; readonly codec?: PacketCodec },
  ) {
    this.#decoder = decoder;
    this.#jitter = new JitterBuffer(options.clockHz);
    this.#sound = new DecodedSound(options.rateHz);
    this.#samplesPerMs = options.rateHz / 1000;
    this.#codec = options.codec ?? null;
  }

  /**
   * How long sound stays here between its arrival and being pulled, on average: a packet is pulled when the network's
   * jitter is evened out, and within a tick of that.
   */
  get delayMs(): number {
    return this.#jitter.delayMs(this.#sound.heldMs);
  }

  /** How much is decoded and not yet pulled. */
  get heldMs(): number {
    return this.#sound.heldMs;
  }

  get stats(): InboundStats {
    return { ...this.#jitter.stats, ...this.#counts, stretchedMs: this.#sound.stretchedMs };
  }

  /** Whether the last block was digital silence, with nothing under way. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** Takes a packet. @param payload kept; null when it holds no sound (a key) */
  put(sequence: number, timestamp: number, payload: Uint8Array | null): void {
    this.#jitter.put(sequence, timestamp, payload);
  }

  /** Takes a packet of comfort noise (RFC 3389): how loud the caller's silence is from there on. */
  putNoise(sequence: number, timestamp: number, payload: Uint8Array): void {
    this.#jitter.put(sequence, timestamp, payload, true);
  }

  /** Fills `block` with what is due, the caller's silence where there is nothing. */
  pull(block: Int16Array): void {
    this.#blockLength = block.length;
    this.#isIdle = true;
    this.#sound.begin();
    this.#stretch();
    while (this.#sound.count < block.length) this.#takeFrame();
    this.#sound.pull(block);
    this.#jitter.advance();
  }

  /** The packet of the last block; null when that block is anything else than this packet decoded. */
  packetOf(codec: PacketCodec): Uint8Array | null {
    return codec === this.#codec ? this.#sound.packet : null;
  }

  close(): void {
    this.#decoder.close();
  }

  /** Brings the delay nearer to what it should be, by at most one period of the voice. */
  #stretch(): void {
    const surplusMs = this.#jitter.surplusMs(this.#sound.heldMs);
    if (!this.#sound.mayStretch(surplusMs)) return;
    while (this.#sound.count < this.#sound.wantedCount && this.#jitter.hasNext) this.#takeFrame();
    this.#sound.stretch(surplusMs);
  }

  /** Adds the next piece of sound, whatever it is. */
  #takeFrame(): void {
    const missing = this.#blockLength - this.#sound.count;
    const wantedMs = Math.ceil(missing / this.#samplesPerMs / PIECE_MS) * PIECE_MS;
    const frame = this.#jitter.take(wantedMs);
    switch (frame.kind) {
      case 'packet':
        this.#play(frame);
        return;
      case 'lost':
        if (frame.next === null) this.#rest(frame.durationMs);
        else this.#conceal(frame.durationMs, frame.next);
        return;
      case 'pause':
        this.#rest(frame.durationMs);
        return;
      case 'waiting':
        this.#rest(wantedMs);
        return;
      case 'noise':
        this.#noise.take(frame.payload);
    }
  }

  #play({ payload, isSpliced }: Extract<JitterFrame, { kind: 'packet' }>): void {
    if (isSpliced) this.#decoder.conceal(0, null);
    const samples = this.#decode(payload);
    if (samples === null) {
      this.#jitter.tookMs(BLOCK_MS);
      this.#conceal(BLOCK_MS, null);
      return;
    }
    this.#jitter.tookMs(samples.length / this.#samplesPerMs);
    const isWhole = !isSpliced && (this.#quietMs === 0 || this.#quietMs === Number.POSITIVE_INFINITY);
    this.#comeBack(samples);
    this.#sound.append(samples, isWhole ? payload : null);
    this.#isIdle = false;
  }

  /** A payload that is none of the codec is a lost packet, whoever sent it. */
  #decode(payload: Uint8Array): Int16Array | null {
    try {
      const samples = this.#decoder.decode(payload);
      if (samples.length > 0) return samples;
    } catch {
      // Counted below.
    }
    this.#counts.unreadable += 1;
    return null;
  }

  /** Real sound again: it does not begin at once after silence, and the noise does not end at once. */
  #comeBack(samples: Int16Array): void {
    this.#noise.learn(samples);
    const count = Math.min(samples.length, RAMP_MS * this.#samplesPerMs);
    const gain = this.#quietMs === Number.POSITIVE_INFINITY ? 1 : fadeAt(this.#quietMs);
    if (gain < 1) applyGain(samples.subarray(0, count), gain, 1);
    if (this.#noiseGain > 0) this.#noise.addTo(samples, { at: 0, count }, this.#noiseGain, 0);
    this.#noiseGain = 0;
    this.#quietMs = 0;
  }

  /** Nothing is there to be played: what was last heard goes on for a moment, then there is the caller's silence. */
  #rest(durationMs: number): void {
    if (this.#quietMs < FRESH_MS) {
      this.#conceal(durationMs, null);
      return;
    }
    const sampleCount = Math.round(durationMs * this.#samplesPerMs);
    const samples = this.#sound.appendSilence(sampleCount);
    if (this.#quietMs < Number.POSITIVE_INFINITY) this.#counts.silentMs += durationMs;
    this.#quietMs += durationMs;
    const gain = this.#quietMs > GONE_AFTER_MS ? Math.max(0, this.#noiseGain - durationMs / 1000) : 1;
    this.#noise.addTo(samples, { at: 0, count: sampleCount }, this.#noiseGain, gain);
    this.#noiseGain = this.#quietMs === Number.POSITIVE_INFINITY ? 0 : gain;
    if (this.#noiseGain > 0 && this.#noise.level > 0) this.#isIdle = false;
  }

  #conceal(durationMs: number, next: Uint8Array | null): void {
    const sampleCount = Math.max(1, Math.round(durationMs / PIECE_MS)) * PIECE_MS * this.#samplesPerMs;
    const recovered = next === null ? null : this.#recover(sampleCount, next);
    const samples = recovered ?? this.#decoder.conceal(sampleCount, null);
    if (recovered !== null && this.#codec === 'opus') {
      this.#counts.recoveredMs += durationMs;
      this.#comeBack(samples);
    } else {
      this.#counts.concealedMs += durationMs;
      applyGain(samples, fadeAt(this.#quietMs), fadeAt(this.#quietMs + durationMs));
      this.#quietMs += durationMs;
    }
    this.#sound.append(samples, null);
    this.#isIdle = false;
  }

  /** What was lost, with the help of the packet after it; null when that is none of the codec. */
  #recover(sampleCount: number, next: Uint8Array): Int16Array | null {
    try {
      return this.#decoder.conceal(sampleCount, next);
    } catch {
      return null; // It is counted when its own turn comes.
    }
  }
}

/** How loud made up sound is after so long; whatever a codec makes up, it does not end at once. */
const fadeAt = (quietMs: number): number =>
  quietMs === Number.POSITIVE_INFINITY ? 0 : Math.min(1, Math.max(0, (FRESH_MS - quietMs) / FADE_MS));
