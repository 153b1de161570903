import type { Clock } from '../../platform/clock.js';
import { CallReports, type ReportStats } from './call-reports.js';
import type { SentCounts } from './outbound-audio.js';

type Sent = Omit<SentCounts, 'sequence'>;

const NOTHING_SENT: Sent = { packets: 0, payloadBytes: 0, timestamp: 0 };
const NO_REPORTS: ReportStats = {
  ...{ jitterMs: 0, rttMs: null, farLost: null, farJitterMs: null, reports: 0, badReports: 0 },
};

/** What a source is made of. */
export type SourceReportsOptions = {
  readonly clock: Clock;
  /** 32 bits of chance. */
  readonly newSeed: () => number;
  /** What the present sound has sent; null before there is any. */
  readonly sent: () => Sent | null;
  readonly send: (report: Uint8Array) => void;
};

/**
 * Our source of a call, and the reports of it: they go on when its sound is replaced, and begin anew with another source
 * when its clock changes (RFC 7160 §4.1).
 */
export class SourceReports {
  readonly #options: SourceReportsOptions;
  #ssrc: number;
  #reports: CallReports | null = null;
  /** What the source had sent before its present sound. */
  #sentBefore = NOTHING_SENT;

  constructor(options: SourceReportsOptions) {
    this.#options = options;
    this.#ssrc = options.newSeed() >>> 0;
  }

  get ssrc(): number {
    return this.#ssrc;
  }

  /** Whether reports have begun. */
  get hasBegun(): boolean {
    return this.#reports !== null;
  }

  get stats(): ReportStats {
    return this.#reports?.stats ?? NO_REPORTS;
  }

  /** The present sound ends: the source goes on with other sound. */
  goOn(): void {
    const { packets, payloadBytes } = this.#sent;
    this.#sentBefore = { ...NOTHING_SENT, packets, payloadBytes };
  }

  /** The source ends, and there is another. */
  change(): void {
    this.#reports?.close();
    this.#reports = null;
    this.#ssrc = this.#options.newSeed() >>> 0;
    this.#sentBefore = NOTHING_SENT;
  }

  /** Begins to report, unless it has. @param clockHz of both directions */
  begin(clockHz: number): void {
    const { clock, newSeed, send } = this.#options;
    this.#reports ??= new CallReports({
      ssrc: this.#ssrc,
      cname: nameOf([newSeed(), newSeed(), newSeed()]),
      clockHz,
      clock,
      newSeed,
      sent: () => this.#sent,
      send,
    });
  }

  /** See {@link CallReports.heard}. */
  heard(packet: Buffer, isKey: boolean, atMs: number): void {
    this.#reports?.heard(packet, isKey, atMs);
  }

  /** See {@link CallReports.said}. */
  said(): void {
    this.#reports?.said();
  }

  /** See {@link CallReports.receive}. */
  receive(report: Uint8Array): boolean {
    return this.#reports?.receive(report) === true;
  }

  /** Says goodbye. Idempotent. */
  close(): void {
    this.#reports?.close();
  }

  get #sent(): Sent {
    const { packets, payloadBytes, timestamp } = this.#options.sent() ?? NOTHING_SENT;
    const before = this.#sentBefore;
    return { timestamp, packets: before.packets + packets, payloadBytes: before.payloadBytes + payloadBytes };
  }
}

/** RFC 7022 §4.2: 96 bits of chance, another for each source. */
const nameOf = (seeds: readonly number[]): string =>
  seeds.map((seed) => (seed >>> 0).toString(16).padStart(8, '0')).join('');
