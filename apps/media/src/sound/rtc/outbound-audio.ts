import { RTP_HEADER_BYTES, sequenceAfter, timestampAfter, writeRtpPacket } from '@callwright/audio';
import type { AudioEncoder } from './codec.js';

/** Largest Opus packet, RFC 6716 §3.4 rule 3, and more than any G.711 block. */
const LARGEST_PAYLOAD = 1275;

/** How packets are marked. */
export type OutboundOptions = {
  readonly payloadType: number;
  readonly ssrc: number;
  /** RTP clock: 48000 for Opus. */
  readonly clockHz: number;
  readonly send: (packet: Buffer) => void;
};

/** Blocks of 20 ms in, one packet out for each, silence included. */
export class OutboundAudio {
  readonly #encoder: AudioEncoder;
  readonly #options: OutboundOptions;
  readonly #buffer = Buffer.alloc(RTP_HEADER_BYTES + LARGEST_PAYLOAD);
  // The far end is told neither: mediasoup renumbers, and SRTP keys are fresh in each call.
  #sequence = 1;
  #timestamp = 0;

  constructor(encoder: AudioEncoder, options: OutboundOptions) {
    this.#encoder = encoder;
    this.#options = options;
  }

  /** Sends one block; the packet is handed over before this returns. */
  push(block: Int16Array): void {
    const { payloadType, ssrc, clockHz, send } = this.#options;
    const header = { payloadType, ssrc, sequence: this.#sequence, timestamp: this.#timestamp };
    const sizeBytes = writeRtpPacket(this.#buffer, header, this.#encoder.encode(block));
    this.#sequence = sequenceAfter(this.#sequence);
    this.#timestamp = timestampAfter(this.#timestamp, clockHz / 50);
    send(this.#buffer.subarray(0, sizeBytes));
  }

  close(): void {
    this.#encoder.close();
  }
}
