import {
  BLOCK_MS,
  ntpTimeOf,
  parseRtcp,
  ReceptionCounter,
  type ReceptionReport,
  type RtcpPacket,
  shortNtpTime,
  type WrittenRtcp,
  writeRtcp,
} from '@callwright/audio';
import type { Clock, Timer } from '../../platform/clock.js';
import type { SentCounts } from './outbound-audio.js';

/** What reports are made of. */
export type CallReportsOptions = {
  /** Number of our source, as our packets carry it. */
  readonly ssrc: number;
  /** What all our sources of this call are called; says nothing of who or where we are (RFC 7022). */
  readonly cname: string;
  /** RTP clock of both directions. */
  readonly clockHz: number;
  readonly clock: Clock;
  /** Gives 32 bits of chance. */
  readonly newSeed: () => number;
  readonly sent: () => Omit<SentCounts, 'sequence'>;
  /** Nobody is told anything before it is known where they are. */
  readonly send: (report: Uint8Array) => void;
};

/** What reports of both sides came to. */
export type ReportStats = {
  /** Of the packets that came: how unevenly (RFC 3550 §6.4.1). */
  readonly jitterMs: number;
  /** To the far end and back; null before it has answered a report of ours. */
  readonly rttMs: number | null;
  /** Of our packets, as the far end says; null before it does. */
  readonly farLost: number | null;
  readonly farJitterMs: number | null;
  readonly reports: number;
  /** Of them, those that were not to be understood. */
  readonly badReports: number;
};

/** RFC 3550 §6.2: five seconds where bandwidth allows more, half of it before the first. */
const INTERVAL_MS = 5000;
/** A trip that is said to have taken longer was reckoned with another clock. */
const LONGEST_TRIP_MS = 10_000;
const UNITS_PER_MS = 65.536;

/**
 * Tells the far end how its sound comes, and hears how ours does: RTCP of a call of two (RFC 3550 §6). The timer is not
 * reconsidered, since there is never a crowd.
 */
export class CallReports {
  readonly #options: CallReportsOptions;
  readonly #wallShiftMs: number;
  #reception: ReceptionCounter;
  /** The source that is listened to. */
  #farSsrc: number | null = null;
  /** Of the last sender report that came: its time, and when that was. */
  #lastReport: { readonly shortNtp: number; readonly atMs: number } | null = null;
  #lastSentAtMs = 0;
  #packetsBefore = 0;
  /** So many reports ago something was sent. */
  #silentReports = 2;
  #hasReported = false;
  #counts = { reports: 0, badReports: 0 };
  #far: Pick<ReportStats, 'rttMs' | 'farLost' | 'farJitterMs'> = { rttMs: null, farLost: null, farJitterMs: null };
  #timer: Timer | null = null;

  constructor(options: CallReportsOptions) {
    const { clock, clockHz } = options;
    this.#options = options;
    this.#wallShiftMs = clock.nowMs() - clock.monotonicMs();
    this.#reception = new ReceptionCounter(clockHz);
    this.#await(INTERVAL_MS / 2);
  }

  get stats(): ReportStats {
    return { ...this.#far, ...this.#counts, jitterMs: this.#reception.jitterMs };
  }

  /** A packet of the source that is listened to. @param isKey its timestamp says when the key went down */
  heard(packet: Buffer, isKey: boolean, atMs: number): void {
    const ssrc = packet.readUInt32BE(8);
    if (ssrc !== this.#farSsrc) {
      this.#farSsrc = ssrc;
      this.#reception = new ReceptionCounter(this.#options.clockHz);
    }
    this.#reception.take(packet.readUInt16BE(2), isKey ? null : packet.readUInt32BE(4), atMs);
  }

  /** A block of ours was sent just now. */
  said(): void {
    this.#lastSentAtMs = this.#options.clock.monotonicMs();
  }

  /** Takes a report. @returns whether it is of the source that is listened to */
  receive(bytes: Uint8Array): boolean {
    this.#counts.reports += 1;
    const packets = parseRtcp(bytes);
    if (packets === null) this.#counts.badReports += 1;
    for (const packet of packets ?? []) this.#take(packet);
    const first = packets?.[0];
    return (first?.kind === 'sender' || first?.kind === 'receiver') && first.ssrc === this.#farSsrc;
  }

  /** Says goodbye, when anything was ever said. Idempotent. */
  close(): void {
    if (this.#timer === null) return;
    this.#timer.cancel();
    this.#timer = null;
    const { sent, ssrc } = this.#options;
    // RFC 3550 §6.3.7: who has said nothing does not say goodbye.
    if (this.#hasReported || sent().packets > 0) this.#send([{ kind: 'bye', ssrcs: [ssrc] }]);
  }

  #await(meanMs: number): void {
    const { clock, newSeed } = this.#options;
    // RFC 3550 §6.2: anything from half to one and a half of it, so that reports do not come in step.
    const afterMs = meanMs * (0.5 + newSeed() / 2 ** 32);
    this.#timer = clock.startTimer(afterMs, () => {
      this.#send([]);
      this.#await(INTERVAL_MS);
    });
  }

