import { findSound, type KeyChange, levelDb, sweep } from '@callwright/audio';
import { soundStatistics, trackId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RtcpTransportLayerFeedback,
  RtpHeader,
  RtpPacket,
  useOPUS,
  useTransportWideCC,
} from 'werift';
import { systemClock } from '../../platform/clock.js';
import { chromeOffer, firefoxOffer } from './fixtures/offers.js';
import { createWebrtcServer, type WebrtcServer } from './webrtc-server.js';
import { createWeriftBrowser } from './werift-browser.js';

let server: WebrtcServer;
const id = trackId.parse('c-1');
const silentEvents = { onReady: () => undefined, onLost: () => undefined, onKey: () => undefined };
beforeAll(async () => {
  const onDied = (error: Error) => {
    throw error;
  };
  server = await createWebrtcServer({
    host: '127.0.0.1',
    port: 0,
    publicAddress: null,
    clock: systemClock,
    // mediasoup does not miss a browser any sooner.
    goneAfterMs: 10_000,
    onDied,
  });
});
afterAll(() => server?.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs `step` every 20 ms, on time on average. */
async function pace(count: number, step: (n: number) => void): Promise<void> {
  const startMs = performance.now();
  for (let n = 0; n < count; n++) {
    await pause(startMs + n * 20 - performance.now());
    step(n);
  }
}

type Browser = Awaited<ReturnType<typeof createWeriftBrowser>>;
type Events = Parameters<WebrtcServer['answer']>[2];
const ways = {
  'that calls': async (browser: Browser, events: Events) => {
    const { leg, sdp } = await server.answer(await browser.offer(), id, events);
    await browser.connect(sdp);
    return leg;
  },
  'that is called': async (browser: Browser, events: Events) => {
    const offered = await server.offer(id, events);
    const { leg } = await offered.accept(await browser.answer(offered.sdp));
    await browser.connected();
    // Nothing is left to close.
    offered.close();
    return leg;
  },
} as const;

describe.each([
  ['that calls', 'opus'],
  ['that calls', 'pcmu'],
  ['that is called', 'opus'],
] as const)('a browser %s, with %s', (way, codec) => {
  it('is heard, hears us and presses keys', async () => {
    const browser = await createWeriftBrowser(codec);
    const keys: KeyChange[] = [];
    const onSent = vi.fn();
    let onReady = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      onReady = resolve;
    });
    const leg = await ways[way](browser, { ...silentEvents, onReady, onKey: (key) => keys.push(key) });
    expect(leg.agreement).toMatchObject({ codec, rateHz: browser.rateHz });
    const blockLength = browser.rateHz / 50;
    const said = sweep(300, 3000, 1000, browser.rateHz);
    const played = sweep(3000, 300, 1000, browser.rateHz);
    const block = (sound: Int16Array, n: number): Int16Array => {
      const out = new Int16Array(blockLength);
      out.set(sound.subarray(n * blockLength, (n + 1) * blockLength));
      return out;
    };
    const pulled: number[] = [];
    await pace(90, (n) => {
      browser.send(block(said, n));
      if (n === 60) browser.press('5');
      if (n === 70) browser.press('#');
      if (n === 62) leg.sendKeys?.({ digits: '9*', durationMs: 100, gapMs: 100, onSent });
      leg.push(block(played, n));
      const heard = new Int16Array(blockLength);
      leg.pull(heard);
      pulled.push(...heard);
    });
    await ready;
    const part = (sound: Int16Array): Int16Array => sound.subarray(blockLength * 10, blockLength * 20);
    const atUs = findSound(Int16Array.from(pulled), part(said));
    expect(atUs.correlation).toBeGreaterThan(0.9);
    expect(atUs.offset / blockLength).toBeLessThan(10 + 8);
    expect(findSound(browser.heard(), part(played)).correlation).toBeGreaterThan(0.9);
    expect(keys.map(({ digit, phase, durationMs }) => [digit, phase, durationMs])).toEqual([
      ['5', 'start', undefined],
      ['5', 'end', 100],
      ['#', 'start', undefined],
      ['#', 'end', 100],
    ]);
    expect(onSent).toHaveBeenCalledOnce();
    expect(browser.keys.map(({ digit, phase, durationMs }) => `${digit} ${phase} ${durationMs ?? ''}`.trim())).toEqual([
      '9 start',
      '9 end 100',
      '* start',
      '* end 100',
    ]);
    expect(leg.stats).toMatchObject({ lost: 0, unreadable: 0 });
    const statistics = await leg.readStatistics();
    expect(soundStatistics.parse(statistics)).toMatchObject({ by: 'webrtc', isEncrypted: true, lost: 0, strangers: 0 });
    expect(statistics.received).toBeGreaterThanOrEqual(50);
    expect(statistics.mos).toBeGreaterThan(4);
    await browser.close();
    leg.close();
    // What is known of a leg that has ended is what was known before.
    expect(await leg.readStatistics()).toMatchObject({ received: statistics.received, codec: statistics.codec });
  });
});

