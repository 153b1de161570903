import { randomBytes } from 'node:crypto';
import { RTP_HEADER_BYTES, writeRtpPacket } from '@callwright/audio';
import { describe, expect, it } from 'vitest';
import { RtpPacket, SrtpSession } from 'werift';
import type { SrtpSecret, SrtpSuite } from '../../../link/rtp-agreement.js';
import { KeyStream } from './key-stream.js';
import { ReplayWindow } from './replay-window.js';
import { deriveSessionKeys } from './session-keys.js';
import { SrtpReceiver } from './srtp-receiver.js';
import { SrtpSender } from './srtp-sender.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const suites: readonly SrtpSuite[] = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'];
const secretOf = (suite: SrtpSuite, key: Buffer = randomBytes(30)): SrtpSecret => ({
  suite,
  key: key.toString('base64'),
});
/** RFC 3711 B.3. */
const MASTER = hex('E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6');

const packetOf = (sequence: number, ssrc = 0xcafebabe, payload: Uint8Array = Buffer.alloc(160, sequence)): Buffer => {
  const packet = Buffer.alloc(RTP_HEADER_BYTES + payload.length);
  writeRtpPacket(packet, { payloadType: 0, sequence, timestamp: sequence * 160, ssrc }, payload);
  return packet;
};
/** As it would come off a socket: in memory of its own. */
const carried = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

