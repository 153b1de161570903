import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../message/sip-text.js';
import { pcapOf } from './pcap.js';
import type { SignalEntry } from './signal-entry.js';
import { asked, signal } from './signals.fixture.js';

type Packet = {
  readonly atMs: number;
  readonly protocol: number;
  readonly source: string;
  readonly target: string;
  readonly sequence: number | null;
  readonly acknowledged: number | null;
  readonly text: string;
};

const sumOf = (bytes: Uint8Array): number => {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  return sum;
};
/** With its checksum in it, a sum of ones' complement is all ones (RFC 1071 §1). */
const expectChecked = (...parts: readonly Uint8Array[]) =>
  expect(parts.reduce((sum, part) => sum + sumOf(part), 0) % 0xffff).toBe(0);
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Reads a capture file, and checks lengths and checksums. */
function packetsIn(file: Uint8Array): readonly Packet[] {
  const view = new DataView(file.buffer);
  expect([view.getUint32(0), view.getUint16(4), view.getUint16(6), view.getUint32(20)]).toEqual([
    0xa1b2c3d4, 2, 4, 101,
  ]);
  const packets: Packet[] = [];
  for (let at = 24; at < file.length; ) {
    const sizeBytes = view.getUint32(at + 8);
    expect(view.getUint32(at + 12)).toBe(sizeBytes);
    const atMs = view.getUint32(at) * 1000 + view.getUint32(at + 4) / 1000;
    packets.push({ atMs, ...readPacket(file.slice(at + 16, at + 16 + sizeBytes)) });
    at += 16 + sizeBytes;
  }
  return packets;
}

function readPacket(bytes: Uint8Array): Omit<Packet, 'atMs'> {
  const view = new DataView(bytes.buffer);
  const isIpv4 = bytes[0] === 0x45;
  if (isIpv4) expectChecked(bytes.slice(0, 20));
  expect(isIpv4 ? view.getUint16(2) : view.getUint16(4) + 40).toBe(bytes.length);
  const protocol = bytes[isIpv4 ? 9 : 6] ?? 0;
  const addresses = isIpv4 ? bytes.slice(12, 20) : bytes.slice(8, 40);
  const inner = bytes.slice(isIpv4 ? 20 : 40);
  expectChecked(addresses, Uint8Array.of(0, protocol, inner.length >> 8, inner.length & 0xff), inner);
  const part = new DataView(inner.buffer);
  const half = addresses.length / 2;
  const isTcp = protocol === 6;
  if (!isTcp) expect(part.getUint16(4)).toBe(inner.length);
  return {
    protocol,
    source: `${hex(addresses.slice(0, half))}:${part.getUint16(0)}`,
    target: `${hex(addresses.slice(half))}:${part.getUint16(2)}`,
    sequence: isTcp ? part.getUint32(4) : null,
    acknowledged: isTcp ? part.getUint32(8) : null,
    text: decodeText(inner.slice(isTcp ? 20 : 8)),
  };
}

describe('a capture', () => {
  it('has each message as a datagram, from who sent it', () => {
    const invite = asked('in', 'INVITE');
    const bye = { ...asked('out', 'BYE', 2), atMs: 1_700_000_001_234.5 };
    expect(packetsIn(pcapOf([invite, bye]))).toEqual([
      {
        atMs: 1_700_000_000_000,
        protocol: 17,
        source: 'c6336407:5060',
        target: 'cb007101:5060',
        sequence: null,
        acknowledged: null,
        text: invite.message,
      },
      {
        atMs: 1_700_000_001_234.5,
        protocol: 17,
        source: 'cb007101:5060',
        target: 'c6336407:5060',
        sequence: null,
        acknowledged: null,
        text: bye.message,
      },
    ]);
    expect(pcapOf([])).toHaveLength(24);
  });

  it('has messages by TCP as segments that follow each other', () => {
    const tcp = (direction: 'in' | 'out', message: string, remote = '198.51.100.7:40000') =>
      signal(direction, message, { transport: 'tcp', remote });
    const packets = packetsIn(
      pcapOf([tcp('in', 'abc'), tcp('out', 'de'), tcp('in', 'f'), tcp('in', 'g', '198.51.100.7:40001')]),
    );
    expect(packets.map(({ protocol, sequence, acknowledged }) => [protocol, sequence, acknowledged])).toEqual([
      [6, 1, 1],
      [6, 1, 4],
      [6, 4, 3],
      [6, 1, 1],
    ]);
  });

  it('has what was encrypted or framed as datagrams', () => {
    const packets = packetsIn(
      pcapOf([signal('in', 'x', { transport: 'wss' }), signal('in', 'x', { transport: 'tls' })]),
    );
    expect(packets.map(({ protocol }) => protocol)).toEqual([17, 17]);
  });

  it.each([
    ['[2001:db8::1]:5061', '[::1]:5060', `20010db8${'0'.repeat(23)}1:5061`, `${'0'.repeat(31)}1:5060`],
    ['[::ffff:192.0.2.1]:5060', '192.0.2.2:5060', 'c0000201:5060', 'c0000202:5060'],
    ['[2001:db8::1]:5060', 'pbx.example:5060', `20010db8${'0'.repeat(23)}1:5060`, `${'0'.repeat(32)}:0`],
    ['192.0.2.1:5060', '[::1]:5070', 'c0000201:5060', '00000000:5070'],
    ['nonsense', '', '00000000:0', '00000000:0'],
  ])('between %s and %s', (remote, local, source, target) => {
    expect(packetsIn(pcapOf([signal('in', 'x', { remote, local })]))).toMatchObject([{ source, target, text: 'x' }]);
  });

  it('has what fits of a message that no packet could carry', () => {
    for (const transport of ['udp', 'tcp'] as const)
      for (const remote of ['192.0.2.1:1', '[::1]:1'])
        expect(packetsIn(pcapOf([signal('in', 'x'.repeat(70_000), { transport, remote })]))[0]?.text).toHaveLength(
          65_455,
        );
  });

  it('is right for any messages', () => {
    const entry: fc.Arbitrary<SignalEntry> = fc.record({
      atMs: fc.nat(),
      direction: fc.constantFrom('in' as const, 'out' as const),
      transport: fc.constantFrom('udp' as const, 'tcp' as const),
      local: fc
        .oneof(fc.ipV4(), fc.ipV6())
        .map((address) => (address.includes(':') ? `[${address}]:5060` : `${address}:5060`)),
      remote: fc.string(),
      message: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
        expect(packetsIn(pcapOf(entries))).toHaveLength(entries.length);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
