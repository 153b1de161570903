import { type KeyChange, KeyTracker, parseRtpPacket, sequenceAfter, timestampAfter } from '@callwright/audio';
import type { KeyRow, PacketCodec } from '../stream/track.js';
import type { InboundAudio } from './inbound-audio.js';
import type { Agreement } from './negotiate.js';
import type { OutboundAudio } from './outbound-audio.js';
import { PayloadRing } from './payload-ring.js';

/** What a leg has heard and sent, by packets. */
export type PacketStats = InboundAudio['stats'] & {
  /** Packets of the call's source that are none of its payload types, or no RTP at all. */
  readonly foreign: number;
  readonly sent: number;
};

/** Of nobody. */
export const NO_PACKETS: PacketStats = {
  ...{ received: 0, lost: 0, late: 0, repeated: 0, skipped: 0, unreadable: 0, foreign: 0, sent: 0 },
  ...{ concealedMs: 0, silentMs: 0, recoveredMs: 0, stretchedMs: 0 },
};

/** What two have heard and sent, one after the other. */
export const addStats = (one: PacketStats, other: PacketStats): PacketStats => ({
  received: one.received + other.received,
  lost: one.lost + other.lost,
  late: one.late + other.late,
  repeated: one.repeated + other.repeated,
  skipped: one.skipped + other.skipped,
  unreadable: one.unreadable + other.unreadable,
  foreign: one.foreign + other.foreign,
  sent: one.sent + other.sent,
  concealedMs: one.concealedMs + other.concealedMs,
  silentMs: one.silentMs + other.silentMs,
  recoveredMs: one.recoveredMs + other.recoveredMs,
  stretchedMs: one.stretchedMs + other.stretchedMs,
});

/** What a packet was. */
export type PacketKind = 'sound' | 'key' | 'foreign';

/** RFC 3389 §4: comfort noise of codecs with a clock of 8000. It says how loud the far end's silence is. */
const COMFORT_NOISE = 13;

/** 120 ms of L16 at 48000 Hz: no codec has more in a packet (RFC 7587 §4.2 for Opus), and decoding it takes its time. */
const LARGEST_PACKET_BYTES = 12_000;

/** The sound of one leg whatever carries it: packets and keys in, packets and keys out. */
export class PacketAudio {
  readonly agreement: Agreement;
  readonly #inbound: InboundAudio;
  readonly #outbound: OutboundAudio;
  readonly #keys: KeyTracker;
  readonly #source = new SourceWatch();
  readonly #payloads = new PayloadRing();
  #foreign = 0;

  constructor(options: {
    readonly agreement: Agreement;
    readonly inbound: InboundAudio;
    readonly outbound: OutboundAudio;
    readonly onKey: (change: KeyChange) => void;
  }) {
    const { agreement, inbound, outbound, onKey } = options;
    this.agreement = agreement;
    this.#inbound = inbound;
    this.#outbound = outbound;
    this.#keys = new KeyTracker(agreement.keys?.clockHz ?? 8000, onKey);
  }

  get delayMs(): number {
    return this.#inbound.delayMs;
  }

  /** Nothing but silence came with the last `pull`. */
  get isIdle(): boolean {
    return this.#inbound.isIdle;
  }

