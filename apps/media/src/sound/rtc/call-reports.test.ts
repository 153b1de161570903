import {
  ntpTimeOf,
  parseRtcp,
  type ReceptionReport,
  type RtcpPacket,
  shortNtpTime,
  writeRtcp,
} from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { CallReports } from './call-reports.js';

const START_MS = 1_700_000_000_000;
const OURS = 0xfeedf00d;
const THEIRS = 42;
let clock: FakeClock;
let sent: { packets: number; payloadBytes: number; timestamp: number };
let out: { atMs: number; packets: readonly RtcpPacket[] }[];
let reports: CallReports;
/** Chance, from 0 to 1. */
let chance = 0.5;

beforeEach(() => {
  clock = new FakeClock(START_MS);
  sent = { packets: 0, payloadBytes: 0, timestamp: 1000 };
  out = [];
  chance = 0.5;
  reports = new CallReports({
    ssrc: OURS,
    cname: 'abc',
    clockHz: 8000,
    clock,
    newSeed: () => chance * 2 ** 32,
    sent: () => sent,
    send: (bytes) => out.push({ atMs: clock.nowMs() - START_MS, packets: parseRtcp(bytes) ?? [] }),
  });
});

const say = (): void => {
  sent = { packets: sent.packets + 1, payloadBytes: sent.payloadBytes + 160, timestamp: sent.timestamp + 160 };
  reports.said();
};
const hear = (sequence: number, timestamp: number): void => {
  const packet = Buffer.alloc(12);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(timestamp, 4);
  packet.writeUInt32BE(THEIRS, 8);
  reports.heard(packet, false, clock.monotonicMs());
};
const aboutUs = (more: Partial<ReceptionReport>): ReceptionReport => ({
  ssrc: OURS,
  lostFraction: 0,
  lostCount: 0,
  highestSequence: 1,
  jitterTicks: 0,
  lastReport: 0,
  sinceLastReport: 0,
  ...more,
});

describe('reports of a call', () => {
  it('are sent after half of five seconds, then after from half to one and a half of them', () => {
    clock.advance(2500);
    chance = 0.999;
    clock.advance(5000);
    chance = 0;
    clock.advance(7500);
    clock.advance(2500);
    expect(out.map(({ atMs }) => Math.round(atMs / 10) * 10)).toEqual([2500, 7500, 15_000, 17_500]);
  });

  it('say who we are, and that we only listen until something was sent', () => {
    clock.advance(2500);
    say();
    clock.advance(5000);
    clock.advance(5000);
    clock.advance(5000);
    expect(out.map(({ packets }) => packets[0]?.kind)).toEqual(['receiver', 'sender', 'sender', 'receiver']);
    expect(out[0]?.packets[1]).toEqual({ kind: 'description', sources: [{ ssrc: OURS, cname: 'abc' }] });
  });

  it('tell one moment by both clocks: the time of day, and that of our packets', () => {
    clock.advance(2400);
    for (let n = 0; n < 5; n++) {
      say();
      clock.advance(20);
    }
    // 100 ms after the first, which was 1000: this very moment belongs to the packet that comes next.
    expect(out[0]?.packets[0]).toMatchObject({
      kind: 'sender',
      timestamp: 1800,
      ntp: ntpTimeOf(START_MS + 2500),
      packetCount: 5,
      payloadBytes: 800,
    });
  });

  it('tell what was lost of what came, and when they told us last', () => {
    for (const n of [1, 2, 4, 5]) hear(n, n * 160);
    const ntp = { seconds: 0x11112222, fraction: 0x33334444 };
    const told = {
      kind: 'sender',
      ssrc: THEIRS,
      ntp,
      timestamp: 0,
      packetCount: 5,
      payloadBytes: 0,
      reports: [],
    } as const;
    clock.advance(1500);
    expect(reports.receive(writeRtcp([told]))).toBe(true);
    clock.advance(1000);
    expect(out[0]?.packets[0]).toMatchObject({
      reports: [{ ssrc: THEIRS, lostCount: 1, lostFraction: 51, lastReport: 0x22223333, sinceLastReport: 65_536 }],
    });
  });

  it('show how long the way there and back is', () => {
    clock.advance(2500);
    const lastReport = shortNtpTime(ntpTimeOf(clock.nowMs()));
    clock.advance(380);
    // They had it for 300 ms.
    const heard = aboutUs({ lastReport, sinceLastReport: Math.round(0.3 * 65_536), lostCount: 7, jitterTicks: 16 });
    reports.receive(writeRtcp([{ kind: 'receiver', ssrc: THEIRS, reports: [heard] }]));
    expect(reports.stats.rttMs).toBeCloseTo(80, 0);
    expect(reports.stats).toMatchObject({ farLost: 7, farJitterMs: 2, reports: 1, badReports: 0 });
  });

  it('that make no sense are counted, and those about others or of another clock change nothing', () => {
    expect(reports.receive(Uint8Array.of(1, 2, 3))).toBe(false);
    const of = (report: ReceptionReport) =>
      reports.receive(writeRtcp([{ kind: 'receiver', ssrc: 5, reports: [report] }]));
    of(aboutUs({ ssrc: 77, lostCount: 9 }));
    expect(reports.stats).toMatchObject({ farLost: null, rttMs: null, reports: 2, badReports: 1 });
    of(aboutUs({ lastReport: 12_345 }));
    expect(reports.stats).toMatchObject({ farLost: 0, rttMs: null });
  });

  it('end with a goodbye, once, unless nothing was ever said', () => {
    reports.close();
    expect(out).toEqual([]);
  });

  it('end with a goodbye of who has said something, once, and no more come', () => {
    say();
    reports.close();
    reports.close();
    clock.advance(60_000);
    expect(out).toHaveLength(1);
    expect(out[0]?.packets.at(-1)).toEqual({ kind: 'bye', ssrcs: [OURS] });
  });
});
