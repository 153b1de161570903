import type { KeyChange } from '@callwright/audio';
import { AppError, type SoundStatistics, type TrackId } from '@callwright/protocol';
import type { RtpAgreement, RtpDirection } from '../../link/rtp-agreement.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { PacketCodec } from '../stream/track.js';
import type { ReportStats } from './call-reports.js';
import { createAudioDecoder } from './create-audio-codec.js';
import { joinPacketAudio } from './create-packet-audio.js';
import { addStats, type PacketKind, type PacketStats } from './packet-audio.js';
import { PacketGuard } from './packet-guard.js';
import { PacketLeg } from './packet-leg.js';
import { receivedOf, sentOf, soundsTheSame } from './rtp-agreed.js';
import { usableRemote } from './rtp-hosts.js';
import { RtpLatch } from './rtp-latch.js';
import type { RtpAddress, RtpSocket } from './rtp-socket.js';
import { SourceReports } from './source-reports.js';
import { VoiceMix } from './voice-mix.js';

/** What a leg reports; each of the first two at most once. */
export type RtpLegEvents = {
  /** Sound can flow, and the call may begin: it was confirmed, and the first packet is here or has been waited for. */
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
  };

/** What a leg is made of. */
export type RtpLegOptions = {
  readonly id: TrackId;
  readonly socket: RtpSocket;
  /** The address to advertise. */
  readonly address: string;
  readonly events: RtpLegEvents;
  readonly clock: Clock;
  /** 32 bits of chance. */
  readonly newSeed: () => number;
  /** Silence on the line, in ms, that makes it a lost one. */
  readonly goneAfterMs: number;
};

/** How long the first packet is waited for once the call is confirmed. */
const FIRST_PACKET_MS = 500;

/**
 * The track of a caller whose sound is plain RTP, or SRTP, on a socket of our own. There is a port before anything is known
 * of the far end; what is agreed on comes by `update`, at first and whenever it changes. Whose packets are heard is up to
 * {@link RtpLatch}.
 */
export class RtpLeg extends PacketLeg {
  readonly kind = 'rtp';
  readonly #options: RtpLegOptions;
  readonly #guard = new PacketGuard();
  readonly #latch = new RtpLatch();
  #agreed: RtpAgreement | null = null;
  #updates: Promise<void> = Promise.resolve();
  readonly #reports: SourceReports;
  #rateHz: 8000 | 16000 | null = null;
  /** Who is heard where the far end forwards several; null where it speaks for itself. */
  #voices: VoiceMix | null = null;
  /** Where reports come from, when that is not where they were expected. */
  #reportPort: number | null = null;
  #strangers = 0;
  #isReady = false;
  #isSpeaking = false;
  /** An address of nobody is how telephones of old put a call on hold (RFC 3264 §8.4). */
  #isReachable = true;
  #lastSignMs: number;
  #readyTimer: Timer | null = null;
  #quietTimer: Timer | null = null;

