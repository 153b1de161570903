import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError, callId } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryLink } from '../link/memory-channel.js';
import type { RelayedBlock, SoundRequest } from '../link/messages.js';
import { type SoundHandlers, type SoundLink, serveSoundLink } from '../link/serve-sound-link.js';
import { createSoundPool, type SoundPool } from '../link/sound-pool.js';
import { idleSound } from '../link/testing/idle-sound.js';
import { silentLog } from '../platform/logging.js';
import { settle } from '../platform/settle.js';
import { PooledSound } from './pooled-sound.js';
import type { SoundStream } from './sound-port.js';

const masks = { heardBy: 'all', hears: 'all', music: null } as const;
let asked: string[];
let received: string[];
let sound: PooledSound;
let links: SoundLink[];
let kills: (() => void)[];
let isFull: boolean;
let relaysHeld: Promise<void> | null;

/** Two sound processes in memory, which write down what they are asked and what sound they are handed. */
const spawn = (index: number) => {
  const wire = createMemoryLink();
  const note = async (request: SoundRequest): Promise<null> => {
    const about = 'room' in request ? ` ${request.room}` : 'relay' in request ? ` ${request.relay}` : '';
    const who = 'callId' in request ? ` ${request.callId}` : '';
    asked.push(`${index}: ${request.request}${who}${about}`);
    return null;
  };
  const handlers: SoundHandlers = {
    openStream: async () => null,
    answerWebrtc: async () => ({ sdp: '', codec: 'opus', rateHz: 16_000 }),
    offerWebrtc: async () => ({ sdp: 'v=0' }),
    acceptWebrtc: async () => ({ codec: 'opus', rateHz: 16_000 }),
    openRtp: async () => ({ address: '127.0.0.1', port: 20_000, ssrc: 1 }),
    ...idleSound,
    joinRoom: note,
    leaveRoom: note,
    chime: note,
    joinRelay: async (request) => {
      await note(request);
      await relaysHeld;
      return { rateHz: 16_000 };
    },
    openRelay: async (request) => {
      if (isFull) throw new AppError('media.roomFull', 'The room is full.');
      return note(request);
    },
    leaveRelay: note,
    perform: async () => null,
    hideCaller: async () => null,
    listenWith: async () => null,
    pressKey: async () => null,
    openFrames: async () => ({ codec: 'PCMU', rateHz: 8000 }),
    openFork: async () => null,
    readFork: async () => ({ bufferedMs: 0 }),
    closeFork: async () => null,
    closeStream: async () => ({ recording: null, messages: [] }),
  };
  const take = (blocks: readonly RelayedBlock[]) =>
    void received.push(...blocks.map(({ relay, samples }) => `${index}: ${relay} ${samples.length}`));
  const served = serveSoundLink(wire.server, handlers, () => undefined, { onRelayed: take });
  links[index] = served;
  queueMicrotask(() => served.ready(true));
  return {
    channel: wire.client,
    onExit: (handler: () => void) => {
      kills[index] = () => {
        wire.cut();
        handler();
      };
    },
    kill: () => undefined,
  };
};

const open = (name: string): Promise<SoundStream> =>
  sound.open({ callId: callId.parse(name) }, { onEvent: () => undefined, onLost: () => undefined });

beforeEach(async () => {
  [asked, received, links, kills, isFull, relaysHeld] = [[], [], [], [], false, null];
  sound = new PooledSound(silentLog, new FakeClock());
  const pool: SoundPool = createSoundPool({
    count: 2,
    spawn,
    clock: new FakeClock(),
    log: silentLog,
    onEvent: sound.onEvent,
    onRelayed: sound.onRelayed,
    onLost: sound.onLost,
  });
  sound.connect(pool);
  await pool.start();
});

describe('a room of two sound processes', () => {
  /** Two calls, each in a process of its own, in one room. */
  const meet = async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.joinRoom('r', { masks });
    await b.joinRoom('r', { masks });
    return { a, b };
  };

  it('is in that of its first member; others take part by a relay', async () => {
    const { a, b } = await meet();
    await b.joinRoom('r', { masks: { ...masks, heardBy: 'nobody' } });
    await b.chime('r', 'joined');
    await b.leaveRoom('r');
    await a.leaveRoom('r');
    expect(asked).toEqual([
      '0: joinRoom a r',
      '1: joinRelay b r b',
      '0: openRelay b r',
      '1: joinRelay b r b',
      '0: openRelay b r',
      '0: chime r',
      '1: leaveRelay r b',
      '0: leaveRoom b r',
      '0: leaveRoom a r',
    ]);
  });

  it('has the sound of each handed on to the other, and to nobody else', async () => {
    await meet();
    const samples = new Int16Array(320);
    links[1]?.relay([
      { relay: 'r b', samples },
      { relay: 'other', samples },
    ]);
    links[0]?.relay([{ relay: 'r b', samples }]);
    await settle();
    expect(received).toEqual(['0: r b 320', '1: r b 320']);
  });

  it('loses a call that ends, wherever that is', async () => {
    const { b } = await meet();
    await b.close();
    expect(asked.at(-1)).toBe('0: leaveRoom b r');
    links[0]?.relay([{ relay: 'r b', samples: new Int16Array(320) }]);
    await settle();
    expect(received).toEqual([]);
  });

  it('moves to another process when its own is lost', async () => {
    await meet();
    asked = [];
    kills[0]?.();
    await settle();
    expect(asked).toEqual(['1: leaveRelay r b', '1: joinRoom b r']);
  });

  it('is left again by one it has no place for', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.joinRoom('r', { masks });
    isFull = true;
    await expect(b.joinRoom('r', { masks })).rejects.toMatchObject({ code: 'media.roomFull' });
    expect(asked.slice(-2)).toEqual(['1: leaveRelay r b', '0: leaveRoom b r']);
  });

  it('does not take in who has left before their own process had answered', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.joinRoom('r', { masks });
    let release = (): void => undefined;
    relaysHeld = new Promise((resolve) => {
      release = resolve;
    });
    const joined = b.joinRoom('r', { masks });
    const left = b.leaveRoom('r');
    release();
    await expect(joined).rejects.toMatchObject({ code: 'call.ended' });
    await left;
    expect(asked).not.toContain('0: openRelay b r');
  });

  it('does not take in a call that was made to be beside another', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.joinRoom('r', { masks });
    const entry = { masks, caller: callId.parse('a') };
    await expect(b.joinRoom('r', entry)).rejects.toMatchObject({ code: 'media.roomFull' });
  });
});
