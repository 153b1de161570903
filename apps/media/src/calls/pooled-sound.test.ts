import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError, callId, type SessionEvent } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryLink } from '../link/memory-channel.js';
import { type SoundHandlers, serveSoundLink } from '../link/serve-sound-link.js';
import { createSoundPool } from '../link/sound-pool.js';
import { idleSound } from '../link/testing/idle-sound.js';
import { silentLog } from '../platform/logging.js';
import { settle } from '../platform/settle.js';
import { PooledSound } from './pooled-sound.js';

const ID = callId.parse('c-1');
const ready: SessionEvent = { event: 'mediaReady', timestamp: 0, codec: 'opus', rateHz: 48_000 };

/** A sound process in memory; what it is asked is kept, and a test may make it fail. */
const createBench = async (fails: Partial<SoundHandlers> = {}) => {
  const asked: string[] = [];
  const answers: SoundHandlers = {
    openStream: async () => null,
    answerWebrtc: async () => ({ sdp: 'v=0', codec: 'opus', rateHz: 48_000 }),
    offerWebrtc: async () => ({ sdp: 'v=0' }),
    acceptWebrtc: async () => ({ codec: 'opus', rateHz: 16_000 }),
    openRtp: async () => ({ address: '127.0.0.1', port: 20_000, ssrc: 1 }),
    ...idleSound,
    joinRoom: async () => null,
    leaveRoom: async () => null,
    chime: async () => null,
    joinRelay: async () => ({ rateHz: 8000 }),
    openRelay: async () => null,
    leaveRelay: async () => null,
    perform: async () => null,
    hideCaller: async () => null,
    listenWith: async () => null,
    pressKey: async () => null,
    openFrames: async () => ({ codec: 'PCMU', rateHz: 8000 }),
    openFork: async () => null,
    readFork: async () => ({ bufferedMs: 0 }),
    closeFork: async () => null,
    closeStream: async () => ({ recording: null, messages: [] }),
    ...fails,
  };
  const note = <Name extends keyof SoundHandlers>(name: Name): SoundHandlers[Name] =>
    (async (request: never) => {
      asked.push(name);
      return answers[name](request);
    }) as SoundHandlers[Name];
  const handlers: SoundHandlers = {
    openStream: note('openStream'),
    answerWebrtc: note('answerWebrtc'),
    offerWebrtc: note('offerWebrtc'),
    acceptWebrtc: note('acceptWebrtc'),
    openRtp: note('openRtp'),
    updateRtp: note('updateRtp'),
    readStatistics: note('readStatistics'),
    speak: note('speak'),
    readLoad: note('readLoad'),
    joinRoom: note('joinRoom'),
    leaveRoom: note('leaveRoom'),
    chime: note('chime'),
    joinRelay: note('joinRelay'),
    openRelay: note('openRelay'),
    leaveRelay: note('leaveRelay'),
    perform: note('perform'),
    hideCaller: note('hideCaller'),
    listenWith: note('listenWith'),
    pressKey: note('pressKey'),
    openFrames: note('openFrames'),
    openFork: note('openFork'),
    readFork: note('readFork'),
    closeFork: note('closeFork'),
    closeStream: note('closeStream'),
  };
  const link = createMemoryLink();
  const served = serveSoundLink(link.server, handlers, () => undefined);
  const clock = new FakeClock();
  const sound = new PooledSound(silentLog, clock);
  let onExit: () => void = () => undefined;
  const pool = createSoundPool({
    count: 1,
    spawn: () => ({
      channel: link.client,
      onExit: (handler) => {
        onExit = handler;
      },
      kill: () => undefined,
    }),
    clock,
    log: silentLog,
    onEvent: sound.onEvent,
    onLost: sound.onLost,
  });
  sound.connect(pool);
  const started = pool.start();
  served.ready(true);
  await started;
  const die = () => {
    link.cut();
    onExit();
  };
  return { sound, asked, served, die };
};

const listen = () => {
  const events: SessionEvent[] = [];
  let lostCount = 0;
  return {
    events,
    lostCount: () => lostCount,
    listener: {
      onEvent: (event: SessionEvent) => void events.push(event),
      onLost: () => {
        lostCount += 1;
      },
    },
  };
};

describe('the sound processes as a call sees them', () => {
  it('asks the process of the call, and hands its events over until it is closed', async () => {
    const { sound, asked, served } = await createBench();
    const { events, listener } = listen();
    const stream = await sound.open({ callId: ID }, listener);
    served.emit(ID, ready);
    served.emit(callId.parse('c-2'), ready);
    expect(await stream.answerWebrtc('v=0')).toMatchObject({ codec: 'opus' });
    await stream.perform({ command: 'interrupt' });
    await stream.hideCaller(true);
    await stream.pressKey('5', 100);
    expect(await stream.close()).toEqual({ isInOrder: true, recording: null, messages: [] });
    served.emit(ID, ready);
    await settle();
    expect(events).toEqual([ready]);
    expect(asked).toEqual(['openStream', 'answerWebrtc', 'perform', 'hideCaller', 'pressKey', 'closeStream']);
  });

  it('closes a stream once, however often it is asked to', async () => {
    const { sound, asked } = await createBench();
    const stream = await sound.open({ callId: ID }, listen().listener);
    expect(stream.close()).toBe(stream.close());
    await stream.close();
    expect(asked.filter((name) => name === 'closeStream')).toHaveLength(1);
  });

  it('says that a stream was not closed in order, and rejects nothing', async () => {
    const { sound } = await createBench({
      closeStream: () => Promise.reject(new AppError('internal', 'a defect')),
    });
    const stream = await sound.open({ callId: ID }, listen().listener);
    expect(await stream.close()).toEqual({ isInOrder: false, recording: null, messages: [] });
  });

  it('tells a call once that its process is gone, and refuses it everything from then on', async () => {
    const { sound, die } = await createBench();
    const { listener, lostCount } = listen();
    const stream = await sound.open({ callId: ID }, listener);
    die();
    sound.onLost(0, [ID]);
    expect(lostCount()).toBe(1);
    await expect(stream.perform({ command: 'interrupt' })).rejects.toMatchObject({ code: 'media.soundLost' });
    await expect(sound.open({ callId: ID }, listener)).rejects.toMatchObject({ code: 'media.soundLost' });
  });

  it('forgets a call whose stream could not be opened', async () => {
    const { sound, served } = await createBench({
      openStream: () => Promise.reject(new AppError('call.busy', 'full')),
    });
    const { events, listener } = listen();
    await expect(sound.open({ callId: ID }, listener)).rejects.toMatchObject({ code: 'call.busy' });
    served.emit(ID, ready);
    await settle();
    expect(events).toEqual([]);
  });
});
