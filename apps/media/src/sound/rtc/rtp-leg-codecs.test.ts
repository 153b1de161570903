import { findSound, sweep } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtpAgreement } from '../../link/rtp-agreement.js';
import type { PacketCodec } from '../stream/track.js';
import { createAudioDecoder, createAudioEncoder } from './create-audio-codec.js';
import { FarEnd, plainRtp } from './fake-far-end.js';
import { type Agreement, clockHzOf, rateHzOf } from './negotiate.js';
import type { RtpLeg } from './rtp-leg.js';
import { createRtpServer } from './rtp-server.js';

const HOST = '127.0.0.1';
const SOUND_MS = 900;
const clock = new FakeClock(1_700_000_000_000);
const ports = { first: 31_001, last: 31_999 };
const server = createRtpServer({ host: HOST, ports, share: 0.2, clock, newSeed: () => 0xfffffff0 });
const events = { onReady: vi.fn(), onLost: vi.fn(), onKey: vi.fn() };
let far: FarEnd;
let leg: RtpLeg | null = null;
beforeEach(async () => {
  far = new FarEnd();
  await far.open();
});
afterEach(() => {
  leg?.close();
  far.close();
});

const agree = (codec: PacketCodec): Agreement => ({
  codec,
  payloadType: 96,
  clockHz: clockHzOf(codec),
  rateHz: rateHzOf(codec),
  keys: null,
});
const open = async (codec: PacketCodec, other: Partial<RtpAgreement> = {}): Promise<RtpLeg> => {
  leg = await server.open('ip4', trackId.parse('c-1'), events);
  await leg.update(plainRtp({ codec, payloadTypes: { sound: 96 }, ...other }));
  return leg;
};
const soundOf = (rateHz: number): Int16Array => sweep(300, 3000, SOUND_MS, rateHz);
const blocksOf = (sound: Int16Array, length: number): Int16Array[] =>
  Array.from({ length: Math.floor(sound.length / length) }, (_, n) => sound.subarray(n * length, (n + 1) * length));

/** A sound in packets: as the encoder gives them, or cut anew where a codec is a row of samples. */
function packetsOf({ codec, rateHz, clockHz }: Agreement, ptimeMs: number): readonly Uint8Array[] {
  const encoder = createAudioEncoder(codec, rateHz, clockHz);
  const packets = blocksOf(soundOf(rateHz), rateHz / 50).map((block) => encoder.encode(block).slice());
  encoder.close();
  if (ptimeMs === 20) return packets;
  const bytes = Uint8Array.from(packets.flatMap((packet) => [...packet]));
  const size = ((packets[0]?.length ?? 0) * ptimeMs) / 20;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
}

/** The middle of the sound, found in what was heard: how like it is. */
function likeness(heard: Int16Array, rateHz: number): number {
  const from = 0.3 * rateHz;
  const piece = soundOf(rateHz).subarray(from, from + 0.1 * rateHz);
  return findSound(heard, piece, from - 0.05 * rateHz, from + 0.25 * rateHz).correlation;
}

const kinds = [
  ['opus', agree('opus')],
  ['G.722', agree('g722')],
  ['PCMA', agree('pcma')],
  ['PCMU', agree('pcmu')],
  ['L16', agree('l16')],
] as const;
const lengths = ['G.722', 'L16'].flatMap((name) => [10, 30, 40, 60].map((ptimeMs) => [name, ptimeMs] as const));

describe('a leg of plain RTP', () => {
  it.each([...kinds.map(([name]) => [name, 20] as const), ...lengths])(
    'hears %s in packets of %i ms',
    async (name, ptimeMs) => {
      const agreement = kinds.find(([kind]) => kind === name)?.[1] ?? agree('pcmu');
      const opened = await open(agreement.codec);
      const { rateHz, clockHz } = agreement;
      const heard: number[] = [];
      const block = new Int16Array(rateHz / 50);
      let [sentMs, count] = [0, 0];
      for (const packet of packetsOf(agreement, ptimeMs)) {
        await far.send(opened.port, packet, (clockHz * ptimeMs) / 1000, 96);
        count += 1;
        await vi.waitFor(() => expect(opened.stats.received).toBe(count), { interval: 1, timeout: 5000 });
        for (sentMs += ptimeMs; (heard.length * 1000) / rateHz < sentMs; ) {
          opened.pull(block);
          heard.push(...block);
        }
      }
      expect(likeness(Int16Array.from(heard), rateHz)).toBeGreaterThan(0.98);
      expect(opened.stats).toMatchObject({ lost: 0, unreadable: 0, foreign: 0 });
    },
  );

  it.each(kinds)('speaks %s', async (_, agreement) => {
    const { codec, rateHz, clockHz } = agreement;
    const opened = await open(agreement.codec, { remote: { address: HOST, port: far.port } });
    const blocks = blocksOf(soundOf(rateHz), rateHz / 50);
    for (const [n, block] of blocks.entries()) {
      opened.push(block);
      await vi.waitFor(() => expect(far.received).toHaveLength(n + 1), { interval: 1, timeout: 5000 });
    }
    const steps = far.received
      .slice(1)
      .map(({ timestamp }, n) => (timestamp - (far.received[n]?.timestamp ?? 0)) >>> 0);
    expect(new Set(steps)).toEqual(new Set([clockHz / 50]));
    const decoder = await createAudioDecoder(codec, rateHz, clockHz);
    const heard = far.received.flatMap(({ payload }) => [...decoder.decode(payload)]);
    decoder.close();
    expect(likeness(Int16Array.from(heard), rateHz)).toBeGreaterThan(0.98);
  });

  it.each(kinds.flatMap(([name]) => [10, 30, 40, 60].map((ptimeMs) => [name, ptimeMs] as const)))(
    'speaks %s in packets of %i ms, or of 20 where it has no such packets',
    async (name, ptimeMs) => {
      const { codec, rateHz, clockHz } = kinds.find(([kind]) => kind === name)?.[1] ?? agree('pcmu');
      const opened = await open(codec, { remote: { address: HOST, port: far.port }, ptimeMs });
      const expectedMs = codec === 'opus' && ptimeMs === 30 ? 20 : ptimeMs;
      for (const [n, block] of blocksOf(soundOf(rateHz), rateHz / 50).entries()) {
        opened.push(block);
        const count = Math.floor(((n + 1) * 20) / expectedMs);
        await vi.waitFor(() => expect(far.received).toHaveLength(count), { interval: 1, timeout: 5000 });
      }
      const steps = far.received
        .slice(1)
        .map(({ timestamp }, n) => (timestamp - (far.received[n]?.timestamp ?? 0)) >>> 0);
      expect(new Set(steps)).toEqual(new Set([(clockHz * expectedMs) / 1000]));
      const decoder = await createAudioDecoder(codec, rateHz, clockHz);
      const sounds = far.received.map(({ payload }) => [...decoder.decode(payload)]);
      decoder.close();
      expect(new Set(sounds.map(({ length }) => length))).toEqual(new Set([(rateHz * expectedMs) / 1000]));
      expect(likeness(Int16Array.from(sounds.flat()), rateHz)).toBeGreaterThan(codec === 'opus' ? 0.95 : 0.98);
    },
  );
});
