import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@callwright/flow-engine/testing';
import { type CallId, callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../platform/clock.js';
import { silentLog } from '../platform/logging.js';
import { forkSound } from './fork-sound.js';
import { createMemoryLink } from './memory-channel.js';
import type { SoundConfig } from './messages.js';
import { serveSoundLink } from './serve-sound-link.js';
import { createSoundPool, type SoundChild, type SoundPool } from './sound-pool.js';
import { idleSound } from './testing/idle-sound.js';

const call = (name: string): CallId => callId.parse(name);
const open = (name: string) => ({ request: 'openStream', options: { callId: call(name) } }) as const;

/** A sound process that lives in this one. */
function fakeProcess(index: number) {
  const wire = createMemoryLink();
  const exits: (() => void)[] = [];
  const die = vi.fn(() => {
    wire.cut();
    for (const exit of exits.splice(0)) exit();
  });
  const nothing = async (): Promise<null> => null;
  const link = serveSoundLink(
    wire.server,
    {
      openStream: nothing,
      answerWebrtc: async () => ({ sdp: '', codec: 'opus', rateHz: 16_000 }),
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
    },
    () => die(),
  );
  const child: SoundChild = { channel: wire.client, onExit: (handler) => exits.push(handler), kill: die };
  return { index, link, die, child };
}

let clock: FakeClock;
let processes: ReturnType<typeof fakeProcess>[];
let pool: SoundPool;
const onLost = vi.fn();
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the pool', () => {
  beforeEach(async () => {
    clock = new FakeClock(1_700_000_000_000);
    processes = [];
    onLost.mockClear();
    const spawn = (index: number): SoundChild => {
      const made = fakeProcess(index);
      processes.push(made);
      return made.child;
    };
    pool = createSoundPool({ count: 2, spawn, clock, log: silentLog, onEvent: () => undefined, onLost });
    const started = pool.start();
    for (const { link } of processes) link.ready(true);
    await started;
  });

  it('puts a call where there are fewest, and a joined call beside the other', async () => {
    await pool.pick().request(open('a'));
    await pool.pick().request(open('b'));
    expect(pool.peers().map(({ calls }) => calls)).toEqual([1, 1]);
    expect(pool.pick(call('b')).index).toBe(1);
    await pool.pick(call('a')).request({ request: 'closeStream', callId: call('a') });
    expect(pool.pick().index).toBe(0);
  });

  it('gives no more calls to a process that has no time left, and says so when none has; who is joined to one of its calls is let in', async () => {
    await pool.pick().request(open('a'));
    processes[0]?.link.beat({ streams: 1, lateTicks: 9, isOverloaded: true });
    await settled();
    await pool.pick().request(open('b'));
    await pool.pick().request(open('c'));
    expect(pool.peers().map(({ calls }) => calls)).toEqual([1, 2]);
    processes[1]?.link.beat({ streams: 2, lateTicks: 9, isOverloaded: true });
    await settled();
    expect(() => pool.pick()).toThrow(expect.objectContaining({ code: 'call.busy' }));
    expect(pool.pick(call('a')).index).toBe(0);
    processes[0]?.link.beat({ streams: 1, lateTicks: 9 });
    await settled();
    expect(pool.pick().index).toBe(0);
  });

  it('takes a process with calls whose beat is late for one that has no time left', async () => {
    await pool.pick().request(open('a'));
    clock.advance(2501);
    expect(pool.pick().index).toBe(1);
  });

  it('reports the calls of a process that died, those and no others, and starts another after a pause', async () => {
    await pool.pick().request(open('a'));
    await pool.pick().request(open('b'));
    const peer = pool.pick(call('a'));
    processes[0]?.die();
    expect(onLost.mock.calls).toEqual([[0, [call('a')]]]);
    expect(pool.peers().map(({ index }) => index)).toEqual([1]);
    await expect(peer.request(open('c'))).rejects.toMatchObject({ code: 'media.soundLost' });
    clock.advance(250);
    expect(processes).toHaveLength(3);
    processes[2]?.link.ready(false);
    await settled();
    expect(pool.peers().map(({ index, webrtc }) => [index, webrtc])).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  it('waits longer each time a process dies at once', () => {
    const deaths = [250, 500, 1000].map((pauseMs) => {
      processes.findLast(({ index }) => index === 0)?.die();
      const before = processes.length;
      clock.advance(pauseMs - 1);
      const early = processes.length - before;
      clock.advance(1);
      return [early, processes.length - before];
    });
    expect(deaths).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });

  it('kills a process that falls silent, and no other', async () => {
    clock.advance(4000);
    processes[1]?.link.beat({ streams: 0, lateTicks: 3 });
    await settled();
    clock.advance(1001);
    expect(processes[0]?.die).toHaveBeenCalled();
    expect(processes[1]?.die).not.toHaveBeenCalled();
    expect(pool.peers().map(({ lateTicks }) => lateTicks)).toEqual([3]);
  });

  it('kills none when it was this process that stood still, and their signs of life were there to be read', async () => {
    clock.stall(60_000);
    for (const { link } of processes) link.beat({ streams: 0, lateTicks: 0 });
    await settled();
    clock.advance(4000);
    for (const { die } of processes) expect(die).not.toHaveBeenCalled();
  });

  it('stops without restarting or reporting a loss', async () => {
    await pool.stop();
    clock.advance(60_000);
    expect(processes).toHaveLength(2);
    expect(onLost).not.toHaveBeenCalled();
    expect(() => pool.pick()).toThrow(expect.objectContaining({ code: 'media.soundLost' }));
  });
});

it('says so when a process does not come up', async () => {
  const made = fakeProcess(0);
  const failing = createSoundPool({
    count: 1,
    spawn: () => made.child,
    clock: new FakeClock(1_700_000_000_000),
    log: silentLog,
    onEvent: () => undefined,
    onLost: () => undefined,
  });
  const started = failing.start();
  made.die();
  await expect(started).rejects.toMatchObject({ code: 'media.soundLost' });
});

describe('a forked process', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'callwright-link-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('gets its settings, answers, is missed when killed, and stops when asked', async () => {
    // Answers `answerWebrtc` with the index it found in its settings; everything else with null.
    const entry = join(dir, 'sound.mjs');
    await writeFile(
      entry,
      `const { index } = JSON.parse(process.env.CALLWRIGHT_SOUND_CONFIG);
       process.on('message', (m) => {
         if (m.stop) process.disconnect();
         else if (m.request) process.send({ reply: m.id, ok: true, result: m.request.request === 'answerWebrtc' ? { sdp: String(index) } : null });
       });
       process.send({ ready: true, webrtc: true });`,
    );
    const children: SoundChild[] = [];
    const spawn = (index: number): SoundChild => {
      const child = forkSound(entry, { index, speech: { keys: {} } } as SoundConfig);
      children.push(child);
      return child;
    };
    const lost = new Promise<readonly CallId[]>((resolve) => {
      pool = createSoundPool({
        count: 2,
        spawn,
        clock: systemClock,
        log: silentLog,
        onEvent: () => undefined,
        onLost: (_, callIds) => resolve(callIds),
      });
    });
    await pool.start();
    await pool.pick().request(open('a'));
    expect(await pool.pick().request({ request: 'answerWebrtc', callId: call('b'), sdp: '' })).toEqual({ sdp: '1' });
    children[0]?.kill();
    expect(await lost).toEqual([call('a')]);
    await pool.stop();
    expect(pool.peers()).toEqual([]);
  });
});