  #send(more: readonly WrittenRtcp[]): void {
    const { ssrc, cname, send } = this.#options;
    this.#hasReported = true;
    send(writeRtcp([this.#ownReport(), { kind: 'description', sources: [{ ssrc, cname }] }, ...more]));
  }

  /** RFC 3550 §6.4: who has sent since the report before the last is a sender. */
  #ownReport(): WrittenRtcp {
    const { ssrc, sent, clock, clockHz } = this.#options;
    const { packets: packetCount, payloadBytes, timestamp: nextTimestamp } = sent();
    const reports = this.#reports();
    this.#silentReports = packetCount > this.#packetsBefore ? 0 : this.#silentReports + 1;
    this.#packetsBefore = packetCount;
    if (this.#silentReports >= 2) return { kind: 'receiver', ssrc, reports };
    const nowMs = clock.monotonicMs();
    // What was sent last is a block before what comes next, and some time ago.
    const sinceMs = nowMs - this.#lastSentAtMs - BLOCK_MS;
    const timestamp = (nextTimestamp + Math.round((sinceMs * clockHz) / 1000)) >>> 0;
    const ntp = ntpTimeOf(nowMs + this.#wallShiftMs);
    return { kind: 'sender', ssrc, ntp, timestamp, packetCount, payloadBytes, reports };
  }

  #reports(): readonly ReceptionReport[] {
    const reception = this.#reception.report();
    if (reception === null || this.#farSsrc === null) return [];
    const last = this.#lastReport;
    const sinceMs = last === null ? 0 : this.#options.clock.monotonicMs() - last.atMs;
    return [
      {
        ssrc: this.#farSsrc,
        ...reception,
        lastReport: last?.shortNtp ?? 0,
        sinceLastReport: Math.min(0xffffffff, Math.round(sinceMs * UNITS_PER_MS)),
      },
    ];
  }

  #take(packet: RtcpPacket): void {
    if (packet.kind !== 'sender' && packet.kind !== 'receiver') return;
    const { clock, ssrc } = this.#options;
    const atMs = clock.monotonicMs();
    if (packet.kind === 'sender') this.#lastReport = { shortNtp: shortNtpTime(packet.ntp), atMs };
    for (const report of packet.reports) if (report.ssrc === ssrc) this.#hear(report, atMs);
  }

  /** What the far end says of our packets. RFC 3550 §6.4.1: a trip is now, less when we asked, less how long they had it. */
  #hear({ lostCount, jitterTicks, lastReport, sinceLastReport }: ReceptionReport, atMs: number): void {
    const farJitterMs = (jitterTicks * 1000) / this.#options.clockHz;
    const now = shortNtpTime(ntpTimeOf(atMs + this.#wallShiftMs));
    const tripMs = ((now - lastReport - sinceLastReport) | 0) / UNITS_PER_MS;
    const isKnown = lastReport !== 0 && tripMs > -1 && tripMs < LONGEST_TRIP_MS;
    this.#far = { farLost: lostCount, farJitterMs, rttMs: isKnown ? Math.max(0, tripMs) : this.#far.rttMs };
  }
}
