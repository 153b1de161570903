import { BLOCK_MS, JitterBuffer, type JitterStats, sequenceDistance, timestampDistance } from '@callwright/audio';
import type { AudioDecoder } from './codec.js';

/** Delay that evens out the network, in ms: fixed, and what browsers reach on a good line. */
const TARGET_MS = 60;
const MAX_MS = 200;
/** Sound a packet may hold: RFC 7587 §4.2 allows Opus 120 ms. */
const LONGEST_PACKET_MS = 120;

/** Packets in, in any order and of any length; blocks of 20 ms out, in step. */
export class InboundAudio {
  readonly #decoder: AudioDecoder;
  readonly #jitter = new JitterBuffer({ targetMs: TARGET_MS, maxMs: MAX_MS });
  /** Decoded and not yet pulled: less than a block and a packet. */
  readonly #decoded: Int16Array;
  #decodedCount = 0;
  #packetSamples: number;
  #unreadable = 0;
  readonly #clockHz: number;
  #newest: { readonly sequence: number; readonly timestamp: number } | null = null;

  /** @param options.clockHz RTP clock of the packets; `rateHz` is what they are decoded to */
  constructor(decoder: AudioDecoder, options: { readonly rateHz: number; readonly clockHz: number }) {
    const { rateHz, clockHz } = options;
    this.#decoder = decoder;
    this.#clockHz = clockHz;
    this.#packetSamples = rateHz / 50;
    this.#decoded = new Int16Array(Math.ceil((rateHz * (LONGEST_PACKET_MS + 20)) / 1000));
  }

  /**
   * How long sound stays here between its arrival and being pulled, on average: a packet is pulled when those after it
   * fill the buffer, and within a tick of that.
   */
  get delayMs(): number {
    return this.#jitter.delayMs - this.#jitter.packetMs + BLOCK_MS / 2;
  }

  get stats(): JitterStats & { readonly unreadable: number } {
    return { ...this.#jitter.stats, unreadable: this.#unreadable };
  }

  /** Takes a packet. @param payload kept; null when it holds no sound (a key) */
  put(sequence: number, timestamp: number, payload: Uint8Array | null): void {
    if (payload !== null) this.#learnLength(sequence, timestamp);
    this.#jitter.put(sequence, timestamp, payload);
  }

  /** Fills `block` with what is due, silence where there is nothing. */
  pull(block: Int16Array): void {
    while (this.#decodedCount < block.length && this.#takePacket());
    const count = Math.min(block.length, this.#decodedCount);
    block.set(this.#decoded.subarray(0, count));
    block.fill(0, count);
    this.#decoded.copyWithin(0, count, this.#decodedCount);
    this.#decodedCount -= count;
  }

  close(): void {
    this.#decoder.close();
  }

  /** Two packets in a row tell how long one is, before the first is decoded. */
  #learnLength(sequence: number, timestamp: number): void {
    if (this.#newest !== null && sequenceDistance(this.#newest.sequence, sequence) === 1) {
      const lengthMs = (timestampDistance(this.#newest.timestamp, timestamp) * 1000) / this.#clockHz;
      if (lengthMs >= 2.5 && lengthMs <= LONGEST_PACKET_MS) this.#jitter.packetMs = lengthMs;
    }
    this.#newest = { sequence, timestamp };
  }

  /** Decodes the next packet. @returns whether it gave any sound */
  #takePacket(): boolean {
    const frame = this.#jitter.take();
    switch (frame.kind) {
      case 'packet':
        return this.#decode(frame.payload);
      case 'lost':
        return this.#append(this.#decoder.conceal(this.#packetSamples, frame.next));
      case 'waiting':
        return frame.isFresh && this.#append(this.#decoder.conceal(this.#packetSamples, null));
      case 'empty':
        return false;
    }
  }

  #decode(payload: Uint8Array): boolean {
    try {
      const samples = this.#decoder.decode(payload);
      this.#packetSamples = samples.length;
      return this.#append(samples);
    } catch {
      // A payload that is none of the codec is a lost packet, whoever sent it.
      this.#unreadable += 1;
      return this.#append(this.#decoder.conceal(this.#packetSamples, null));
    }
  }

  #append(samples: Int16Array): boolean {
    const room = this.#decoded.length - this.#decodedCount;
    this.#decoded.set(samples.length > room ? samples.subarray(0, room) : samples, this.#decodedCount);
    this.#decodedCount += Math.min(room, samples.length);
    return samples.length > 0;
  }
}
