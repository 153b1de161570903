import { parseRtpPacket, saturate } from '@callwright/audio';
import type { AudioDecoder } from './codec.js';
import { InboundAudio } from './inbound-audio.js';
import type { Agreement } from './negotiate.js';
import { addStats, NO_PACKETS, type PacketKind, type PacketStats } from './packet-audio.js';
import { PayloadRing } from './payload-ring.js';

/** What a mix needs of its leg. */
export type VoiceMixOptions = {
  readonly agreement: Agreement;
  readonly createDecoder: () => Promise<AudioDecoder>;
};

type Voice = { readonly inbound: InboundAudio; readonly payloads: PayloadRing };

/** So many are heard at a time; of a longer list the first. */
const MAX_VOICES = 64;

/**
 * Several sources that come from one far end (RFC 3550 §7.1: it forwards them, and mixes nothing), heard together. Each has a
 * jitter buffer and a decoder of its own, so that one who comes, goes or is late is nothing to the others.
 */
export class VoiceMix {
  readonly #options: VoiceMixOptions;
  readonly #voices = new Map<number, Voice>();
  /** Of those who have gone. */
  #earlier: PacketStats = NO_PACKETS;
  #foreign = 0;
  #one: Int16Array = new Int16Array(0);
  #sum: Int32Array = new Int32Array(0);
  #isIdle = true;
  #isOver = false;

  constructor(options: VoiceMixOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#voices.size;
  }

  /** Nothing but silence came with the last {@link pull}. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** The longest any of them waits here. */
  get delayMs(): number {
    return Math.max(0, ...[...this.#voices.values()].map(({ inbound }) => inbound.delayMs));
  }

  /** Of all of them together, but for what was sent. */
  get stats(): PacketStats {
    let sum = { ...this.#earlier, foreign: this.#foreign };
    for (const { inbound } of this.#voices.values()) sum = addStats(sum, { ...NO_PACKETS, ...inbound.stats });
    return sum;
  }

  /** Hears these from now on, and nobody else. One change after the other: the leg sees to it. */
  async change(sources: readonly number[]): Promise<void> {
    const wanted = new Set(sources.slice(0, MAX_VOICES));
    for (const [source, { inbound }] of this.#voices) {
      if (wanted.has(source)) continue;
      this.#earlier = addStats(this.#earlier, { ...NO_PACKETS, ...inbound.stats });
      this.#voices.delete(source);
      inbound.close();
    }
    for (const source of wanted) if (!this.#voices.has(source)) await this.#add(source);
  }

  /** Takes a packet off the network; what it holds is copied. */
  receive(bytes: Uint8Array): PacketKind {
    const packet = parseRtpPacket(bytes);
    const voice = packet === null ? undefined : this.#voices.get(packet.ssrc);
    if (packet === null || voice === undefined || packet.payloadType !== this.#options.agreement.payloadType) {
      this.#foreign += 1;
      return 'foreign';
    }
    voice.inbound.put(packet.sequence, packet.timestamp, voice.payloads.copy(packet.payload));
    return 'sound';
  }

  /** Fills `block` with the next 20 ms of all of them, with saturation. */
  pull(block: Int16Array): void {
    if (this.#one.length !== block.length) {
      this.#one = new Int16Array(block.length);
      this.#sum = new Int32Array(block.length);
    }
    this.#sum.fill(0);
    this.#isIdle = true;
    for (const { inbound } of this.#voices.values()) {
      inbound.pull(this.#one);
      if (inbound.isIdle) continue;
      this.#isIdle = false;
      for (let at = 0; at < block.length; at++) this.#sum[at] = (this.#sum[at] ?? 0) + (this.#one[at] ?? 0);
    }
    for (let at = 0; at < block.length; at++) block[at] = saturate(this.#sum[at] ?? 0);
  }

  /** Idempotent. */
  close(): void {
    this.#isOver = true;
    for (const { inbound } of this.#voices.values()) inbound.close();
    this.#voices.clear();
  }

  async #add(source: number): Promise<void> {
    const decoder = await this.#options.createDecoder();
    if (this.#isOver) decoder.close();
    else
      this.#voices.set(source, {
        inbound: new InboundAudio(decoder, this.#options.agreement),
        payloads: new PayloadRing(),
      });
  }
}
