import { Resampler } from '@callwright/audio';

/** Sound kept of one utterance, for a connection that is not up yet and for sending it again; the oldest goes first. */
export const MAX_KEPT_MS = 20_000;
/** Few enough messages a second, and still soon there. */
const PACKET_MS = 60;

/** The sound of one utterance at the rate a service wants, in packets, to be sent once or again. */
export class UtteranceSound {
  readonly startMs: number;
  readonly #fromHz: number;
  readonly #resampler: Resampler | null;
  readonly #packetSamples: number;
  #packets: Int16Array[] = [];
  #filling: Int16Array;
  #filledCount = 0;
  /** Index of the packet that is sent next. */
  #next = 0;
  #writtenCount = 0;
  #isSent = false;
  #isDiscarded = false;

  constructor(fromHz: number, toHz: number, startMs: number) {
    this.startMs = startMs;
    this.#fromHz = fromHz;
    this.#resampler = fromHz === toHz ? null : new Resampler(fromHz, toHz, { aligned: true });
    this.#packetSamples = (toHz * PACKET_MS) / 1000;
    this.#filling = new Int16Array(this.#packetSamples);
  }

  get endMs(): number {
    return this.startMs + (this.#writtenCount * 1000) / this.#fromHz;
  }

  get isEmpty(): boolean {
    return this.#writtenCount === 0;
  }

  /** Whether anything of it has left. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** Adds samples; of more than {@link MAX_KEPT_MS} the oldest are dropped, sent or not. */
  write(samples: Int16Array): void {
    this.#writtenCount += samples.length;
    if (!this.#isDiscarded) this.#append(this.#resampler ? this.#resampler.process(samples) : samples);
  }

  /** Nothing more is written. */
  finish(): void {
    if (this.#resampler && !this.isEmpty && !this.#isDiscarded) this.#append(this.#resampler.flush());
    if (this.#filledCount > 0) this.#push(this.#filling.subarray(0, this.#filledCount));
    this.#filledCount = 0;
  }

  /** The next packet to send, or null when all there is has been sent. */
  take(): Int16Array | null {
    const packet = this.#packets[this.#next];
    if (packet === undefined) return null;
    this.#next += 1;
    this.#isSent = true;
    return packet;
  }

  /** Everything kept is to be sent again. */
  rewind(): void {
    this.#next = 0;
    this.#isSent = false;
  }

  /** Lets go of the sound and keeps no more of it; the times go on. */
  discard(): void {
    this.#isDiscarded = true;
    this.#packets = [];
    this.#next = 0;
  }

  #append(samples: Int16Array): void {
    for (let at = 0; at < samples.length; ) {
      const piece = samples.subarray(at, at + this.#packetSamples - this.#filledCount);
      this.#filling.set(piece, this.#filledCount);
      this.#filledCount += piece.length;
      at += piece.length;
      if (this.#filledCount === this.#packetSamples) this.#push(this.#filling);
    }
  }

  #push(packet: Int16Array): void {
    this.#packets.push(packet);
    this.#filling = new Int16Array(this.#packetSamples);
    this.#filledCount = 0;
    if (this.#packets.length <= MAX_KEPT_MS / PACKET_MS) return;
    this.#packets.shift();
    this.#next = Math.max(0, this.#next - 1);
  }
}