  get stats(): PacketStats {
    return { ...this.#inbound.stats, foreign: this.#foreign, sent: this.#outbound.sent.packets };
  }

  /** What was sent so far, and the newest source: what reports to the far end are made of. */
  get sent(): OutboundAudio['sent'] {
    return this.#outbound.sent;
  }

  /** The source that is listened to; null before the first packet. */
  get source(): SourceWatch {
    return this.#source;
  }

  /** Presses keys as events; absent when the far end does not understand them. */
  get sendKeys(): ((row: KeyRow) => void) | undefined {
    const { keys } = this.#outbound;
    return keys === null ? undefined : (row) => keys.send(row);
  }

  /** Takes a packet off the network; what it holds is copied. */
  receive(bytes: Uint8Array, isElsewhere = false, believesKeys = true): PacketKind {
    const packet = bytes.length > LARGEST_PACKET_BYTES ? null : parseRtpPacket(bytes);
    const kind = packet === null ? 'foreign' : this.#kindOf(packet.payloadType);
    if (packet === null || kind === 'foreign') {
      this.#foreign += 1;
      return 'foreign';
    }
    if (isElsewhere) this.#source.expect(packet.ssrc);
    if (!this.#source.take(packet)) return kind;
    const { sequence, timestamp } = this.#source;
    if (kind === 'key') {
      this.#inbound.put(sequence, timestamp, null);
      if (believesKeys) this.#keys.take(packet.payload, timestamp);
    } else if (packet.payloadType === this.agreement.payloadType)
      this.#inbound.put(sequence, timestamp, this.#payloads.copy(packet.payload));
    else this.#inbound.putNoise(sequence, timestamp, this.#payloads.copy(packet.payload));
    return kind;
  }

  /** Fills `block` with the next 20 ms. */
  pull(block: Int16Array): void {
    this.#keys.tick();
    this.#inbound.pull(block);
  }

  /** See {@link Track.packetOf}. */
  packetOf(codec: PacketCodec): Uint8Array | null {
    return this.#inbound.packetOf(codec);
  }

  /** Nobody listens for 20 ms. */
  skip(): void {
    this.#outbound.skip();
  }

  /** Keys that were to be sent are sent by another from here on. */
  handOver(next: PacketAudio): void {
    this.#outbound.handOver(next.#outbound);
  }

  /** Sends 20 ms. */
  push(block: Int16Array, packet: Uint8Array | null): void {
    this.#outbound.push(block, packet);
  }

  close(): void {
    this.#inbound.close();
    this.#outbound.close();
  }

  #kindOf(type: number): PacketKind {
    const { keys, payloadType, noiseType, clockHz } = this.agreement;
    if (type === payloadType || type === noiseType || (type === COMFORT_NOISE && clockHz === 8000)) return 'sound';
    return type === keys?.payloadType ? 'key' : 'foreign';
  }
}

/**
 * Follows a sender that starts over with another number of source (a transfer, early sound before the answer): its packets
 * are numbered on from the last, so that nobody behind has to know. Two packets in a row of a new source make it the one
 * that is listened to; a single one is what was still on its way from the old.
 */
export class SourceWatch {
  #ssrc: number | null = null;
  #candidate: number | null = null;
  #sequenceShift = 0;
  #timestampShift = 0;
  #usualTicks = 0;
  /** Of the last packet taken, as it is to be understood. */
  sequence = 0;
  timestamp = 0;

  get ssrc(): number | null {
    return this.#ssrc;
  }

  /** The next packet of this source is the far end's. */
  expect(ssrc: number): void {
    this.#candidate = ssrc;
  }

  /** @returns whether the packet is to be listened to; `sequence` and `timestamp` are then its own */
  take(packet: { readonly ssrc: number; readonly sequence: number; readonly timestamp: number }): boolean {
    if (this.#ssrc === null) this.#ssrc = packet.ssrc;
    if (packet.ssrc === this.#ssrc) this.#candidate = null;
    else if (packet.ssrc === this.#candidate) this.#follow(packet);
    else {
      this.#candidate = packet.ssrc;
      return false;
    }
    const sequence = sequenceAfter(packet.sequence, this.#sequenceShift);
    const timestamp = timestampAfter(packet.timestamp, this.#timestampShift);
    const ticks = timestampAfter(timestamp, -this.timestamp);
    if (sequence === sequenceAfter(this.sequence) && ticks > 0) this.#usualTicks = ticks;
    this.sequence = sequence;
    this.timestamp = timestamp;
    return true;
  }

  #follow({ ssrc, sequence, timestamp }: { ssrc: number; sequence: number; timestamp: number }): void {
    this.#ssrc = ssrc;
    this.#candidate = null;
    this.#sequenceShift = sequenceAfter(this.sequence, 1 - sequence);
    this.#timestampShift = timestampAfter(this.timestamp, this.#usualTicks - timestamp);
  }
}
