import { encodeG711, formatTelephoneEvent, levelDb, parseRtcp, sine } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtpAgreement, RtpFamily } from '../../link/rtp-agreement.js';
import { FarEnd, plainRtp } from './fake-far-end.js';
import type { RtpLeg } from './rtp-leg.js';
import { createRtpServer } from './rtp-server.js';

const HOST = '127.0.0.1';
const clock = new FakeClock(1_700_000_000_000);
let seed = 1;
const server = createRtpServer({
  ...{ host: HOST, ports: { first: 30_001, last: 30_999 }, share: 0.3, clock, goneAfterMs: 30_000 },
  newSeed: () => seed++,
});
const heard = { onReady: vi.fn(), onLost: vi.fn(), onKey: vi.fn() };
const block = new Int16Array(160);
const LOUD = encodeG711('mulaw', new Int16Array(160).fill(8000), new Uint8Array(160));
let fars: FarEnd[] = [];
let far: FarEnd;
let leg: RtpLeg;
const openFar = async (address = HOST): Promise<FarEnd> => {
  const end = new FarEnd();
  await end.open(address);
  fars = [...fars, end];
  return end;
};
const openLeg = async (family: RtpFamily = 'ip4'): Promise<RtpLeg> => {
  leg = await server.open(family, trackId.parse('c-1'), heard);
  return leg;
};
beforeEach(async () => {
  for (const spy of Object.values(heard)) spy.mockClear();
  far = await openFar();
  await openLeg();
});
afterEach(() => {
  leg.close();
  for (const end of fars.splice(0)) end.close();
});

const at = ({ port }: FarEnd) => ({ address: HOST, port });
const agree = (other: Partial<RtpAgreement> = {}): Promise<void> =>
  leg.update(plainRtp({ remote: at(far), payloadTypes: { sound: 0, keys: { type: 101, clockHz: 8000 } }, ...other }));
const seen = () => leg.stats.received + leg.stats.foreign + leg.stats.strangers;
const send = async (from: FarEnd = far, payload = LOUD, ticks = 160, payloadType = 0): Promise<void> => {
  const before = seen();
  await from.send(leg.port, payload, ticks, payloadType);
  await vi.waitFor(() => expect(seen()).toBe(before + 1), { interval: 1 });
};
const said = (from: FarEnd, count: number) =>
  vi.waitFor(() => expect(from.received).toHaveLength(count), { interval: 1 });
/** The loudest of so many blocks. */
const listen = (blocks: number): number =>
  Math.max(
    ...Array.from({ length: blocks }, () => {
      leg.pull(block);
      return levelDb(block);
    }),
  );

describe('a port for sound', () => {
  it('is there before anything is known of the far end, and is silent', async () => {
    expect(leg).toMatchObject({ address: HOST, remote: null, agreement: null, isIdle: true });
    await far.send(leg.port, LOUD);
    leg.push(block);
    expect(listen(2)).toBe(Number.NEGATIVE_INFINITY);
    expect(await leg.readStatistics()).toBeNull();
    clock.advance(120_000);
    expect(heard.onLost).not.toHaveBeenCalled();
    await agree();
    leg.push(block);
    await said(far, 1);
    expect(far.received[0]?.ssrc).toBe(leg.ssrc);
  });

  it('of IPv6 hears and speaks by IPv6', async () => {
    leg.close();
    await openLeg('ip6');
    const six = await openFar('::1');
    await agree({ remote: { address: '0:0:0:0:0:0:0:1', port: six.port } });
    expect(leg.address).toBe('::1');
    await send(six);
    leg.push(block);
    await said(six, 1);
    expect(leg.stats).toMatchObject({ received: 1, strangers: 0 });
  });

  it('takes nothing more when it is closed', async () => {
    await agree();
    leg.close();
    await expect(agree()).rejects.toMatchObject({ code: 'call.ended' });
  });
});

describe('the beginning of a call', () => {
  it('is told once it is confirmed and the first packet has come', async () => {
    await agree({ phase: 'early' });
    await send();
    clock.advance(60_000);
    expect(heard.onReady).not.toHaveBeenCalled();
    await agree();
    expect(heard.onReady).not.toHaveBeenCalled();
    await send();
    expect(heard.onReady).toHaveBeenCalledOnce();
    await agree();
    clock.advance(1000);
    expect(heard.onReady).toHaveBeenCalledOnce();
  });

  it('is told half a second after it was confirmed when nothing comes', async () => {
    await agree();
    clock.advance(499);
    expect(heard.onReady).not.toHaveBeenCalled();
    clock.advance(1);
    expect(heard.onReady).toHaveBeenCalledOnce();
  });

  it('may be preceded by sound of both sides', async () => {
    await agree({ phase: 'early' });
    for (let n = 0; n < 3; n++) await send();
    expect(listen(3)).toBeGreaterThan(-20);
    leg.push(block);
    await said(far, 1);
  });
});

