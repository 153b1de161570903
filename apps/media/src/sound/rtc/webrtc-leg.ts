import { type KeyChange, KeyTracker, parseRtpPacket } from '@callwright/audio';
import type { TrackId } from '@callwright/protocol';
import type { types } from 'mediasoup';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Track } from '../stream/track.js';
import type { InboundAudio } from './inbound-audio.js';
import type { Agreement } from './negotiate.js';
import type { OutboundAudio } from './outbound-audio.js';

/** What a leg reports; each of the first two at most once. */
export type WebrtcLegEvents = {
  /** Sound can flow: DTLS is up, and the first packet is here or has been waited for. */
  readonly onReady: () => void;
  /** The browser has gone, or never came. */
  readonly onLost: (reason: string) => void;
  readonly onKey: (change: KeyChange) => void;
};

/** The mediasoup parts of one browser; closing the router closes all of them. */
export type WebrtcParts = {
  readonly router: types.Router;
  readonly transport: types.WebRtcTransport;
  /** Sound of the browser, packet by packet. */
  readonly fromCaller: types.Consumer;
  /** False when the browser does not listen. */
  readonly canSend: boolean;
};

/** How long the first packet is waited for once DTLS is up. */
const FIRST_PACKET_MS = 500;
/** How long a browser may take to connect after our answer. */
const CONNECT_MS = 30_000;

/** The track of a browser. */
export class WebrtcLeg implements Track {
  readonly kind = 'webrtc';
  readonly id: TrackId;
  readonly agreement: Agreement;
  readonly #parts: WebrtcParts;
  readonly #inbound: InboundAudio;
  readonly #outbound: OutboundAudio;
  readonly #events: WebrtcLegEvents;
  readonly #clock: Clock;
  readonly #keys: KeyTracker;
  #state: 'connecting' | 'connected' | 'ready' | 'over' = 'connecting';
  #timer: Timer;
  #lastPacketMs: number;
  readonly #quietMs: number;

  constructor(options: {
    readonly id: TrackId;
    readonly agreement: Agreement;
    readonly parts: WebrtcParts;
    readonly inbound: InboundAudio;
    readonly outbound: OutboundAudio;
    readonly events: WebrtcLegEvents;
    readonly clock: Clock;
    /** Silence on the line that makes a broken transport a lost one. */
    readonly quietMs: number;
  }) {
    const { parts, events, clock, agreement } = options;
    this.id = options.id;
    this.agreement = agreement;
    this.#parts = parts;
    this.#inbound = options.inbound;
    this.#outbound = options.outbound;
    this.#events = events;
    this.#clock = clock;
    this.#quietMs = options.quietMs;
    this.#keys = new KeyTracker(agreement.keys?.clockHz ?? 8000, events.onKey);
    this.#lastPacketMs = clock.monotonicMs();
    this.#timer = clock.startTimer(CONNECT_MS, () => this.#lose('The browser did not connect.'));
    parts.fromCaller.on('rtp', (packet) => this.#receive(packet));
    parts.transport.on('dtlsstatechange', (state) => this.#onDtls(state));
    parts.transport.on('icestatechange', (state) => this.#onIce(state));
  }

  get delayMs(): number {
    return this.#inbound.delayMs;
  }

  get stats(): InboundAudio['stats'] {
    return this.#inbound.stats;
  }

  pull(block: Int16Array): void {
    // A lost leg stays on the stream until the call is closed.
    if (this.#state === 'over') {
      block.fill(0);
      return;
    }
    this.#keys.tick();
    this.#inbound.pull(block);
  }

  push(block: Int16Array): void {
    if (this.#parts.canSend && this.#state !== 'over') this.#outbound.push(block);
  }

  close(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#timer.cancel();
    this.#parts.router.close();
    this.#inbound.close();
    this.#outbound.close();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#state === 'over') return;
    const packet = parseRtpPacket(bytes);
    if (packet === null) return;
    this.#lastPacketMs = this.#clock.monotonicMs();
    const { keys, payloadType } = this.agreement;
    if (packet.payloadType === keys?.payloadType) {
      this.#inbound.put(packet.sequence, packet.timestamp, null);
      this.#keys.take(packet.payload, packet.timestamp);
    } else if (packet.payloadType === payloadType) this.#inbound.put(packet.sequence, packet.timestamp, packet.payload);
    if (this.#state === 'connected') this.#becomeReady();
  }

  #onDtls(state: types.DtlsState): void {
    if (state === 'connected' && this.#state === 'connecting') {
      this.#state = 'connected';
      this.#timer.cancel();
      this.#timer = this.#clock.startTimer(FIRST_PACKET_MS, () => this.#becomeReady());
    } else if (state === 'failed') this.#lose('The browser could not be connected securely.');
    else if (state === 'closed') this.#lose('The browser has left.');
  }

  /** mediasoup says `disconnected` when the browser's consent checks have stayed away (RFC 7675). */
  #onIce(state: types.IceState): void {
    if (this.#state === 'over') return;
    if (state === 'disconnected') this.#watchQuiet();
    else if (state === 'closed') this.#lose('The browser has left.');
  }

  #watchQuiet(): void {
    if (this.#parts.transport.iceState !== 'disconnected') return;
    const quietMs = this.#clock.monotonicMs() - this.#lastPacketMs;
    if (quietMs >= this.#quietMs) this.#lose('Nothing has been heard of the browser for too long.');
    else {
      this.#timer.cancel();
      this.#timer = this.#clock.startTimer(this.#quietMs - quietMs, () => this.#watchQuiet());
    }
  }

  #becomeReady(): void {
    if (this.#state !== 'connected') return;
    this.#state = 'ready';
    this.#timer.cancel();
    this.#events.onReady();
  }

  #lose(reason: string): void {
    if (this.#state === 'over') return;
    this.close();
    this.#events.onLost(reason);
  }
}