describe('the vectors of RFC 3711, appendix B', () => {
  it('give the key stream of B.2', () => {
    const key = hex('2B7E151628AED2A6ABF7158809CF4F3C');
    const stream = new KeyStream(key, hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'));
    const bytes = Buffer.alloc(48);
    stream.apply(bytes, 0, 0);
    expect(bytes.toString('hex')).toBe(
      'e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0',
    );
  });

  it('give the session keys of B.3', () => {
    const { sound } = deriveSessionKeys(secretOf('AES_CM_128_HMAC_SHA1_80', MASTER));
    expect(sound.cipherKey.toString('hex')).toBe('c61e7a93744f39ee10734afe3ff7a087');
    expect(sound.cipherSalt.toString('hex')).toBe('30cbbc08863d8c85d49db34a9ae1');
    expect(sound.authKey.toString('hex')).toBe('cebe321f6ff7716b6fd4ab49af256a156d38baa4');
  });
});

describe('packets as libsrtp has them', () => {
  const sound = hex(`800f1234decafbadcafebabe ${'ab'.repeat(16)}`);
  const sealed = hex('800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb');
  const report = hex(`81c8000bcafebabe ${'ab'.repeat(16)}`);

  it('are sealed and opened byte by byte the same', () => {
    const secret = secretOf('AES_CM_128_HMAC_SHA1_80', MASTER);
    expect(carried(new SrtpSender(secret).protect(sound))).toEqual(sealed);
    expect(new SrtpReceiver(secret).open(carried(sealed))).toEqual(sound);
  });

  it('of reports too', () => {
    const secret = secretOf('AES_CM_128_HMAC_SHA1_80', MASTER);
    const sender = new SrtpSender(secret);
    sender.protectReport(report);
    const second = carried(sender.protectReport(report));
    expect(second).toEqual(hex('81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798'));
    expect(new SrtpReceiver(secret).openReport(second)).toEqual(report);
  });
});

describe.each(suites)('%s', (suite) => {
  it('opens what it sealed, through several rounds of the numbers', () => {
    const secret = secretOf(suite);
    const [sender, receiver] = [new SrtpSender(secret), new SrtpReceiver(secret)];
    for (let n = 0; n < 200_000; n += 37) {
      const packet = packetOf((40_000 + n) & 0xffff);
      expect(receiver.open(carried(sender.protect(packet)))?.equals(packet)).toBe(true);
    }
    expect(sender.rollovers).toBe(3);
    expect(receiver.rolloversOf(0xcafebabe)).toBe(3);
  });

  it('takes packets out of order around the end of a round, each once', () => {
    const secret = secretOf(suite);
    const [sender, receiver] = [new SrtpSender(secret), new SrtpReceiver(secret)];
    const sealed = [65_533, 65_534, 65_535, 0, 1, 2].map((sequence) => carried(sender.protect(packetOf(sequence))));
    const order = [0, 3, 1, 4, 2, 5];
    expect(order.map((at) => receiver.open(carried(sealed[at] ?? Buffer.alloc(0))) !== null)).toEqual(
      order.map(() => true),
    );
    for (const packet of sealed) expect(receiver.open(carried(packet))).toBeNull();
  });

  it('believes nothing that was changed, cut short, signed by others or is too old', () => {
    const secret = secretOf(suite);
    const [sender, receiver] = [new SrtpSender(secret), new SrtpReceiver(secret)];
    const sealed = carried(sender.protect(packetOf(7)));
    for (let at = 0; at < sealed.length; at++) {
      const changed = carried(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
      expect(receiver.open(changed)).toBeNull();
      expect(receiver.open(carried(sealed.subarray(0, at)))).toBeNull();
    }
    expect(receiver.open(carried(new SrtpSender(secretOf(suite)).protect(packetOf(8))))).toBeNull();
    expect(receiver.open(carried(sealed))).not.toBeNull();
    for (let n = 8; n < 208; n++) receiver.open(carried(sender.protect(packetOf(n))));
    const late = new SrtpSender(secret);
    expect(receiver.open(carried(late.protect(packetOf(50))))).toBeNull();
  });

  it('counts each source on its own, and forgets the oldest of many', () => {
    const secret = secretOf(suite);
    const receiver = new SrtpReceiver(secret);
    for (let ssrc = 1; ssrc <= 40; ssrc++) {
      const sender = new SrtpSender(secret);
      const packets = [65_535, 0].map((sequence) => carried(sender.protect(packetOf(sequence, ssrc))));
      expect(packets.every((packet) => receiver.open(packet) !== null)).toBe(true);
    }
    expect(receiver.rolloversOf(40)).toBe(1);
    expect(receiver.rolloversOf(1)).toBe(0);
  });

  it('opens reports once, whether they are enciphered or only signed', () => {
    const secret = secretOf(suite);
    const [sender, receiver] = [new SrtpSender(secret), new SrtpReceiver(secret)];
    const report = Buffer.concat([hex('80c90001'), randomBytes(28)]);
    for (let n = 0; n < 5; n++) {
      const sealed = carried(sender.protectReport(report));
      expect(receiver.openReport(carried(sealed))?.equals(report)).toBe(true);
      expect(receiver.openReport(carried(sealed))).toBeNull();
      sealed.writeUInt8(sealed.readUInt8(9) ^ 1, 9);
      expect(receiver.openReport(sealed)).toBeNull();
    }
  });

  it('other keys count from 0 or on from where the old were, which are good until then', () => {
    for (const goesOn of [false, true]) {
      const [oldSecret, newSecret] = [secretOf(suite), secretOf(suite)];
      const old = new SrtpSender(oldSecret);
      const first = new SrtpReceiver(oldSecret);
      for (const sequence of [65_535, 0, 1]) first.open(carried(old.protect(packetOf(sequence))));
      const second = new SrtpReceiver(newSecret, first);
      expect(second.open(carried(old.protect(packetOf(2))))).not.toBeNull();
      const next = new SrtpSender(newSecret);
      if (goesOn) for (const sequence of [65_535, 0]) next.protect(packetOf(sequence));
      expect(second.open(carried(next.protect(packetOf(3))))?.equals(packetOf(3))).toBe(true);
      expect(second.open(carried(next.protect(packetOf(4))))).not.toBeNull();
      expect(second.open(carried(old.protect(packetOf(5))))).toBeNull();
    }
  });
});

describe('beside another implementation', () => {
  it('what either seals the other opens', () => {
    const [ours, theirs] = [randomBytes(30), randomBytes(30)];
    const keys = {
      localMasterKey: theirs.subarray(0, 16),
      localMasterSalt: theirs.subarray(16),
      remoteMasterKey: ours.subarray(0, 16),
      remoteMasterSalt: ours.subarray(16),
    };
    const other = new SrtpSession({ keys, profile: 1 });
    const sender = new SrtpSender(secretOf('AES_CM_128_HMAC_SHA1_80', ours));
    const packet = packetOf(1000);
    expect(other.decrypt(carried(sender.protect(packet))).equals(packet)).toBe(true);
    const header = RtpPacket.deSerialize(packet).header;
    const sealed = other.encrypt(packet.subarray(RTP_HEADER_BYTES), header);
    expect(new SrtpReceiver(secretOf('AES_CM_128_HMAC_SHA1_80', theirs)).open(sealed)?.equals(packet)).toBe(true);
  });
});

it('bytes of any kind and length are refused, never more, and harm nothing', () => {
  const secret = secretOf('AES_CM_128_HMAC_SHA1_32');
  const [sender, receiver] = [new SrtpSender(secret), new SrtpReceiver(secret)];
  for (let n = 0; n < 3000; n++) {
    const bytes = randomBytes(n % 2500);
    // What looks like a packet, with any number of contributing sources and an extension of any length.
    if (bytes.length > 0) bytes.writeUInt8(0x80 | (bytes.readUInt8(0) & 0x3f), 0);
    expect(receiver.open(carried(bytes))).toBeNull();
    expect(receiver.openReport(carried(bytes))).toBeNull();
  }
  // One that is genuine, and says that its header is longer than it is.
  const odd = packetOf(9);
  odd.writeUInt8(0x9f, 0);
  expect(receiver.open(carried(sender.protect(odd)))).toBeNull();
  expect(receiver.open(carried(sender.protect(packetOf(10))))).not.toBeNull();
});

it('a secret of another length, or none in base64, is refused without being told', () => {
  for (const key of [
    '',
    'abcd',
    randomBytes(29).toString('base64'),
    `${'*'.repeat(10)}${randomBytes(30).toString('base64')}`,
  ])
    expect(() => deriveSessionKeys({ suite: 'AES_CM_128_HMAC_SHA1_80', key })).toThrow(/^A key for encrypted sound/);
});

it('a window of packets takes each once, in any order, and none that is too old', () => {
  const window = new ReplayWindow();
  for (const index of [5, 3, 4, 200, 100]) {
    expect(window.isNew(index)).toBe(true);
    window.take(index);
    expect(window.isNew(index)).toBe(false);
  }
  expect(window.newest).toBe(200);
  expect([72, 73, -1].map((index) => window.isNew(index))).toEqual([false, true, false]);
});
