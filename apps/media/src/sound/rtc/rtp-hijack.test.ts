import { randomBytes } from 'node:crypto';
import { encodeG711, findSound, sine, sweep } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtpAgreement } from '../../link/rtp-agreement.js';
import { FarEnd, plainRtp } from './fake-far-end.js';
import type { RtpLeg } from './rtp-leg.js';
import { createRtpServer } from './rtp-server.js';
import { SrtpSender } from './srtp/srtp-sender.js';

const HOST = '127.0.0.1';
/** Another address of this machine's loopback: a stranger is not even of the same address. */
const ELSEWHERE = '127.0.0.66';
const clock = new FakeClock(1_700_000_000_000);
const ports = { first: 29_001, last: 29_999 };
const server = createRtpServer({ host: '0.0.0.0', ports, share: 0.4, clock, newSeed: () => 0x1234_5678 });
const events = { onReady: vi.fn(), onLost: vi.fn(), onKey: vi.fn() };
const BLOCKS = 60;
const words = sweep(300, 3000, BLOCKS * 20, 8000);
const noise = sine(1700, 20, 8000);
const mulaw = (sound: Int16Array): Uint8Array => encodeG711('mulaw', sound, new Uint8Array(sound.length));
let caller: FarEnd;
let stranger: FarEnd;
let leg: RtpLeg;
beforeEach(async () => {
  caller = new FarEnd();
  await caller.open(HOST);
  stranger = new FarEnd();
  await stranger.open(ELSEWHERE);
  leg = await server.open('ip4', trackId.parse('c-1'), events);
});
afterEach(() => {
  leg.close();
  caller.close();
  stranger.close();
});

const seen = () => leg.stats.received + leg.stats.foreign + leg.stats.strangers;
/** Sprays so many packets, in the name of others and of the caller. */
async function spray(count: number, ssrcs = [caller.ssrc, 1000, 1001]): Promise<void> {
  const before = seen();
  for (let n = 0; n < count; n++) {
    stranger.ssrc = ssrcs[n % ssrcs.length] ?? 0;
    await stranger.send(leg.port, mulaw(noise));
  }
  await vi.waitFor(() => expect(seen()).toBe(before + count), { interval: 1 });
}

/** The caller speaks while the stranger sprays three packets for each of theirs. @returns what the call hears */
async function callUnderFire(): Promise<Int16Array> {
  const heard: number[] = [];
  const block = new Int16Array(160);
  for (let n = 0; n < BLOCKS; n++) {
    if (n > 0) await spray(3);
    const before = seen();
    await caller.send(leg.port, mulaw(words.subarray(n * 160, (n + 1) * 160)));
    await vi.waitFor(() => expect(seen()).toBe(before + 1), { interval: 1 });
    leg.push(noise);
    leg.pull(block);
    heard.push(...block);
    clock.advance(20);
  }
  return Int16Array.from(heard);
}

const agree = (other: Partial<RtpAgreement> = {}) =>
  leg.update(plainRtp({ remote: { address: HOST, port: caller.port }, ...other }));
const likeness = (heard: Int16Array) => findSound(heard, words.subarray(3000, 5000)).correlation;

describe('a stranger who sprays packets', () => {
  it('before and during a call neither hears it nor is heard in it', async () => {
    await agree({ phase: 'early' });
    // Before anybody speaks, the first may be the far end.
    await spray(20, [1000]);
    expect(leg.remote?.address).toBe(ELSEWHERE);
    await agree();
    const heard = await callUnderFire();
    expect(likeness(heard)).toBeGreaterThan(0.98);
    expect(leg.remote).toEqual({ address: HOST, port: caller.port });
    expect(leg.stats.strangers).toBe((BLOCKS - 1) * 3);
    await vi.waitFor(() => expect(caller.received).toHaveLength(BLOCKS));
    expect(stranger.received).toEqual([]);
  });

  it('during the call of a caller behind a translator of addresses gets nothing of it', async () => {
    await agree({ remote: { address: '10.0.0.5', port: 4000 } });
    await caller.send(leg.port, mulaw(words.subarray(0, 160)));
    await vi.waitFor(() => expect(leg.stats.received).toBe(1));
    const heard = await callUnderFire();
    expect(likeness(heard)).toBeGreaterThan(0.98);
    expect(leg.stats.strangers).toBe((BLOCKS - 1) * 3);
    expect(stranger.received).toEqual([]);
    await vi.waitFor(() => expect(caller.received).toHaveLength(BLOCKS));
  });

  it('does not get in with a re-INVITE that changes nothing', async () => {
    await agree();
    await caller.send(leg.port, mulaw(noise));
    await vi.waitFor(() => expect(leg.stats.received).toBe(1));
    await agree();
    await spray(20);
    expect(leg.stats).toMatchObject({ received: 1, strangers: 20 });
    leg.push(noise);
    await vi.waitFor(() => expect(caller.received).toHaveLength(1));
    expect(stranger.received).toEqual([]);
  });

  it('gets nothing at all of a call that is encrypted, whoever is first', async () => {
    const newSecret = () => ({ suite: 'AES_CM_128_HMAC_SHA1_80', key: randomBytes(30).toString('base64') }) as const;
    const srtp = { send: newSecret(), receive: newSecret() };
    await agree({ srtp, remote: { address: '10.0.0.5', port: 4000 } });
    await spray(50);
    expect(leg.stats).toMatchObject({ received: 0, strangers: 50 });
    const sender = new SrtpSender(srtp.receive);
    caller.seal = (packet) => sender.protect(packet);
    const heard = await callUnderFire();
    expect(likeness(heard)).toBeGreaterThan(0.98);
    expect(leg.stats).toMatchObject({ received: BLOCKS, strangers: 50 + (BLOCKS - 1) * 3, lost: 0 });
    expect(stranger.raw).toEqual([]);
    await vi.waitFor(() => expect(caller.raw).toHaveLength(BLOCKS));
  });
});