  constructor(options: RtpLegOptions) {
    super(options.id);
    const { socket, clock, newSeed } = options;
    this.#options = options;
    const [sent, send] = [() => this.audio?.sent ?? null, (report: Uint8Array) => this.#sendReport(report)];
    this.#reports = new SourceReports({ clock, newSeed, sent, send });
    this.#lastSignMs = clock.monotonicMs();
    socket.onPacket((bytes, address, port) => {
      if (isReport(bytes)) this.#hearReport(bytes, address, port);
      else this.#receive(bytes, address, port);
    });
    socket.onReport((bytes, address, port) => this.#hearReport(bytes, address, port));
  }

  get port(): number {
    return this.#options.socket.port;
  }

  /** The address to advertise. */
  get address(): string {
    return this.#options.address;
  }

  /** Number of our source, until it is changed together with the clock of the codec (RFC 7160 §4.1). */
  get ssrc(): number {
    return this.#reports.ssrc;
  }

  /** Where our packets go; null until that is known. */
  get remote(): RtpAddress | null {
    return this.#latch.remote;
  }

  override get stats(): RtpLegStats {
    const packets = this.#voices === null ? super.stats : addStats(super.stats, this.#voices.stats);
    return { ...packets, ...this.#reports.stats, strangers: this.#strangers };
  }

  override get isIdle(): boolean {
    return this.#voices === null || this.isOver ? super.isIdle : this.#voices.isIdle;
  }

  override get delayMs(): number {
    return this.#voices?.delayMs ?? super.delayMs;
  }

  override pull(block: Int16Array): void {
    if (this.#voices === null || this.isOver) super.pull(block);
    else this.#voices.pull(block);
  }

  override packetOf(codec: PacketCodec): Uint8Array | null {
    return this.#voices === null ? super.packetOf(codec) : null;
  }

  /** How sound has come and gone so far; null before anything was agreed on. */
  async readStatistics(): Promise<SoundStatistics | null> {
    if (!this.#reports.hasBegun) return null;
    const { jitterMs, rttMs, farLost, farJitterMs, strangers } = this.stats;
    const isEncrypted = this.#guard.isOn;
    return this.statisticsOf({ jitterMs, rttMs, farLost, farJitterMs, strangers, isEncrypted });
  }

  /**
   * Takes what was agreed on; one update after the other, each complete when it resolves.
   * @throws AppError `media.badSdp` for keys that are none, with all as it was; `call.ended`
   */
  update(agreed: RtpAgreement): Promise<void> {
    const updated = this.#updates.then(() => this.#update(agreed));
    // Whoever asked is told; the next update has its own chance.
    this.#updates = updated.catch(() => undefined);
    return updated;
  }

  protected get canSend(): boolean {
    return this.#isReachable && this.#isSpeaking && this.#latch.remote !== null;
  }

  protected shut(): void {
    this.#reports.close();
    this.#readyTimer?.cancel();
    this.#quietTimer?.cancel();
    this.#voices?.close();
    this.#options.socket.close();
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  async #update(agreed: RtpAgreement): Promise<void> {
    this.#check();
    const needsSource = this.#guard.change(agreed.srtp);
    const before = this.#agreed;
    if (before === null || needsSource || !soundsTheSame(before, agreed)) await this.#renew(agreed, needsSource);
    if (agreed.sources !== undefined) await this.#hearAll(agreed.sources, agreed);
    const phase = before?.phase === 'confirmed' ? before.phase : agreed.phase;
    this.#agreed = { ...agreed, phase };
    const remote = agreed.remote === null ? null : usableRemote(agreed.remote);
    this.#isReachable = agreed.remote === null || remote !== null;
    this.#isSpeaking = speaks(agreed.direction);
    this.#latch.signal(remote, agreed.signallingAddress);
    if (agreed.remote?.rtcpPort !== before?.remote?.rtcpPort || !this.#latch.isLatched) this.#reportPort = null;
    if (before !== null && listens(agreed.direction) && !listens(before.direction)) this.#latch.resume(this.#nowMs);
    if (phase === 'confirmed' && before?.phase !== 'confirmed') this.#awaitPacket();
    this.#watchQuiet(this.#nowMs);
  }

  /** Other codecs, numbers or lengths: the sound begins anew, and the source goes on where its clock is the same. */
  async #renew(agreed: RtpAgreement, needsSource: boolean): Promise<void> {
    const { newSeed, events } = this.#options;
    const agreement = receivedOf(agreed, this.#rateHz);
    const decoder = await createAudioDecoder(agreement.codec, agreement.rateHz, agreement.clockHz);
    if (this.isOver) decoder.close();
    this.#check();
    this.#rateHz = agreement.rateHz;
    const before = this.audio;
    const isSameSource = before !== null && !needsSource && before.agreement.clockHz === agreement.clockHz;
    if (isSameSource) this.#reports.goOn();
    else if (before !== null) this.#reports.change();
    // RFC 3711 §3.3.1: numbers that go round before the first packet has come cannot be followed.
    const sequence = agreed.srtp === null ? newSeed() & 0xffff : newSeed() & 0x7fff;
    const start = isSameSource ? before.sent : { sequence, timestamp: newSeed() };
    const audio = joinPacketAudio(decoder, agreement, {
      ...sentOf(agreed),
      ssrc: this.#reports.ssrc,
      sequence: start.sequence,
      timestamp: start.timestamp,
      send: (packet) => this.#send(packet),
      onKey: events.onKey,
    });
    this.replaceAudio(audio);
    this.#reports.begin(agreement.clockHz);
  }

  // The codec of a leg that hears several stays what it was at first.
  async #hearAll(sources: readonly number[], agreed: RtpAgreement): Promise<void> {
    const agreement = receivedOf(agreed, this.#rateHz);
    const { codec, rateHz, clockHz } = agreement;
    this.#voices ??= new VoiceMix({ agreement, createDecoder: () => createAudioDecoder(codec, rateHz, clockHz) });
    await this.#voices.change(sources);
    this.#check();
  }

  #send(packet: Uint8Array): void {
    const { remote } = this.#latch;
    if (remote !== null) this.#options.socket.send(this.#guard.seal(packet), remote);
    this.#reports.said();
  }

  /** To the port after that of sound, unless it was agreed on otherwise or theirs come from elsewhere. */
  #sendReport(report: Uint8Array): void {
    const { remote } = this.#latch;
    if (remote === null || this.#agreed === null || !this.#isReachable) return;
    const { socket } = this.#options;
    const sealed = this.#guard.sealReport(report);
    if (this.#agreed.isRtcpMuxed) socket.send(sealed, remote);
    else {
      const port = this.#reportPort ?? this.#agreed.remote?.rtcpPort ?? remote.port + 1;
      if (port <= 65_535) socket.sendReport(sealed, { address: remote.address, port });
    }
  }

  #receive(bytes: Buffer, address: string, port: number): void {
    const audio = this.audio;
    const agreed = this.#agreed;
    if (this.isOver || audio === null || agreed === null) return;
    const nowMs = this.#nowMs;
    const packet = this.#latch.admits(address, port, nowMs) ? this.#guard.open(bytes) : null;
    if (packet === null) {
      this.#strangers += 1;
      return;
    }
    // On hold nobody is heard, and nobody becomes the far end.
    if (!listens(agreed.direction)) return;
    const isElsewhere = !this.#latch.isSource(address, port);
    const believesKeys = this.#latch.believesKeys(address, port, nowMs);
    const kind: PacketKind = this.#voices?.receive(packet) ?? audio.receive(packet, isElsewhere, believesKeys);
    if (kind === 'foreign') return;
    if (isElsewhere) this.#reportPort = null;
    this.#latch.take(address, port, nowMs);
    this.#lastSignMs = nowMs;
    // A single packet of another source is not listened to, and not told of.
    if (packet.readUInt32BE(8) === audio.source.ssrc) this.#reports.heard(packet, kind === 'key', nowMs);
    if (agreed.phase === 'confirmed') this.#becomeReady();
  }

  /** Reports come from where the sound does; from which port shows with the first that makes sense. */
  #hearReport(bytes: Buffer, address: string, port: number): void {
    if (this.isOver || !this.#reports.hasBegun) return;
    const report = this.#latch.remote?.address === address && port !== 0 ? this.#guard.openReport(bytes) : null;
    // Before any sound a far end behind a translator of addresses is not where it said: nobody can be told for a stranger.
    if (report === null) this.#strangers += this.#latch.isLatched ? 1 : 0;
    else if (this.#reports.receive(report)) {
      this.#reportPort ??= port;
      this.#lastSignMs = this.#nowMs;
    }
  }

  /** The call is confirmed: a far end that says nothing is not waited for long. */
  #awaitPacket(): void {
    this.#readyTimer = this.#options.clock.startTimer(FIRST_PACKET_MS, () => this.#becomeReady());
  }

  #becomeReady(): void {
    if (this.#isReady || this.isOver) return;
    this.#isReady = true;
    this.#readyTimer?.cancel();
    this.#options.events.onReady();
  }

  /** While sound is awaited: not before the call is confirmed, and not on hold, whoever of both holds and with or without music. */
  #watchQuiet(sinceMs: number): void {
    this.#quietTimer?.cancel();
    this.#quietTimer = null;
    if (this.isOver || this.#agreed?.phase !== 'confirmed' || this.#agreed.direction !== 'sendrecv') return;
    if (this.#agreed.sources !== undefined) return;
    this.#lastSignMs = Math.max(this.#lastSignMs, sinceMs);
    const { clock, goneAfterMs } = this.#options;
    const leftMs = goneAfterMs - (this.#nowMs - this.#lastSignMs);
    this.#quietTimer = clock.startTimer(Math.max(0, leftMs), () => this.#endWhenQuiet());
  }

  #endWhenQuiet(): void {
    const { clock, events, goneAfterMs } = this.#options;
    if (clock.monotonicMs() - this.#lastSignMs < goneAfterMs) this.#watchQuiet(this.#lastSignMs);
    else {
      this.close();
      events.onLost('No sound has come from the far end for too long.');
    }
  }

  #check(): void {
    if (this.isOver) throw new AppError('call.ended', 'The sound of the call has ended.');
  }
}

const speaks = (direction: RtpDirection): boolean => direction === 'sendrecv' || direction === 'sendonly';
const listens = (direction: RtpDirection): boolean => direction === 'sendrecv' || direction === 'recvonly';

/** RFC 5761 §4: on one port, what would be payload types 64 to 95 with the marker are reports. */
const isReport = (bytes: Buffer): boolean => bytes.length > 1 && bytes.readUInt8(1) >= 192 && bytes.readUInt8(1) <= 223;
