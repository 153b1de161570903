import { createSocket } from 'node:dgram';
import {
  decodeG711,
  encodeG711,
  findSound,
  formatTelephoneEvent,
  type KeyChange,
  levelDb,
  parseRtcp,
  type RtcpPacket,
  shortNtpTime,
  sweep,
  type WrittenRtcp,
  writeRtcp,
} from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtpAgreement } from '../../link/rtp-agreement.js';
import { FarEnd, plainRtp } from './fake-far-end.js';
import type { RtpLeg } from './rtp-leg.js';
import { RtpPorts } from './rtp-ports.js';
import { createRtpServer } from './rtp-server.js';

const HOST = '127.0.0.1';
const RANGE = { first: 32_001, last: 32_999 };
const id = trackId.parse('c-1');
const TYPES = { pcmu: 0, pcma: 8, g722: 9, opus: 111, l16: 97 } as const;

const clock = new FakeClock(1_700_000_000_000);
const server = createRtpServer({ host: HOST, ports: RANGE, share: 0.5, clock, newSeed: () => 0xfffffff0 });
const heard = { onReady: vi.fn(), onLost: vi.fn(), onKey: vi.fn<(change: KeyChange) => void>() };
let far: FarEnd;
let legs: RtpLeg[] = [];
beforeEach(async () => {
  for (const spy of Object.values(heard)) spy.mockClear();
  far = new FarEnd();
  await far.open();
});
afterEach(() => {
  far.close();
  for (const leg of legs.splice(0)) leg.close();
});

const open = async (other: Partial<RtpAgreement> = {}) => {
  const { codec = 'pcmu' } = other;
  const leg = await server.open('ip4', id, heard);
  legs = [...legs, leg];
  const payloadTypes = { sound: TYPES[codec], keys: { type: 101, clockHz: 8000 } };
  const agreed = plainRtp({ payloadTypes, ...other });
  await leg.update(agreed);
  return { leg, port: leg.port, agreed };
};
/** Waits until so many packets have come to the leg. */
const arrived = (leg: RtpLeg, count: number) =>
  vi.waitFor(() => expect(leg.stats.received + leg.stats.foreign + leg.stats.strangers).toBeGreaterThanOrEqual(count), {
    interval: 2,
    timeout: 5000,
  });
const mulaw = (sound: Int16Array): Uint8Array => encodeG711('mulaw', sound, new Uint8Array(sound.length));

