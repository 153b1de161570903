import { expect, it } from 'vitest';
import { parseRtpPacket, writeRtpPacket } from './rtp-packet.js';

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

it('reads back what it wrote', () => {
  const target = new Uint8Array(100);
  const header = { marker: true, payloadType: 111, sequence: 65_535, timestamp: 0xfffffff0, ssrc: 0xdeadbeef };
  const sizeBytes = writeRtpPacket(target, header, Uint8Array.of(1, 2, 3));
  expect(sizeBytes).toBe(15);
  expect(parseRtpPacket(target.subarray(0, sizeBytes))).toEqual({
    ...header,
    csrcs: [],
    extensions: [],
    payload: Uint8Array.of(1, 2, 3),
  });
});

it('refuses to write beyond the end of the buffer', () => {
  const header = { payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0 };
  expect(() => writeRtpPacket(new Uint8Array(13), header, new Uint8Array(2))).toThrow(
    expect.objectContaining({ code: 'audio.bufferTooSmall' }),
  );
});

it('steps over contributing sources, one-byte extensions with their padding, and padding at the end', () => {
  // V=2 P=1 X=1 CC=1; extension 0xBEDE of two words: id 1 (1 byte 0x42), a pad, id 3 (2 bytes), pad; payload aabb; 2 bytes padding
  const packet = parseRtpPacket(
    hex('b16f00010000000200000003000000ccbede0002104200311122000000aabb0002'.replace('000000aabb', '0000aabb')),
  );
  expect(packet?.csrcs).toEqual([0xcc]);
  expect(packet?.extensions).toEqual([
    { id: 1, data: Uint8Array.of(0x42) },
    { id: 3, data: Uint8Array.of(0x11, 0x22) },
  ]);
  expect(packet?.payload).toEqual(Uint8Array.of(0xaa, 0xbb));
});

it('reads two-byte extensions, also empty ones', () => {
  const packet = parseRtpPacket(hex('9000000100000002000000031000000205000702abcd0000ff'));
  expect(packet?.extensions).toEqual([
    { id: 5, data: new Uint8Array(0) },
    { id: 7, data: Uint8Array.of(0xab, 0xcd) },
  ]);
  expect(packet?.payload).toEqual(Uint8Array.of(0xff));
});

it('steps over an extension of a profile it does not know', () => {
  const packet = parseRtpPacket(hex('900000010000000200000003abcd000111111111ff'));
  expect(packet?.extensions).toEqual([]);
  expect(packet?.payload).toEqual(Uint8Array.of(0xff));
});

it.each([
  ['too short', '8000000100000002000000'],
  ['of another version', '400000010000000200000003ff'],
  ['with more sources than bytes', '8f0000010000000200000003ff'],
  ['with an extension that runs over the end', '900000010000000200000003bede0005ff'],
  ['with more padding than payload', 'a00000010000000200000003ffff09'],
  ['with a padding count of zero', 'a00000010000000200000003ffff00'],
])('takes a packet %s for none', (_, bytes) => {
  expect(parseRtpPacket(hex(bytes))).toBeNull();
});

it('survives any bytes', () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed >> 16;
  };
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from({ length: random() % 60 }, () => random());
    const packet = parseRtpPacket(bytes);
    expect((packet?.payload.length ?? 0) <= bytes.length).toBe(true);
  }
});