describe('another agreement', () => {
  it('of codec and numbers is heard and spoken, with the same source where its clock is the same', async () => {
    await agree();
    for (let n = 0; n < 3; n++) await send();
    leg.push(block);
    await said(far, 1);
    await agree({ codec: 'pcma', payloadTypes: { sound: 8 } });
    await send();
    expect(leg.stats).toMatchObject({ received: 3, foreign: 1, sent: 1 });
    await send(far, new Uint8Array(160).fill(0xd5), 160, 8);
    for (let n = 0; n < 2; n++) leg.push(block);
    await said(far, 3);
    const [first, second, third] = far.received;
    expect([second?.payloadType, second?.marker, third?.marker]).toEqual([8, true, false]);
    expect(second?.ssrc).toBe(first?.ssrc);
    expect(second?.sequence).toBe((first?.sequence ?? 0) + 1);
    expect((second?.timestamp ?? 0) - (first?.timestamp ?? 0)).toBe(160);
    expect(leg.stats).toMatchObject({ received: 4, sent: 3 });
  });

  it('of another clock has a source of its own, and the rate of the call stays', async () => {
    await agree();
    leg.push(block);
    await said(far, 1);
    await agree({ codec: 'opus', payloadTypes: { sound: 111 } });
    expect(leg.agreement).toMatchObject({ codec: 'opus', clockHz: 48_000, rateHz: 8000 });
    // A packet of the first codec is none of the second.
    leg.push(block, new Uint8Array(160));
    await said(far, 2);
    expect(far.received[1]?.payloadType).toBe(111);
    expect(far.received[1]?.payload.length).toBeLessThan(100);
    expect(far.received[1]?.ssrc).not.toBe(far.received[0]?.ssrc);
  });

  it('may number the two directions differently', async () => {
    await agree({
      payloadTypes: { sound: 96, keys: { type: 97, clockHz: 8000 } },
      receivedTypes: { sound: 100, keys: { type: 102, clockHz: 8000 }, noise: 103 },
    });
    await send(far, LOUD, 160, 100);
    await send(far, Uint8Array.of(70), 160, 103);
    await send(far, formatTelephoneEvent({ digit: '5', isEnd: true, volume: 10, durationTicks: 800 }), 0, 102);
    leg.push(block);
    leg.sendKeys?.({ digits: '1', durationMs: 20, gapMs: 20, onSent: () => undefined });
    leg.push(block);
    await said(far, 2);
    expect(far.received.map(({ payloadType }) => payloadType)).toEqual([96, 97]);
    expect(leg.stats).toMatchObject({ received: 3, foreign: 0 });
    expect(heard.onKey).toHaveBeenCalledWith({ digit: '5', phase: 'end', durationMs: 100 });
  });

  it.each([8000, 16_000, 48_000])('has keys of a clock of %i', async (clockHz) => {
    const codec = clockHz === 48_000 ? 'opus' : 'g722';
    await agree({ codec, payloadTypes: { sound: 96, keys: { type: 110, clockHz } } });
    await send(far, formatTelephoneEvent({ digit: '#', isEnd: true, volume: 10, durationTicks: clockHz / 10 }), 0, 110);
    expect(heard.onKey).toHaveBeenLastCalledWith({ digit: '#', phase: 'end', durationMs: 100 });
    leg.sendKeys?.({ digits: '1', durationMs: 100, gapMs: 40, onSent: () => undefined });
    for (let n = 0; n < 5; n++) leg.push(new Int16Array(320));
    await said(far, 5);
    const { payload = new Uint8Array() } = far.received[4] ?? {};
    expect(Buffer.from(payload).readUInt16BE(2)).toBe(clockHz / 10);
  });

  it('takes keys that wait along, and does not press one twice that is down', async () => {
    await agree();
    const onSent = vi.fn();
    leg.sendKeys?.({ digits: '12', durationMs: 40, gapMs: 40, onSent });
    leg.push(block);
    await agree({ payloadTypes: { sound: 0, keys: { type: 120, clockHz: 8000 } } });
    for (let n = 0; n < 5; n++) leg.push(block);
    await said(far, 6);
    const keys = far.received.map(({ payloadType, payload }) => [payloadType, payload[0]]);
    expect(keys[0]).toEqual([101, 1]);
    expect(keys.slice(1, 5)).toEqual(Array.from({ length: 4 }, () => [120, 2]));
    expect(onSent).toHaveBeenCalledOnce();
    const onLast = vi.fn();
    leg.sendKeys?.({ digits: '3', durationMs: 40, gapMs: 40, onSent: onLast });
    await agree({ payloadTypes: { sound: 0 } });
    expect(leg.sendKeys).toBeUndefined();
    expect(onLast).toHaveBeenCalledOnce();
  });

  it('of the same changes nothing', async () => {
    await agree();
    for (let n = 0; n < 3; n++) await send();
    const { agreement } = leg;
    await agree();
    expect(leg.agreement).toBe(agreement);
    expect(listen(4)).toBeGreaterThan(-20);
  });

  it('that comes while another is taken is taken after it', async () => {
    const both = [
      agree({ codec: 'opus', payloadTypes: { sound: 111 } }),
      agree({ codec: 'pcma', payloadTypes: { sound: 8 } }),
    ];
    await Promise.all(both);
    expect(leg.agreement?.codec).toBe('pcma');
  });

  it('of another far end is spoken to at once, and heard', async () => {
    await agree();
    await send();
    const next = await openFar();
    await agree({ remote: at(next) });
    leg.push(block);
    await said(next, 1);
    await send(next);
    await send();
    expect(leg.stats).toMatchObject({ received: 2, strangers: 1 });
  });
});

