import type { KeyChange } from '@callwright/audio';
import type { TrackId } from '@callwright/protocol';
import type { types } from 'mediasoup';
import type { Clock, Timer } from '../../platform/clock.js';
import type { KeyRow, PacketCodec, Track } from '../stream/track.js';
import type { Agreement } from './negotiate.js';
import type { PacketAudio, PacketStats } from './packet-audio.js';

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
  readonly #parts: WebrtcParts;
  readonly #audio: PacketAudio;
  readonly #events: WebrtcLegEvents;
  readonly #clock: Clock;
  #state: 'connecting' | 'connected' | 'ready' | 'over' = 'connecting';
  #timer: Timer;
  #lastPacketMs: number;
  readonly #quietMs: number;

  constructor(options: {
    readonly id: TrackId;
    readonly parts: WebrtcParts;
    readonly audio: PacketAudio;
    readonly events: WebrtcLegEvents;
    readonly clock: Clock;
    /** Silence on the line that makes a broken transport a lost one. */
    readonly quietMs: number;
  }) {
    const { parts, events, clock } = options;
    this.id = options.id;
    this.#parts = parts;
    this.#audio = options.audio;
    this.#events = events;
    this.#clock = clock;
    this.#quietMs = options.quietMs;
    this.#lastPacketMs = clock.monotonicMs();
    this.#timer = clock.startTimer(CONNECT_MS, () => this.#lose('The browser did not connect.'));
    parts.fromCaller.on('rtp', (packet) => this.#receive(packet));
    parts.transport.on('dtlsstatechange', (state) => this.#onDtls(state));
    parts.transport.on('icestatechange', (state) => this.#onIce(state));
  }

  get agreement(): Agreement {
    return this.#audio.agreement;
  }

  get isIdle(): boolean {
    return this.#state === 'over' || this.#audio.isIdle;
  }

  get delayMs(): number {
    return this.#audio.delayMs;
  }

  get stats(): PacketStats {
    return this.#audio.stats;
  }

  get sendKeys(): ((row: KeyRow) => void) | undefined {
    return this.#parts.canSend ? this.#audio.sendKeys : undefined;
  }

  pull(block: Int16Array): void {
    // A lost leg stays on the stream until the call is closed.
    if (this.#state === 'over') block.fill(0);
    else this.#audio.pull(block);
  }

  packetOf(codec: PacketCodec): Uint8Array | null {
    return this.#state === 'over' ? null : this.#audio.packetOf(codec);
  }

  push(block: Int16Array, packet: Uint8Array | null = null): void {
    if (this.#parts.canSend && this.#state !== 'over') this.#audio.push(block, packet);
  }

  close(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#timer.cancel();
    this.#parts.router.close();
    this.#audio.close();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#state === 'over') return;
    this.#audio.receive(bytes);
    this.#lastPacketMs = this.#clock.monotonicMs();
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
