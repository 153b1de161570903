import { BLOCK_MS, estimateMos, type KeyChange } from '@callwright/audio';
import type { TrackId } from '@callwright/protocol';
import type { Clock, Timer } from '../../platform/clock.js';
import type { KeyRow, PacketCodec, Track } from '../stream/track.js';
import type { CallReports, ReportStats } from './call-reports.js';
import type { Agreement } from './negotiate.js';
import type { PacketAudio, PacketStats } from './packet-audio.js';
import type { RtpAddress, RtpSocket } from './rtp-socket.js';

/** What a leg reports; each of the first two at most once. */
export type RtpLegEvents = {
  /** Sound can flow: it comes, or we know where to send ours. */
  readonly onReady: () => void;
  /** Nothing has come for too long. */
  readonly onLost: (reason: string) => void;
  readonly onKey: (change: KeyChange) => void;
};

/** What a leg has done. */
export type RtpLegStats = PacketStats &
  ReportStats & {
    /** Packets and reports of somebody else than the far end. */
    readonly strangers: number;
    /** What people would say of the sound that came, 1 to 4.5 (see {@link estimateMos}). */
    readonly mos: number;
  };

/** How long the first packet is waited for when the far end's address is known. */
const FIRST_PACKET_MS = 500;

/**
 * The track of a caller whose sound is plain RTP on a socket of our own. Where it comes from is where ours goes (symmetric
 * RTP, RFC 4961): the first packet that makes sense decides, and everybody else is ignored from then on, but for the one
 * that signalling names: who sprays packets at our ports before it speaks does not keep its call.
 */
export class RtpLeg implements Track {
  readonly kind = 'rtp';
  readonly id: TrackId;
  readonly #socket: RtpSocket;
  readonly #audio: PacketAudio;
  readonly #reports: CallReports;
  readonly #events: RtpLegEvents;
  readonly #clock: Clock;
  readonly #quietMs: number;
  #remote: RtpAddress | null;
  /** Where signalling says the far end is. */
  readonly #signalled: RtpAddress | null;
  /** Where reports come from, when that is not the port after that of sound. */
  #reportPort: number | null = null;
  #isLatched = false;
  #strangers = 0;
  #state: 'waiting' | 'ready' | 'over' = 'waiting';
  #lastPacketMs: number;
  #readyTimer: Timer | null = null;
  #quietTimer: Timer;

  constructor(options: {
    readonly id: TrackId;
    readonly socket: RtpSocket;
    readonly audio: PacketAudio;
    readonly reports: CallReports;
    /** Where signalling says the far end is; null when it will show itself. */
    readonly remote: RtpAddress | null;
    readonly events: RtpLegEvents;
    readonly clock: Clock;
    /** Silence on the line, in ms, that makes it a lost one. */
    readonly quietMs: number;
  }) {
    const { socket, clock, remote } = options;
    this.id = options.id;
    this.#socket = socket;
    this.#audio = options.audio;
    this.#reports = options.reports;
    this.#events = options.events;
    this.#clock = clock;
    this.#quietMs = options.quietMs;
    this.#remote = remote;
    this.#signalled = remote;
    this.#lastPacketMs = clock.monotonicMs();
    this.#quietTimer = clock.startTimer(this.#quietMs, () => this.#watchQuiet());
    if (remote !== null) this.#readyTimer = clock.startTimer(FIRST_PACKET_MS, () => this.#becomeReady());
    socket.onPacket((bytes, address, port) => this.#receive(bytes, address, port));
    socket.onReport((bytes, address, port) => this.#hearReport(bytes, address, port));
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

  get stats(): RtpLegStats {
    const sound = this.#audio.stats;
    const reports = this.#reports.stats;
    const missing = sound.lost + sound.skipped;
    const lostShare = missing === 0 ? 0 : missing / (missing + sound.received - sound.late - sound.repeated);
    // A packet's own length, what it waited here, and half the way there and back.
    const mos = estimateMos({ delayMs: BLOCK_MS + this.#audio.delayMs + (reports.rttMs ?? 0) / 2, lostShare });
    return { ...sound, ...reports, strangers: this.#strangers, mos };
  }

  /** Where our packets go; null until that is known. */
  get remote(): RtpAddress | null {
    return this.#remote;
  }

  get sendKeys(): ((row: KeyRow) => void) | undefined {
    return this.#audio.sendKeys;
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
    if (this.#state === 'over') return;
    this.#audio.push(block, packet);
    this.#reports.said();
  }

  /** Sends one packet of ours; called by the outbound side. */
  send(packet: Uint8Array): void {
    if (this.#remote !== null) this.#socket.send(packet, this.#remote);
  }

  /** Sends one report of ours: to the port after that of sound, unless theirs come from elsewhere. */
  sendReport(report: Uint8Array): void {
    if (this.#remote === null) return;
    const { address, port } = this.#remote;
    this.#socket.sendReport(report, { address, port: this.#reportPort ?? port + 1 });
  }

  close(): void {
    if (this.#state === 'over') return;
    this.#reports.close();
    this.#state = 'over';
    this.#readyTimer?.cancel();
    this.#quietTimer.cancel();
    this.#socket.close();
    this.#audio.close();
  }

  #receive(bytes: Buffer, address: string, port: number): void {
    if (this.#state === 'over') return;
    if (!this.#mayCome(address, port)) {
      this.#strangers += 1;
      return;
    }
    const kind = this.#audio.receive(bytes);
    if (kind === 'foreign') return;
    if (!this.#isLatched || !isSame(this.#remote, address, port)) {
      this.#isLatched = true;
      this.#remote = { address, port };
      this.#reportPort = null;
    }
    this.#lastPacketMs = this.#clock.monotonicMs();
    // A single packet of another source is not listened to, and not told of.
    if (bytes.readUInt32BE(8) === this.#audio.source.ssrc)
      this.#reports.heard(bytes, kind === 'key', this.#lastPacketMs);
    if (this.#state === 'waiting') this.#becomeReady();
  }

  /** Reports come from where the sound does; from which port shows with the first that makes sense. */
  #hearReport(bytes: Buffer, address: string, port: number): void {
    if (this.#state === 'over') return;
    if (this.#remote?.address !== address) {
      this.#strangers += 1;
      return;
    }
    if (this.#reports.receive(bytes)) this.#reportPort ??= port;
  }

  /** Whoever was first, unless they took the place of the one signalling names: that one may come at any time. */
  #mayCome(address: string, port: number): boolean {
    if (!this.#isLatched || isSame(this.#remote, address, port)) return true;
    return isSame(this.#signalled, address, port);
  }

  #becomeReady(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'ready';
    this.#readyTimer?.cancel();
    this.#events.onReady();
  }

  #watchQuiet(): void {
    const quietMs = this.#clock.monotonicMs() - this.#lastPacketMs;
    if (quietMs < this.#quietMs)
      this.#quietTimer = this.#clock.startTimer(this.#quietMs - quietMs, () => this.#watchQuiet());
    else {
      this.close();
      this.#events.onLost('No sound has come from the far end for too long.');
    }
  }
}

const isSame = (one: RtpAddress | null, address: string, port: number): boolean =>
  one !== null && port === one.port && address === one.address;
