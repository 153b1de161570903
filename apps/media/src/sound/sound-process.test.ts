import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSound, readWav, sweep } from '@callwright/audio';
import { type CallId, callId, type SessionEvent, type SessionEventName } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryLink } from '../link/memory-channel.js';
import { type SoundLink, serveSoundLink } from '../link/serve-sound-link.js';
import { createSoundClient, type SoundClient } from '../link/sound-client.js';
import { systemClock } from '../platform/clock.js';
import { newSeed } from '../platform/ids.js';
import { silentLog } from '../platform/logging.js';
import { readUsage } from '../platform/usage.js';
import { MessageRecorder } from './recording/message-recorder.js';
import { Recorder } from './recording/recorder.js';
import { plainRtp } from './rtc/fake-far-end.js';
import { chromeOffer } from './rtc/fixtures/offers.js';
import { createRtpServer } from './rtc/rtp-server.js';
import { createWebrtcServer, type WebrtcServer } from './rtc/webrtc-server.js';
import { createWeriftBrowser, type WeriftBrowser } from './rtc/werift-browser.js';
import { SoundProcess } from './sound-process.js';
import { createFakeTranscription } from './speech/asr/fake-provider.js';
import { createFakeVad } from './speech/vad/fake-vad.js';

const call = (name: string): CallId => callId.parse(name);
const RATE_HZ = 16_000;
const masks = { heardBy: 'all', hears: 'all', music: null } as const;
const RTP_PORTS = { first: 31_000, last: 31_999 };

let dir: string;
let webrtc: WebrtcServer | null;
let sound: SoundProcess;
let client: SoundClient;
let events: { readonly callId: CallId; readonly event: SessionEvent }[];
const onDied = (error: Error): void => {
  throw error;
};
const startWebrtc = () =>
  createWebrtcServer({ host: '127.0.0.1', port: 0, publicAddress: null, clock: systemClock, onDied });

const setUp = (server: WebrtcServer | null): void => {
  webrtc = server;
  events = [];
  const wire = createMemoryLink();
  const vad = createFakeVad();
  async function* tone(_: string, rateHz: number) {
    yield sweep(3000, 300, 600, rateHz);
  }
  sound = new SoundProcess({
    webrtc,
    rtp: createRtpServer({ host: '127.0.0.1', ports: RTP_PORTS, share: 0, clock: systemClock, newSeed }),
    readUsage,
    clock: systemClock,
    log: silentLog,
    sources: { speak: ({ text, rateHz }) => tone(text, rateHz), openPrompt: tone },
    listeners: { vads: { silero: vad, webrtc: vad }, recognisers: new Map([['fake', createFakeTranscription()]]) },
    openRecorder: (options) => new Recorder({ ...options, path: join(dir, options.file) }),
    openMessage: (options) => new MessageRecorder({ ...options, path: join(dir, options.file) }),
    emit: (id, event) => link.emit(id, event),
    relay: (blocks) => link.relay(blocks),
    lanes: { carry: (batch) => link.carry(batch), isBehind: () => false },
  });
  const link: SoundLink = serveSoundLink(wire.server, sound.handlers, () => undefined);
  client = createSoundClient({
    channel: wire.client,
    clock: systemClock,
    timeoutMs: 5000,
    onReady: () => undefined,
    onBeat: () => undefined,
    onEvent: (id, event) => events.push({ callId: id, event }),
  });
};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-sound-'));
});
afterEach(async () => {
  await sound.close();
  webrtc?.close();
  await rm(dir, { recursive: true });
});

const open = (name: string, options = {}) =>
  client.request({ request: 'openStream', options: { callId: call(name), ...options } });
const answer = (name: string, sdp: string) => client.request({ request: 'answerWebrtc', callId: call(name), sdp });
const named = (name: SessionEventName, of = 'a'): SessionEvent[] =>
  events.filter(({ callId: id, event }) => id === of && event.event === name).map(({ event }) => event);
const until = (name: SessionEventName, of = 'a') =>
  vi.waitFor(() => expect(named(name, of)).not.toHaveLength(0), { timeout: 8000, interval: 10 });

