import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError, callId, SERVER_TRACK, type SessionEvent } from '@callwright/protocol';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryLink, type MemoryLink } from './memory-channel.js';
import { type SoundHandlers, type SoundLink, serveSoundLink } from './serve-sound-link.js';
import { createSoundClient, type SoundClient } from './sound-client.js';
import { idleSound } from './testing/idle-sound.js';

const id = callId.parse('c-1');
const nothing = async (): Promise<null> => null;
let clock: FakeClock;
let wire: MemoryLink;
let client: SoundClient;
let link: SoundLink;
const heard = { ready: vi.fn(), event: vi.fn(), beat: vi.fn(), stop: vi.fn() };

const serve = (handlers: Partial<SoundHandlers>): void => {
  clock = new FakeClock(1_700_000_000_000);
  wire = createMemoryLink();
  for (const spy of Object.values(heard)) spy.mockClear();
  client = createSoundClient({
    channel: wire.client,
    clock,
    timeoutMs: 1000,
    onReady: heard.ready,
    onEvent: heard.event,
    onBeat: heard.beat,
  });
  const all: SoundHandlers = {
    openStream: nothing,
    answerWebrtc: async ({ sdp }) => ({ sdp: `answer to ${sdp}`, codec: 'opus', rateHz: 16_000 }),
    offerWebrtc: async () => ({ sdp: 'v=0' }),
    acceptWebrtc: async () => ({ codec: 'opus', rateHz: 16_000 }),
    openRtp: async () => ({ address: '127.0.0.1', port: 20_000, ssrc: 1 }),
    ...idleSound,
    joinRoom: nothing,
    leaveRoom: nothing,
    chime: nothing,
    joinRelay: async () => ({ rateHz: 8000 }),
    openRelay: nothing,
    leaveRelay: nothing,
    perform: nothing,
    hideCaller: nothing,
    listenWith: nothing,
    pressKey: nothing,
    openFrames: async () => ({ codec: 'PCMU', rateHz: 8000 }),
    openFork: nothing,
    readFork: async () => ({ bufferedMs: 0 }),
    closeFork: nothing,
    closeStream: async () => ({ recording: null, messages: [] }),
    ...handlers,
  };
  link = serveSoundLink(wire.server, all, heard.stop);
};
beforeEach(() => serve({}));
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('requests', () => {
  it('are answered by the handler of their name', async () => {
    const answer = await client.request({ request: 'answerWebrtc', callId: id, sdp: 'offer' });
    expect(answer.sdp).toBe('answer to offer');
    expect(await client.request({ request: 'closeStream', callId: id })).toEqual({ recording: null, messages: [] });
  });

  it('get their own answer even when a later one is answered first', async () => {
    const finish: ((value: null) => void)[] = [];
    serve({ leaveRoom: () => new Promise((resolve) => finish.push(resolve)) });
    const first = client.request({ request: 'leaveRoom', callId: id, room: 'r' });
    const second = client.request({ request: 'answerWebrtc', callId: id, sdp: 'x' });
    expect((await second).codec).toBe('opus');
    finish[0]?.(null);
    expect(await first).toBeNull();
  });

  it('fail with the code the sound process gave', async () => {
    serve({ perform: () => Promise.reject(new AppError('media.promptMissing', 'There is no such prompt.')) });
    const request = client.request({ request: 'perform', callId: id, command: { command: 'mute' } });
    await expect(request).rejects.toMatchObject({ code: 'media.promptMissing', message: 'There is no such prompt.' });
  });

  it('fail as internal when the handler had a bug', async () => {
    serve({ perform: () => Promise.reject(new TypeError('x is not a function')) });
    const request = client.request({ request: 'perform', callId: id, command: { command: 'mute' } });
    await expect(request).rejects.toMatchObject({ code: 'internal' });
  });

  it('fail when no answer comes in time, and a late one does no harm', async () => {
    let finish = (_: null): void => undefined;
    serve({
      hideCaller: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    const request = client.request({ request: 'hideCaller', callId: id, isHidden: true });
    const failure = expect(request).rejects.toMatchObject({ code: 'media.timeout' });
    await settled();
    clock.advance(1001);
    await failure;
    finish(null);
    await settled();
  });

  it('fail when the other side goes, now and later', async () => {
    serve({ leaveRoom: () => new Promise(() => undefined) });
    const request = client.request({ request: 'leaveRoom', callId: id, room: 'r' });
    wire.cut();
    await expect(request).rejects.toMatchObject({ code: 'media.soundLost' });
    await expect(client.request({ request: 'hideCaller', callId: id, isHidden: true })).rejects.toMatchObject({
      code: 'media.soundLost',
    });
  });
});

describe('news', () => {
  it('arrive in order: ready, events, beats', async () => {
    const event: SessionEvent = { event: 'trackStart', timestamp: 1, trackId: SERVER_TRACK };
    link.ready(true);
    link.emit(id, event);
    link.beat({ streams: 2, lateTicks: 1 });
    await settled();
    expect(heard.ready).toHaveBeenCalledWith(true, null);
    expect(heard.event).toHaveBeenCalledWith(id, event);
    expect(heard.beat).toHaveBeenCalledWith(expect.objectContaining({ streams: 2, lateTicks: 1 }));
  });
});

describe('the end', () => {
  it('is told once when asked to stop and then cut off', async () => {
    client.stop();
    await settled();
    wire.cut();
    expect(heard.stop).toHaveBeenCalledTimes(1);
  });

  it('is told when the other side vanishes', () => {
    wire.cut();
    expect(heard.stop).toHaveBeenCalledTimes(1);
  });
});