it('refuses the answer of a browser that takes nothing it was offered', async () => {
  const offered = await server.offer(id, silentEvents);
  const browser = await createWeriftBrowser('opus');
  const sdp = await browser.answer(offered.sdp);
  await browser.close();
  await expect(offered.accept(sdp.replaceAll('opus', 'speex'))).rejects.toMatchObject({ code: 'media.noCommonCodec' });
  await expect((await server.offer(id, silentEvents)).accept('v=1')).rejects.toMatchObject({ code: 'media.badSdp' });
});

it('hears keys of a browser that has not said anything yet', async () => {
  const browser = await createWeriftBrowser('pcmu');
  const keys: KeyChange[] = [];
  const { leg, sdp } = await server.answer(await browser.offer(), id, {
    ...silentEvents,
    onKey: (key) => keys.push(key),
  });
  await browser.connect(sdp);
  browser.press('5');
  browser.send(new Int16Array(160));
  browser.press('6');
  await vi.waitFor(
    () => expect(keys.map(({ digit, phase }) => `${digit} ${phase}`)).toEqual(['5 start', '5 end', '6 start', '6 end']),
    { timeout: 5000 },
  );
  await browser.close();
  leg.close();
});

it('reports to a browser how its packets have come (transport-cc)', async () => {
  const track = new MediaStreamTrack({ kind: 'audio' });
  const peer = new RTCPeerConnection({
    codecs: { audio: [useOPUS({ payloadType: 96 })], video: [] },
    headerExtensions: { audio: [useTransportWideCC()], video: [] },
    iceServers: [],
  });
  const { sender } = peer.addTransceiver(track, { direction: 'sendrecv' });
  let onReport = (): void => undefined;
  const reported = new Promise<void>((resolve) => {
    onReport = resolve;
  });
  sender.onRtcp.subscribe((packet) => {
    if (packet instanceof RtcpTransportLayerFeedback) onReport();
  });
  await peer.setLocalDescription(await peer.createOffer());
  const { leg, sdp } = await server.answer(peer.localDescription?.sdp ?? '', id, silentEvents);
  expect(sdp).toContain('a=rtcp-fb:96 transport-cc');
  const connected = peer.connectionStateChange.watch((state) => state === 'connected', 10_000);
  await peer.setRemoteDescription({ type: 'answer', sdp });
  await connected;
  await pace(20, (n) => {
    const header = new RtpHeader({ payloadType: 96, sequenceNumber: n, timestamp: n * 960, ssrc: 0 });
    track.writeRtp(new RtpPacket(header, Buffer.from([0xf8, 0xff, 0xfe])));
  });
  await reported;
  await peer.close();
  leg.close();
});

it('is ready 500 ms after connecting with a browser that says nothing, and misses it when it vanishes', async () => {
  const browser = await createWeriftBrowser('opus');
  const offer = await browser.offer();
  let answer = Promise.resolve('');
  const ready = new Promise<number>((onReady) => {
    const events = {
      ...silentEvents,
      onReady: () => onReady(performance.now()),
      onLost: (reason: string) => onLost(reason),
    };
    answer = server.answer(offer, id, events).then(({ sdp }) => sdp);
  });
  let onLost = (_: string): void => undefined;
  const lost = new Promise<string>((resolve) => {
    onLost = resolve;
  });
  await browser.connect(await answer);
  const connectedMs = performance.now();
  expect((await ready) - connectedMs).toBeGreaterThan(400);
  await browser.close();
  expect(await lost).toMatch(/Nothing has been heard/);
});

it.each([
  ['Chrome', chromeOffer, 'opus'],
  ['Firefox', firefoxOffer, 'opus'],
])('answers the offer of %s with what a browser needs', async (_, offer, codec) => {
  const { leg, sdp } = await server.answer(offer, id, silentEvents);
  expect(leg.agreement?.codec).toBe(codec);
  expect(sdp).toMatch(/a=fingerprint:sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\r\n/);
  expect(sdp).toMatch(/a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 \d+ typ host\r\n/);
  expect(sdp).toMatch(/a=ssrc:[1-9]\d+ cname:/);
  const silence = new Int16Array(320);
  leg.pull(silence);
  expect(levelDb(silence)).toBe(Number.NEGATIVE_INFINITY);
  leg.close();
  leg.close();
  silence.fill(1);
  leg.pull(silence);
  leg.push(silence);
  expect(levelDb(silence)).toBe(Number.NEGATIVE_INFINITY);
});

it('refuses a bad offer and goes on', async () => {
  await expect(server.answer('v=0', id, silentEvents)).rejects.toMatchObject({ code: 'media.badSdp' });
  const { leg } = await server.answer(chromeOffer, id, silentEvents);
  leg.close();
});
