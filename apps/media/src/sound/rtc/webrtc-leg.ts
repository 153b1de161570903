import { type KeyChange, ReceptionCounter } from '@callwright/audio';
import type { SoundStatistics, TrackId } from '@callwright/protocol';
import type { types } from 'mediasoup';
import type { Clock, Timer } from '../../platform/clock.js';
import type { PacketAudio } from './packet-audio.js';
import { PacketLeg } from './packet-leg.js';

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
  /** Ours on its way to the browser. */
  readonly toCaller: types.Consumer;
  /** False when the browser does not listen. */
  readonly canSend: boolean;
};

/** How long the first packet is waited for once DTLS is up. */
const FIRST_PACKET_MS = 500;
/** How long a browser may take to connect after our answer. */
const CONNECT_MS = 30_000;

/** The track of a browser. */
export class WebrtcLeg extends PacketLeg {
  readonly kind = 'webrtc';
  readonly #parts: WebrtcParts;
  readonly #reception: ReceptionCounter;
  readonly #events: WebrtcLegEvents;
  readonly #clock: Clock;
  #state: 'connecting' | 'connected' | 'ready' = 'connecting';
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
    super(options.id);
    const { parts, audio, events, clock } = options;
    this.replaceAudio(audio);
    this.#parts = parts;
    this.#reception = new ReceptionCounter(audio.agreement.clockHz);
    this.#events = events;
    this.#clock = clock;
    this.#quietMs = options.quietMs;
    this.#lastPacketMs = clock.monotonicMs();
    this.#timer = clock.startTimer(CONNECT_MS, () => this.#lose('The browser did not connect.'));
    parts.fromCaller.on('rtp', (packet) => this.#receive(packet));
    parts.transport.on('dtlsstatechange', (state) => this.#onDtls(state));
    parts.transport.on('icestatechange', (state) => this.#onIce(state));
  }

  /** How sound has come and gone so far; what the browser says of it is asked of mediasoup, which it is told to. */
  async readStatistics(): Promise<SoundStatistics> {
    const told = await this.#told();
    return this.statisticsOf({ ...told, jitterMs: this.#reception.jitterMs, strangers: 0, isEncrypted: true });
  }

  protected get canSend(): boolean {
    return this.#parts.canSend;
  }

  protected shut(): void {
    this.#timer.cancel();
    this.#parts.router.close();
  }

  /** A worker that has died has nothing to tell any more. */
  async #told(): Promise<Pick<SoundStatistics, 'rttMs' | 'farLost' | 'farJitterMs'>> {
    const stats = this.isOver ? [] : await this.#parts.toCaller.getStats().catch(() => []);
    const sent = stats.find(({ type }) => type === 'outbound-rtp');
    const rttMs = sent?.roundTripTime ?? null;
    // Before its first report nothing is known, which mediasoup says as 0.
    return { rttMs, farLost: rttMs === null ? null : (sent?.packetsLost ?? null), farJitterMs: null };
  }

  #receive(bytes: Uint8Array): void {
    const { audio } = this;
    if (this.isOver || audio === null) return;
    this.#lastPacketMs = this.#clock.monotonicMs();
    const kind = audio.receive(bytes);
    const { sequence, timestamp } = audio.source;
    if (kind !== 'foreign') this.#reception.take(sequence, kind === 'key' ? null : timestamp, this.#lastPacketMs);
    if (this.#state === 'connected') this.#becomeReady();
  }

  #onDtls(state: types.DtlsState): void {
    if (this.isOver) return;
    if (state === 'connected' && this.#state === 'connecting') {
      this.#state = 'connected';
      this.#timer.cancel();
      this.#timer = this.#clock.startTimer(FIRST_PACKET_MS, () => this.#becomeReady());
    } else if (state === 'failed') this.#lose('The browser could not be connected securely.');
    else if (state === 'closed') this.#lose('The browser has left.');
  }

  /** mediasoup says `disconnected` when the browser's consent checks have stayed away (RFC 7675). */
  #onIce(state: types.IceState): void {
    if (this.isOver) return;
    if (state === 'disconnected') this.#watchQuiet();
    else if (state === 'closed') this.#lose('The browser has left.');
  }

  #watchQuiet(): void {
    if (this.isOver || this.#parts.transport.iceState !== 'disconnected') return;
    const quietMs = this.#clock.monotonicMs() - this.#lastPacketMs;
    if (quietMs >= this.#quietMs) this.#lose('Nothing has been heard of the browser for too long.');
    else {
      this.#timer.cancel();
      this.#timer = this.#clock.startTimer(this.#quietMs - quietMs, () => this.#watchQuiet());
    }
  }

  #becomeReady(): void {
    if (this.isOver || this.#state !== 'connected') return;
    this.#state = 'ready';
    this.#timer.cancel();
    this.#events.onReady();
  }

  #lose(reason: string): void {
    if (this.isOver) return;
    this.close();
    this.#events.onLost(reason);
  }
}