/**
 * Where a sound begins in another, in ms, by the piece of it that came through best: on a busy machine some packets are
 * late, and a late packet is a hole.
 */
function begins(haystack: Int16Array, needle: Int16Array): { readonly atMs: number; readonly correlation: number } {
  const pieces = [100, 200, 300, 400].map((fromMs) => {
    const found = findSound(haystack, needle.subarray(fromMs * 16, (fromMs + 100) * 16));
    return { atMs: found.offset / 16 - fromMs, correlation: found.correlation };
  });
  return pieces.reduce((best, piece) => (piece.correlation > best.correlation ? piece : best));
}

/** Sends a sound in step with time, silence before and after it, until told to stop. */
function talk(browser: WeriftBrowser) {
  let saying = new Int16Array(0);
  let count = 0;
  const startMs = performance.now();
  const timer = setInterval(() => {
    for (; performance.now() - startMs >= count * 20; count++) {
      const block = new Int16Array(RATE_HZ / 50);
      block.set(saying.subarray(0, block.length));
      saying = saying.slice(block.length);
      browser.send(block);
    }
  }, 5);
  return {
    say: (samples: Int16Array) => {
      saying = Int16Array.from(samples);
      return systemClock.nowMs();
    },
    stop: () => clearInterval(timer),
  };
}

describe('a call to a browser', () => {
  it('has an offer for it, the last of them counts, and what nobody takes is let go of', async () => {
    const server = await startWebrtc();
    let closed = 0;
    const offer: WebrtcServer['offer'] = async (...given) => {
      const offered = await server.offer(...given);
      const close = () => {
        closed += 1;
        offered.close();
      };
      return { ...offered, close };
    };
    setUp({ ...server, offer });
    await open('a');
    const accept = (sdp: string) => client.request({ request: 'acceptWebrtc', callId: call('a'), sdp });
    await expect(accept('')).rejects.toMatchObject({ code: 'protocol.unsupported' });
    await client.request({ request: 'offerWebrtc', callId: call('a') });
    // Telephones ring beside it.
    await client.request({ request: 'openRtp', callId: call('a'), family: 'ip4' });
    const { sdp } = await client.request({ request: 'offerWebrtc', callId: call('a') });
    expect(closed).toBe(1);
    const browser = await createWeriftBrowser('opus');
    expect(await accept(await browser.answer(sdp))).toEqual({ codec: 'opus', rateHz: RATE_HZ });
    await until('mediaReady');
    await expect(accept(sdp)).rejects.toMatchObject({ code: 'call.alreadyInvited' });
    await browser.close();
    await open('b');
    await client.request({ request: 'offerWebrtc', callId: call('b') });
    await client.request({ request: 'closeStream', callId: call('b') });
    expect(closed).toBe(2);
  });
});

