import { randomBytes } from 'node:crypto';
import { encodeG711, levelDb, parseRtcp } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtpAgreement, SrtpSecret } from '../../link/rtp-agreement.js';
import { FarEnd, plainRtp } from './fake-far-end.js';
import type { RtpLeg } from './rtp-leg.js';
import { createRtpServer } from './rtp-server.js';
import { SrtpReceiver } from './srtp/srtp-receiver.js';
import { SrtpSender } from './srtp/srtp-sender.js';

const HOST = '127.0.0.1';
const clock = new FakeClock(1_700_000_000_000);
let seed = 1;
const server = createRtpServer({
  ...{ host: HOST, ports: { first: 28_001, last: 28_999 }, share: 0.3, clock, goneAfterMs: 30_000 },
  newSeed: () => seed++,
});
const heard = { onReady: vi.fn(), onLost: vi.fn(), onKey: vi.fn() };
const block = new Int16Array(160);
const LOUD = encodeG711('mulaw', new Int16Array(160).fill(8000), new Uint8Array(160));
let fars: FarEnd[] = [];
let far: FarEnd;
let leg: RtpLeg;
const openFar = async (): Promise<FarEnd> => {
  const end = new FarEnd();
  await end.open();
  fars = [...fars, end];
  return end;
};
beforeEach(async () => {
  for (const spy of Object.values(heard)) spy.mockClear();
  far = await openFar();
  leg = await server.open('ip4', trackId.parse('c-1'), heard);
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

describe('encrypted sound', () => {
  const secret = (suite: SrtpSecret['suite'] = 'AES_CM_128_HMAC_SHA1_80'): SrtpSecret => ({
    suite,
    key: randomBytes(30).toString('base64'),
  });
  const newKeys = (suite?: SrtpSecret['suite']) => ({ send: secret(suite), receive: secret(suite) });
  const sealed = (sender: SrtpSender) => (packet: Uint8Array) => sender.protect(packet);

  it.each(['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const)(
    'comes and goes with %s, reports too',
    async (suite) => {
      const srtp = newKeys(suite);
      await agree({ srtp, isRtcpMuxed: true });
      far.seal = sealed(new SrtpSender(srtp.receive));
      for (let n = 0; n < 3; n++) await send();
      expect(listen(4)).toBeGreaterThan(-20);
      leg.push(block);
      clock.advance(8000);
      await vi.waitFor(() => expect(far.raw.length).toBeGreaterThan(1));
      const receiver = new SrtpReceiver(srtp.send);
      const [sound = Buffer.alloc(0), report = Buffer.alloc(0)] = far.raw;
      expect(receiver.open(Buffer.from(sound))?.length).toBe(172);
      expect(parseRtcp(receiver.openReport(Buffer.from(report)) ?? Buffer.alloc(0))?.[0]?.kind).toBe('sender');
      expect(await leg.readStatistics()).toMatchObject({
        by: 'rtp',
        codec: 'PCMU',
        isEncrypted: true,
        received: 3,
        lost: 0,
      });
    },
  );

  it('in the clear, of others or sent again is of strangers, and nobody is sent anything for it', async () => {
    const srtp = newKeys();
    await agree({ srtp, remote: null });
    await send();
    far.seal = sealed(new SrtpSender(secret()));
    await send();
    leg.push(block);
    expect(leg.remote).toBeNull();
    const genuine = await openFar();
    const sender = new SrtpSender(srtp.receive);
    let last = Buffer.alloc(0);
    genuine.seal = (packet) => {
      last = Buffer.from(sender.protect(packet));
      return last;
    };
    await send(genuine);
    await genuine.sendRaw(leg.port, last);
    await vi.waitFor(() => expect(leg.stats.strangers).toBe(3));
    expect(leg.remote).toEqual(at(genuine));
    expect(leg.stats.received).toBe(1);
  });

  it('goes on with other keys in the middle of a call', async () => {
    const [first, second] = [newKeys(), newKeys('AES_CM_128_HMAC_SHA1_32')];
    await agree({ srtp: first });
    far.seal = sealed(new SrtpSender(first.receive));
    await send();
    await agree({ srtp: second });
    // One more that was on its way.
    await send();
    far.seal = sealed(new SrtpSender(second.receive));
    for (let n = 0; n < 3; n++) await send();
    expect(leg.stats).toMatchObject({ received: 5, strangers: 0 });
    leg.push(block);
    await vi.waitFor(() => expect(far.raw).toHaveLength(1));
    expect(new SrtpReceiver(second.send).open(Buffer.from(far.raw[0] ?? []))?.length).toBe(172);
  });

  it('may begin and end in the middle of a call', async () => {
    const srtp = newKeys();
    await agree();
    await send();
    await agree({ srtp });
    await send();
    expect(leg.stats).toMatchObject({ received: 1, strangers: 1 });
    await agree();
    await send();
    expect(leg.stats).toMatchObject({ received: 2, strangers: 1 });
  });

  it('with keys that are none is refused, and all stays as it was', async () => {
    await agree();
    await send();
    const srtp = { send: secret(), receive: { suite: 'AES_CM_128_HMAC_SHA1_80', key: 'short' } } as const;
    await expect(agree({ srtp, codec: 'pcma' })).rejects.toMatchObject({ code: 'media.badSdp' });
    await send();
    expect(leg.stats).toMatchObject({ received: 2, strangers: 0 });
    expect(leg.agreement?.codec).toBe('pcmu');
    leg.push(block);
    await said(far, 1);
  });
});
