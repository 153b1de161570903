import { BLOCK_MS, RTP_HEADER_BYTES, sequenceAfter, timestampAfter } from '@callwright/audio';
import { BlockCutter } from './block-cutter.js';
import type { AudioEncoder } from './codec.js';
import { type KeyPacket, KeySender } from './key-sender.js';

/** 60 ms of L16 at 16000 Hz; the largest packet of Opus has 1275 bytes (RFC 6716 §3.4 rule 3). */
const LARGEST_PAYLOAD = 1920;
const MARKER = 0x80;

/** How packets are marked. */
export type OutboundOptions = {
  readonly payloadType: number;
  readonly ssrc: number;
  /** RTP clock: 48000 for Opus. */
  readonly clockHz: number;
  /** How keys are sent as events; null when they are not understood. */
  readonly keys: { readonly payloadType: number; readonly clockHz: number } | null;
  /** Where numbering begins; RFC 3550 §5.1 wants both by chance. */
  readonly sequence: number;
  readonly timestamp: number;
  /** How much sound is in a packet: 10 to 60 ms in tens, as far as the codec has such packets. Default 20. */
  readonly ptimeMs?: number;
  /** The packet is valid until this returns. */
  readonly send: (packet: Buffer) => void;
};

/** What has been sent so far, as a sender report says it. */
export type SentCounts = {
  readonly packets: number;
  readonly payloadBytes: number;
  /** Of what comes next. */
  readonly timestamp: number;
  readonly sequence: number;
};

/**
 * Blocks of 20 ms in, packets of the agreed length out, silence included. While keys are sent there is nothing else.
 */
export class OutboundAudio {
  /** Presses keys as events; null when the far end does not understand them. */
  readonly keys: KeySender | null;
  readonly #encoder: AudioEncoder;
  readonly #options: OutboundOptions;
  readonly #blockTicks: number;
  readonly #packetTicks: number;
  /** Null when a packet is a block. */
  readonly #cutter: BlockCutter | null;
  readonly #buffer = Buffer.alloc(RTP_HEADER_BYTES + LARGEST_PAYLOAD);
  /** The part of the buffer that is sent: made anew only when packets change their size. */
  #packet = this.#buffer.subarray(0, RTP_HEADER_BYTES);
  #sequence: number;
  #timestamp: number;
  /** The next packet of sound is the first, or the first after keys (RFC 3551 §4.1). */
  #isFirst = true;
  /** What the last ready packet sounded like; the encoder has not heard it. */
  readonly #unheard: { block: Int16Array | null; isSet: boolean } = { block: null, isSet: false };
  #packets = 0;
  #payloadBytes = 0;

  constructor(encoder: AudioEncoder, options: OutboundOptions) {
    this.#encoder = encoder;
    this.#options = options;
    this.#blockTicks = (options.clockHz * BLOCK_MS) / 1000;
    const { ptimeMs = BLOCK_MS } = options;
    this.#packetTicks = (options.clockHz * ptimeMs) / 1000;
    this.#cutter = ptimeMs === BLOCK_MS ? null : new BlockCutter(ptimeMs);
    this.#sequence = options.sequence & 0xffff;
    this.#timestamp = options.timestamp >>> 0;
    this.keys = options.keys === null ? null : new KeySender(options.keys.clockHz);
    this.#buffer[0] = 0x80;
    this.#buffer.writeUInt32BE(options.ssrc >>> 0, 8);
  }

  get sent(): SentCounts {
    const [timestamp, sequence] = [this.#timestamp, this.#sequence];
    return { packets: this.#packets, payloadBytes: this.#payloadBytes, timestamp, sequence };
  }

  /**
   * Sends one block; the packet is handed over before this returns.
   * @param packet the block in this leg's codec, when it is there without encoding
   */
  push(block: Int16Array, packet: Uint8Array | null = null): void {
    if (this.keys?.isSending) this.#pushKeys(this.keys, block.length);
    else if (this.#cutter !== null) this.#cut(this.#cutter, block);
    else this.#sendSound(packet === null ? this.#encode(block) : this.#keepFor(block, packet));
    this.#timestamp = timestampAfter(this.#timestamp, this.#blockTicks);
  }

  /** Nobody listens for the time of a block; what comes afterwards is marked as a beginning. */
  skip(): void {
    this.#cutter?.clear();
    this.#isFirst = true;
    this.#timestamp = timestampAfter(this.#timestamp, this.#blockTicks);
  }

  /** Keys that wait are sent by another from here on; one that has no events takes them for sent. */
  handOver(next: OutboundAudio): void {
    for (const row of this.keys?.takeAll() ?? []) {
      if (next.keys === null || row.digits === '') row.onSent();
      else next.keys.send(row);
    }
  }

  close(): void {
    this.keys?.close();
    this.#encoder.close();
  }

  /**
   * The far end's decoder has heard packets our encoder knows nothing of: it is brought near by the block before. Without,
   * a voice that goes on has a click at this place.
   */
  #encode(block: Int16Array): Uint8Array {
    const { block: before, isSet } = this.#unheard;
    if (isSet && before !== null) this.#encoder.encode(before);
    this.#unheard.isSet = false;
    return this.#encoder.encode(block);
  }

  #keepFor(block: Int16Array, packet: Uint8Array): Uint8Array {
    if (this.#unheard.block?.length !== block.length) this.#unheard.block = new Int16Array(block.length);
    this.#unheard.block.set(block);
    this.#unheard.isSet = true;
    return packet;
  }

  #pushKeys(keys: KeySender, sampleCount: number): void {
    const packets = keys.tick();
    this.#cutter?.clear();
    for (const packet of packets) this.#sendKey(packet);
    // The quiet between keys is sent as such, so that the far end's buffer keeps its step.
    if (packets.length === 0) this.#sendSound(this.#encode(new Int16Array(sampleCount)));
    else this.#isFirst = true;
  }

  /** Sends the packets that this block completes. */
  #cut(cutter: BlockCutter, block: Int16Array): void {
    for (let at = cutter.take(block, 0); at > 0; at = cutter.take(block, at)) {
      const ticks = Math.round((at * this.#blockTicks) / block.length) - this.#packetTicks;
      this.#sendSound(this.#encoder.encode(cutter.piece), timestampAfter(this.#timestamp, ticks));
    }
  }

  #sendSound(payload: Uint8Array, timestamp = this.#timestamp): void {
    const { payloadType } = this.#options;
    this.#write(this.#isFirst ? payloadType | MARKER : payloadType, timestamp, payload);
    this.#isFirst = false;
  }

  #sendKey({ payload, isFirst, ageBlocks, earlierTicks }: KeyPacket): void {
    const payloadType = this.#options.keys?.payloadType ?? 0;
    const timestamp = timestampAfter(this.#timestamp, earlierTicks - ageBlocks * this.#blockTicks);
    this.#write(isFirst ? payloadType | MARKER : payloadType, timestamp, payload);
  }

  #write(typeAndMarker: number, timestamp: number, payload: Uint8Array): void {
    const buffer = this.#buffer;
    const sizeBytes = RTP_HEADER_BYTES + payload.length;
    buffer[1] = typeAndMarker;
    buffer.writeUInt16BE(this.#sequence, 2);
    buffer.writeUInt32BE(timestamp, 4);
    buffer.set(payload, RTP_HEADER_BYTES);
    if (this.#packet.length !== sizeBytes) this.#packet = buffer.subarray(0, sizeBytes);
    this.#sequence = sequenceAfter(this.#sequence);
    this.#packets += 1;
    this.#payloadBytes += payload.length;
    this.#options.send(this.#packet);
  }
}