describe('a call', () => {
  it('is answered, spoken to, heard, recorded, joined to another and closed', async () => {
    setUp(await startWebrtc());
    const browser = await createWeriftBrowser('opus');
    const voice = talk(browser);
    await open('a', { recorder: { file: 'a.wav' }, vad: { type: 'silero', silencePadding: 200 } });
    await expect(open('a')).rejects.toMatchObject({ code: 'call.alreadyInvited' });
    const { sdp, codec, rateHz } = await answer('a', await browser.offer());
    expect([codec, rateHz]).toEqual(['opus', RATE_HZ]);
    const another = client.request({ request: 'openRtp', callId: call('a'), family: 'ip4' });
    await expect(another).rejects.toMatchObject({ code: 'call.alreadyInvited' });
    await browser.connect(sdp);
    await until('mediaReady');

    await client.request({ request: 'perform', callId: call('a'), command: { command: 'play', url: 'x' } });
    await until('trackEnd');
    const said = sweep(300, 3000, 600, RATE_HZ);
    const saidAtMs = voice.say(said);
    await until('silence');
    expect(named('startSpeaking')).toHaveLength(1);
    browser.press('7');
    await vi.waitFor(() => expect(named('dtmf')).toMatchObject([{ digit: '7' }, { digit: '7', phase: 'end' }]));

    await open('b');
    await client.request({ request: 'joinRoom', callId: call('a'), room: 'r', masks });
    await client.request({ request: 'joinRoom', callId: call('b'), room: 'r', masks, caller: call('a') });
    await until('mediaReady', 'b');
    await client.request({ request: 'perform', callId: call('b'), command: { command: 'tts', text: 'x' } });
    await until('trackEnd', 'b');
    await client.request({ request: 'leaveRoom', callId: call('a'), room: 'r' });
    expect([sound.beat().streams, sound.roomCount]).toEqual([2, 1]);
    await client.request({ request: 'closeStream', callId: call('b') });
    await vi.waitFor(() => expect(sound.roomCount).toBe(0));

    const { recording } = await client.request({ request: 'closeStream', callId: call('a') });
    voice.stop();
    await browser.close();
    const { channels } = readWav(await readFile(join(dir, recording?.file ?? '')));
    const [caller = said, callee = said] = channels;
    expect(caller.length / RATE_HZ).toBeCloseTo((recording?.durationMs ?? 0) / 1000, 3);
    const played = sweep(3000, 300, 600, RATE_HZ);
    expect(begins(browser.heard(), played).correlation).toBeGreaterThan(0.9);
    expect(begins(callee, played).correlation).toBeGreaterThan(0.99);
    const heard = begins(caller, said);
    expect(heard.correlation).toBeGreaterThan(0.9);
    // Said within a tick of being asked to, but a machine under load is late by whatever it likes. The exact place is a
    // matter of the recorder's own tests.
    const lateMs = heard.atMs - (saidAtMs - (recording?.startedAtMs ?? 0));
    expect(lateMs).toBeGreaterThan(-150);
    expect(lateMs).toBeLessThan(2000);
    expect(sound.beat().streams).toBe(0);
  }, 30_000);

  it('refuses what is no offer, and can be answered afterwards', async () => {
    setUp(await startWebrtc());
    await open('a');
    await expect(answer('a', 'hello')).rejects.toMatchObject({ code: 'media.badSdp' });
    await expect(answer('a', chromeOffer)).resolves.toMatchObject({ codec: 'opus' });
  });
});

describe('without a worker', () => {
  beforeEach(() => setUp(null));

  it('no browser is answered', async () => {
    await open('a');
    await expect(answer('a', chromeOffer)).rejects.toMatchObject({ code: 'media.noWorker' });
  });

  it('a call that is being closed can be asked for nothing more', async () => {
    await open('a', { recorder: { file: 'a.wav' } });
    await client.request({ request: 'openRtp', callId: call('a'), family: 'ip4' });
    await client.request({ request: 'updateRtp', callId: call('a'), agreement: plainRtp({}) });
    const closed = client.request({ request: 'closeStream', callId: call('a') });
    const joined = client.request({ request: 'joinRoom', callId: call('a'), room: 'r', masks });
    await expect(joined).rejects.toMatchObject({ code: 'call.ended' });
    await closed;
    expect(sound.roomCount).toBe(0);
  });

  it('what is asked of a call that is not there is refused', async () => {
    const command = { command: 'interrupt' } as const;
    for (const request of [
      { request: 'perform', callId: call('x'), command },
      { request: 'hideCaller', callId: call('x'), isHidden: true },
      { request: 'pressKey', callId: call('x'), digit: '5', durationMs: 100 },
      { request: 'closeStream', callId: call('x') },
      { request: 'joinRoom', callId: call('x'), room: 'r', masks },
    ] as const)
      await expect(client.request(request)).rejects.toMatchObject({ code: 'call.ended' });
    await open('a');
    await expect(client.request({ request: 'perform', callId: call('a'), command })).rejects.toMatchObject({
      code: 'protocol.unsupported',
    });
    expect(await client.request({ request: 'hideCaller', callId: call('a'), isHidden: true })).toBeNull();
    await client.request({ request: 'pressKey', callId: call('a'), digit: '5', durationMs: 160 });
    expect(events.map(({ event }) => event)).toMatchObject([
      { event: 'dtmf', digit: '5', phase: 'start' },
      { event: 'dtmf', digit: '5', phase: 'end', durationMs: 160 },
    ]);
    expect(await client.request({ request: 'closeStream', callId: call('a') })).toEqual({
      recording: null,
      messages: [],
    });
  });
});
