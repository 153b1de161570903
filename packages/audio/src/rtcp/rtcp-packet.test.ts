import { describe, expect, it } from 'vitest';
import { ntpTimeOf, shortNtpTime } from './ntp-time.js';
import { parseRtcp, type RtcpPacket, type WrittenRtcp } from './rtcp-packet.js';
import { writeRtcp } from './write-rtcp.js';

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.replaceAll(/\s/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** By hand from RFC 3550 §6.4.1: a sender with one report of what it hears. */
const SENDER = hex(`
  81 c8 000c  11223344
  e0000001 80000000  0000abcd  00000064  00003e80
  55667788  40 fffffe  0001ffff  00000010  00018000  00010000`);
const senderPacket: RtcpPacket = {
  kind: 'sender',
  ssrc: 0x11223344,
  ntp: { seconds: 0xe0000001, fraction: 0x80000000 },
  timestamp: 0xabcd,
  packetCount: 100,
  payloadBytes: 16_000,
  reports: [
    {
      ssrc: 0x55667788,
      lostFraction: 64,
      lostCount: -2,
      highestSequence: 0x1ffff,
      jitterTicks: 16,
      lastReport: 0x18000,
      sinceLastReport: 0x10000,
    },
  ],
};
/** §6.5: a name of four letters, so that the zero that ends the items is in the next word. */
const DESCRIPTION = hex('81 ca 0003 11223344 01 04 61626364 00 00');
/** §6.6. */
const BYE = hex('81 cb 0001 11223344');
const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Whole numbers below what is asked, the same for the same seed. */
const createChance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
/** Cut off somewhere, or not, with up to three bytes changed. */
const broken = (whole: Uint8Array, next: (below: number) => number): Uint8Array => {
  const part = whole.slice(0, next(2) === 0 ? whole.length : next(whole.length) + 1);
  for (let n = next(4); n > 0; n--) part[next(part.length)] = next(256);
  return part;
};

describe('reports', () => {
  it('are read as RFC 3550 lays them out', () => {
    expect(parseRtcp(join(SENDER, DESCRIPTION, BYE))).toEqual([
      senderPacket,
      { kind: 'description', sources: [{ ssrc: 0x11223344, cname: 'abcd' }] },
      { kind: 'bye', ssrcs: [0x11223344] },
    ]);
  });

  it('are written byte by byte the same', () => {
    const packets = parseRtcp(join(SENDER, DESCRIPTION, BYE)) ?? [];
    const written = writeRtcp(packets.filter((packet): packet is WrittenRtcp => packet.kind !== 'other'));
    expect(written).toEqual(join(SENDER, DESCRIPTION, BYE));
  });

  it('of who only listens, empty ones, and what is not known here are read too', () => {
    const receiver = hex('80 c9 0001 00000009');
    const feedback = hex('81 cd 0003 00000009 11223344 00010000');
    expect(parseRtcp(join(receiver, feedback))).toEqual([
      { kind: 'receiver', ssrc: 9, reports: [] },
      { kind: 'other', payloadType: 205 },
    ]);
  });

  it('may be filled up at their very end', () => {
    const padded = hex('a1 cb 0002 11223344 00000004');
    expect(parseRtcp(join(SENDER, padded))?.[1]).toEqual({ kind: 'bye', ssrcs: [0x11223344] });
    expect(parseRtcp(join(SENDER, padded, BYE))).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['less than a header', '80c900'],
    ['another version', '40 c9 0001 00000009'],
    ['no report first', '81 cb 0001 11223344'],
    ['a length beyond the end', '80 c9 0002 00000009'],
    ['a length short of its reports', '81 c9 0001 00000009'],
    ['something behind the last', '80 c9 0001 00000009 00'],
    ['items that do not end', '80 c9 0001 00000009 81 ca 0002 11223344 01 09 6162'],
    ['padding longer than the packet', 'a0 c9 0001 00000fff'],
  ])('are none with %s', (_, text) => {
    expect(parseRtcp(hex(text))).toBeNull();
  });

  it('that are broken at random are read or refused, never more', () => {
    const whole = join(SENDER, DESCRIPTION, BYE);
    const next = createChance(1);
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const packets = parseRtcp(broken(whole, next));
      if (packets === null) continue;
      read += 1;
      const known = packets.filter((packet): packet is WrittenRtcp => packet.kind !== 'other');
      expect(parseRtcp(writeRtcp(known))).toEqual(known);
    }
    expect(read).toBeGreaterThan(1000);
  });
});

it('time is counted from 1900, in parts of 2^-32 s', () => {
  expect(ntpTimeOf(0)).toEqual({ seconds: 2_208_988_800, fraction: 0 });
  expect(ntpTimeOf(1500)).toEqual({ seconds: 2_208_988_801, fraction: 0x80000000 });
  expect(shortNtpTime({ seconds: 0xabcd1234, fraction: 0x56789abc })).toBe(0x12345678);
});