describe('a leg of plain RTP', () => {
  it('marks what comes after ticks that were left out as so much later, with nothing missing in between', async () => {
    const { leg, port } = await open();
    await far.send(port, new Uint8Array(160));
    await arrived(leg, 1);
    const block = new Int16Array(160);
    leg.push(block);
    leg.skip(5);
    leg.push(block);
    await vi.waitFor(() => expect(far.received).toHaveLength(2), { interval: 2, timeout: 5000 });
    const [first, second] = far.received;
    expect(((second?.timestamp ?? 0) - (first?.timestamp ?? 0)) >>> 0).toBe(6 * 160);
    expect(((second?.sequence ?? 0) - (first?.sequence ?? 0)) & 0xffff).toBe(1);
    expect(second?.marker).toBe(true);
  });

  it.each([10, 20, 30, 40, 60])('hears packets of %i ms, and answers to where they come from', async (ptimeMs) => {
    const { leg, port } = await open();
    expect(port % 2).toBe(0);
    const said = sweep(300, 3000, 600, 8000);
    const ticks = ptimeMs * 8;
    const pulled: number[] = [];
    const block = new Int16Array(160);
    leg.push(block);
    for (let sent = 0, pulls = 0; sent * ptimeMs < 900; sent++) {
      const part = new Int16Array(ticks);
      part.set(said.subarray(sent * ticks, (sent + 1) * ticks));
      await far.send(port, mulaw(part), ticks);
      await arrived(leg, sent + 1);
      for (; pulls * 20 < sent * ptimeMs; pulls++) {
        leg.pull(block);
        pulled.push(...block);
      }
    }
    expect(heard.onReady).toHaveBeenCalledOnce();
    expect(leg.remote).toEqual({ address: HOST, port: far.port });
    expect(findSound(Int16Array.from(pulled), said.subarray(800, 4000)).correlation).toBeGreaterThan(0.98);
    expect(leg.stats).toMatchObject({ lost: 0, foreign: 0, strangers: 0 });
    leg.push(said.subarray(0, 160));
    await vi.waitFor(() => expect(far.received).toHaveLength(1));
    expect(decodeG711('mulaw', far.received[0]?.payload ?? new Uint8Array())).toHaveLength(160);
  });

  it('stays with the first that makes sense, and counts the others', async () => {
    const { leg, port } = await open();
    const stranger = new FarEnd();
    await stranger.open();
    await stranger.sendRaw(port, Uint8Array.of(1, 2, 3));
    await stranger.send(port, new Uint8Array(160), 160, 55);
    await arrived(leg, 2);
    expect(leg.remote).toBeNull();
    await far.send(port, new Uint8Array(160));
    await arrived(leg, 3);
    await stranger.send(port, new Uint8Array(160));
    await arrived(leg, 4);
    expect(leg.stats).toMatchObject({ foreign: 2, strangers: 1, received: 1 });
    expect(leg.remote?.port).toBe(far.port);
    stranger.close();
  });

  it('takes nobody for a stranger whose report comes before any sound, from elsewhere than signalling says', async () => {
    const { leg, port } = await open({ remote: { address: '127.0.0.9', port: 5000 } });
    await far.sendRaw(port, writeRtcp([{ kind: 'receiver', ssrc: 7, reports: [] }]));
    await far.send(port, new Uint8Array(160));
    await arrived(leg, 1);
    expect(leg.stats).toMatchObject({ received: 1, strangers: 0, reports: 0 });
    const other = new FarEnd();
    await other.open('127.0.0.8');
    await other.sendRaw(port, writeRtcp([{ kind: 'receiver', ssrc: 7, reports: [] }]));
    await arrived(leg, 2);
    expect(leg.stats).toMatchObject({ received: 1, strangers: 1, reports: 0 });
    other.close();
  });

  it('goes on hearing a far end that starts over with another source', async () => {
    const { leg, port } = await open();
    const block = new Int16Array(160);
    const loud = mulaw(new Int16Array(160).fill(8000));
    for (let n = 0; n < 8; n++) await far.send(port, loud);
    await arrived(leg, 8);
    for (let n = 0; n < 4; n++) leg.pull(block);
    far.startOver(99);
    for (let n = 0; n < 6; n++) await far.send(port, loud);
    await arrived(leg, 13);
    const levels = Array.from({ length: 6 }, () => {
      leg.pull(block);
      return levelDb(block);
    });
    expect(Math.min(...levels)).toBeGreaterThan(-20);
    expect(leg.stats).toMatchObject({ lost: 0, late: 0 });
  });

  it('sends to the address of signalling until sound comes from elsewhere', async () => {
    const signalled = new FarEnd();
    await signalled.open();
    const { leg, port } = await open({ remote: { address: HOST, port: signalled.port } });
    leg.push(new Int16Array(160));
    await vi.waitFor(() => expect(signalled.received).toHaveLength(1));
    expect(heard.onReady).not.toHaveBeenCalled();
    clock.advance(500);
    expect(heard.onReady).toHaveBeenCalledOnce();
    await far.send(port, new Uint8Array(160));
    await arrived(leg, 1);
    leg.push(new Int16Array(160));
    await vi.waitFor(() => expect(far.received).toHaveLength(1));
    expect(signalled.received).toHaveLength(1);
    signalled.close();
  });

  it('gives the one signalling names its call back, whoever was quicker, and lets nobody else take it', async () => {
    const { leg, port } = await open({ remote: { address: HOST, port: far.port } });
    const thief = new FarEnd();
    await thief.open();
    thief.ssrc = 66;
    for (let n = 0; n < 3; n++) await thief.send(port, mulaw(new Int16Array(160).fill(9000)));
    await arrived(leg, 3);
    expect(leg.remote?.port).toBe(thief.port);
    for (let n = 0; n < 4; n++) await far.send(port, mulaw(new Int16Array(160).fill(500)));
    await arrived(leg, 6);
    expect(leg.remote?.port).toBe(far.port);
    for (let n = 0; n < 50; n++) await thief.send(port, mulaw(new Int16Array(160).fill(9000)));
    // One more that knows the number of the source, and still comes from elsewhere.
    thief.ssrc = far.ssrc;
    await thief.send(port, mulaw(new Int16Array(160).fill(9000)));
    await vi.waitFor(() => expect(leg.stats.strangers).toBe(51));
    expect(leg.remote?.port).toBe(far.port);
    leg.push(new Int16Array(160));
    await vi.waitFor(() => expect(far.received).toHaveLength(1));
    expect(thief.received).toEqual([]);
    thief.close();
  });

  it('does what no stranger chooses who was quicker than the far end', async () => {
    const { leg, port } = await open({ remote: { address: HOST, port: far.port } });
    const stranger = new FarEnd();
    await stranger.open('127.0.0.7');
    const press = (end: FarEnd, digit: '3' | '5') =>
      end.send(port, formatTelephoneEvent({ digit, isEnd: true, volume: 10, durationTicks: 160 }), 0, 101);
    await stranger.send(port, new Uint8Array(160));
    await press(stranger, '3');
    await arrived(leg, 2);
    expect(leg.remote?.address).toBe('127.0.0.7');
    await far.send(port, new Uint8Array(160));
    await press(stranger, '3');
    await press(far, '5');
    await arrived(leg, 5);
    expect(heard.onKey.mock.calls.map(([{ digit }]) => digit)).toEqual(['5', '5']);
    stranger.close();
  });

  it('tells of keys, and sends its own as events', async () => {
    const { leg, port } = await open({ remote: { address: HOST, port: far.port } });
    const event = (isEnd: boolean, durationTicks: number) =>
      far.send(port, formatTelephoneEvent({ digit: '#', isEnd, volume: 10, durationTicks }), 0, 101);
    await event(false, 160);
    await event(false, 320);
    for (let n = 0; n < 3; n++) await event(true, 480);
    await arrived(leg, 5);
    expect(heard.onKey.mock.calls.map(([{ digit, phase, durationMs }]) => [digit, phase, durationMs])).toEqual([
      ['#', 'start', undefined],
      ['#', 'end', 60],
    ]);
    const onSent = vi.fn();
    leg.sendKeys?.({ digits: '3', durationMs: 60, gapMs: 40, onSent });
    for (let n = 0; n < 6; n++) leg.push(new Int16Array(160));
    await vi.waitFor(() => expect(far.received).toHaveLength(6));
    expect(far.received.map(({ payloadType }) => payloadType)).toEqual([101, 101, 101, 101, 101, 0]);
    expect(onSent).toHaveBeenCalledOnce();
  });

  it('tells the far end how it is heard, and says goodbye', async () => {
    const reports: RtcpPacket[][] = [];
    const theirs = createSocket('udp4');
    theirs.on('message', (bytes) => reports.push([...(parseRtcp(bytes) ?? [])]));
    await new Promise<void>((resolve) => theirs.bind(far.port + 1, HOST, resolve));
    const { leg, port } = await open();
    for (const skipped of [0, 0, 1, 0]) {
      if (skipped) far.skip(160);
      await far.send(port, mulaw(new Int16Array(160).fill(8000)));
    }
    await arrived(leg, 4);
    leg.push(new Int16Array(160));
    clock.advance(8000);
    await vi.waitFor(() => expect(reports).toHaveLength(1));
    const told = { kind: 'sender', ssrc: 0xfffffff0, packetCount: 1, payloadBytes: 160 };
    expect(reports[0]).toMatchObject([{ ...told, reports: [{ ssrc: 7, lostCount: 1 }] }, { kind: 'description' }]);
    const lastReport = reports[0]?.[0]?.kind === 'sender' ? shortNtpTime(reports[0][0].ntp) : 0;
    const report = { ssrc: 0xfffffff0, lostFraction: 0, lostCount: 3, highestSequence: 1, jitterTicks: 80 };
    const answer: WrittenRtcp = {
      kind: 'receiver',
      ssrc: 7,
      reports: [{ ...report, lastReport, sinceLastReport: 0 }],
    };
    for (const bytes of [Uint8Array.of(1), writeRtcp([answer])]) theirs.send(bytes, port + 1, HOST);
    await vi.waitFor(() => expect(leg.stats.reports).toBe(2));
    expect(leg.stats).toMatchObject({ farLost: 3, farJitterMs: 10, badReports: 1 });
    expect(leg.stats.rttMs).toBeLessThan(8000);
    leg.close();
    await vi.waitFor(() => expect(reports.at(-1)?.at(-1)).toEqual({ kind: 'bye', ssrcs: [0xfffffff0] }));
    theirs.close();
  });

  it('is lost when nothing comes for a minute, and is silent then', async () => {
    const { leg, port } = await open();
    clock.advance(40_000);
    await far.send(port, mulaw(new Int16Array(160).fill(8000)));
    await arrived(leg, 1);
    clock.advance(59_000);
    expect(heard.onLost).not.toHaveBeenCalled();
    clock.advance(2000);
    expect(heard.onLost).toHaveBeenCalledOnce();
    const block = new Int16Array(160).fill(1);
    leg.pull(block);
    leg.push(block);
    leg.close();
    expect(levelDb(block)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('the ports', () => {
  it('are even, go round, skip those that are taken, and run out with an error', async () => {
    const range = { first: 33_001, last: 33_006 };
    const ports = new RtpPorts({ host: HOST, range, share: 0 });
    const first = await ports.open();
    expect(first.port).toBe(33_002);
    const second = await new RtpPorts({ host: HOST, range, share: 0 }).open();
    expect(second.port).toBe(33_004);
    await expect(ports.open()).rejects.toMatchObject({ code: 'media.noPort' });
    first.close();
    second.close();
    first.close();
    const again = await ports.open();
    expect([33_002, 33_004]).toContain(again.port);
    again.close();
  });
});