describe('a hold', () => {
  /** Sends a packet that nobody counts: one of a stranger right behind it is. */
  const sendUnheard = async (): Promise<void> => {
    const stranger = await openFar('127.0.0.9');
    const { strangers } = leg.stats;
    await far.send(leg.port, LOUD);
    await stranger.send(leg.port, LOUD);
    await vi.waitFor(() => expect(leg.stats.strangers).toBe(strangers + 1), { interval: 1 });
  };

  it('says nothing, hears nothing, and is no loss however long it lasts', async () => {
    await agree();
    for (let n = 0; n < 3; n++) await send();
    listen(10);
    await agree({ direction: 'inactive' });
    leg.push(block);
    await sendUnheard();
    expect(listen(10)).toBe(Number.NEGATIVE_INFINITY);
    clock.advance(3_600_000);
    expect(heard.onLost).not.toHaveBeenCalled();
    await agree();
    for (let n = 0; n < 3; n++) await send();
    expect(listen(4)).toBeGreaterThan(-20);
    leg.push(block);
    await said(far, 1);
    expect(far.received[0]?.marker).toBe(true);
    clock.advance(29_000);
    expect(heard.onLost).not.toHaveBeenCalled();
    clock.advance(2000);
    expect(heard.onLost).toHaveBeenCalledOnce();
  });

  it('may be filled with music', async () => {
    await agree();
    await send();
    listen(10);
    await agree({ direction: 'sendonly' });
    leg.push(sine(440, 20, 8000));
    await said(far, 1);
    await sendUnheard();
    expect(listen(5)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('of the far end may be heard, with its music, and is no loss without', async () => {
    await agree({ direction: 'recvonly' });
    for (let n = 0; n < 3; n++) await send();
    leg.push(block);
    expect(listen(4)).toBeGreaterThan(-20);
    expect(leg.stats.sent).toBe(0);
    expect(leg.sendKeys).toBeUndefined();
    clock.advance(3_600_000);
    expect(heard.onLost).not.toHaveBeenCalled();
  });

  it.each([
    ['port 0', { address: HOST, port: 0 }],
    ['the address of nobody', { address: '0.0.0.0', port: 5000 }],
  ])('of telephones of old, %s, is sent nothing', async (_, remote) => {
    await agree();
    await send();
    await agree({ remote });
    leg.push(block);
    expect(leg.stats.sent).toBe(0);
    await agree();
    leg.push(block);
    await said(far, 1);
  });
});

describe('reports', () => {
  const reports = (end: FarEnd) => end.others.map((bytes) => parseRtcp(bytes)?.[0]?.kind);

  it('go and come by the port of sound where that was agreed on', async () => {
    await agree({ isRtcpMuxed: true });
    await send();
    leg.push(block);
    clock.advance(8000);
    await vi.waitFor(() => expect(reports(far)).toContain('sender'));
    await far.sendRaw(leg.port, far.others[0] ?? new Uint8Array());
    await vi.waitFor(() => expect(leg.stats.reports).toBe(1));
    expect(leg.stats).toMatchObject({ foreign: 0, strangers: 0 });
  });

  it('go to the port signalling names', async () => {
    const theirs = await openFar();
    await agree({ remote: { ...at(far), rtcpPort: theirs.port } });
    leg.push(block);
    clock.advance(8000);
    await vi.waitFor(() => expect(reports(theirs)).toContain('sender'));
  });

  it('are a sign of life', async () => {
    await agree({ isRtcpMuxed: true });
    await send();
    leg.push(block);
    clock.advance(20_000);
    await vi.waitFor(() => expect(far.others.length).toBeGreaterThan(0));
    const report = Buffer.from(far.others[0] ?? []);
    report.writeUInt32BE(far.ssrc, 4);
    await far.sendRaw(leg.port, report);
    await vi.waitFor(() => expect(leg.stats.reports).toBe(1));
    clock.advance(20_000);
    expect(heard.onLost).not.toHaveBeenCalled();
  });
});
