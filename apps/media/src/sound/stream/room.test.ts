import { findSound, isSilent, levelDb, sine, snrDb } from '@callwright/audio';
import { type TrackId, trackId } from '@callwright/protocol';
import { describe, expect, it, vi } from 'vitest';
import { Room } from './room.js';
import { AMONG_ALL, APART, type MemberMasks, type RoomMember } from './room-member.js';
import type { PacketCodec } from './track.js';

const id = (name: string): TrackId => trackId.parse(name);
const RATE_HZ = 8000;

async function* music(url: string, rateHz: number): AsyncIterable<Int16Array> {
  if (url === 'missing') throw new Error('there is none');
  yield sine(500, 100, rateHz);
}

const setUp = (maxMembers = 1000) => {
  const onMusicFailed = vi.fn();
  const onBroken = vi.fn();
  const room = new Room({ maxMembers, openMusic: music, onMusicFailed, onBroken });
  const join = (name: string, options: { masks?: MemberMasks; rateHz?: number; codec?: PacketCodec | null } = {}) => {
    const { masks = AMONG_ALL, rateHz = RATE_HZ, codec = null } = options;
    return room.join({ id: id(name), rateHz, codec, delayMs: () => 0, masks });
  };
  return { room, join, onMusicFailed, onBroken };
};

const level = (value: number, length = 160): Int16Array => new Int16Array(length).fill(value);
const heardBy = (member: RoomMember): Int16Array => {
  const block = new Int16Array(member.said.length);
  member.pull(block);
  return block;
};
/** Lets everybody say a level, and gives what each of them hears in the middle of the block. */
const round = (room: Room, ...said: readonly (readonly [RoomMember, number])[]): number[] => {
  for (const [member, value] of said) member.push(level(value, member.said.length));
  room.mix();
  return said.map(([member]) => heardBy(member)[100] ?? 0);
};

describe('who is in a room', () => {
  it('hears all the others and not themselves, exactly', () => {
    const { room, join } = setUp();
    const [a, b, c] = [join('a'), join('b'), join('c')];
    round(room, [a, 0], [b, 0], [c, 0]);
    expect(round(room, [a, 1], [b, 20], [c, 300])).toEqual([320, 301, 21]);
  });

  it('hears the others at full scale when they are louder than that, and still not themselves', () => {
    const { room, join } = setUp();
    const [a, b, c] = [join('a'), join('b'), join('c')];
    round(room, [a, 0], [b, 0], [c, 0]);
    expect(round(room, [a, 30_000], [b, 30_000], [c, -30_000])).toEqual([0, 0, 32_767]);
    expect(round(room, [a, -30_000], [b, -30_000], [c, 1])).toEqual([-29_999, -29_999, -32_768]);
  });

  it('hears what is said within the same mix, and silence when nothing is said', () => {
    const { room, join } = setUp();
    const [a, b] = [join('a'), join('b')];
    round(room, [a, 0], [b, 0]);
    a.push(level(7));
    room.mix();
    expect(heardBy(b)[0]).toBe(7);
    room.mix();
    expect(isSilent(heardBy(b))).toBe(true);
    expect(b.isIdle).toBe(true);
  });

  it('is refused when the room is full, and let in when somebody has left', () => {
    const { room, join } = setUp(2);
    const a = join('a');
    join('b');
    expect(() => join('c')).toThrow(expect.objectContaining({ code: 'media.roomFull' }));
    a.leave();
    expect(join('c').isOver).toBe(false);
    room.mix();
    expect([a.isOver, room.size]).toEqual([true, 2]);
  });
});

describe('masks', () => {
  it('let a listener hear everybody and be heard by nobody', () => {
    const { room, join } = setUp();
    const [a, b, spy] = [join('a'), join('b'), join('spy', { masks: { ...AMONG_ALL, heardBy: 'nobody' } })];
    round(room, [a, 0], [b, 0], [spy, 0]);
    expect(round(room, [a, 1], [b, 20], [spy, 300])).toEqual([20, 1, 21]);
  });

  it('let somebody whisper to one only', () => {
    const { room, join } = setUp();
    const [caller, agent] = [join('caller'), join('agent')];
    const boss = join('boss', { masks: { ...AMONG_ALL, heardBy: new Set([id('agent')]) } });
    round(room, [caller, 0], [agent, 0], [boss, 0]);
    expect(round(room, [caller, 1], [agent, 20], [boss, 300])).toEqual([20, 301, 21]);
  });

  it('let somebody hear one only', () => {
    const { room, join } = setUp();
    const [a, b] = [join('a'), join('b')];
    const c = join('c', { masks: { ...AMONG_ALL, hears: new Set([id('b')]) } });
    round(room, [a, 0], [b, 0], [c, 0]);
    expect(round(room, [a, 1], [b, 20], [c, 300])).toEqual([320, 301, 20]);
  });

  it('mute somebody from the next mix on', () => {
    const { room, join } = setUp();
    const [a, b] = [join('a'), join('b')];
    round(room, [a, 5], [b, 5]);
    a.change({ ...AMONG_ALL, heardBy: 'nobody' });
    round(room, [a, 5], [b, 7]);
    expect(round(room, [a, 5], [b, 7])).toEqual([7, 0]);
  });
});

/** The largest step from one sample to the next. */
const largestStep = (samples: readonly number[]): number =>
  samples.reduce((most, sample, at) => (at === 0 ? 0 : Math.max(most, Math.abs(sample - (samples[at - 1] ?? 0)))), 0);

describe('coming and going', () => {
  const steps = (act: (member: RoomMember, room: Room, blocks: () => void) => void): number => {
    const { room, join } = setUp();
    const listener = join('listener');
    const other = join('other', { masks: APART });
    const heard: number[] = [];
    const blocks = (): void => {
      for (let n = 0; n < 4; n++) {
        if (!other.isLeaving) other.push(level(20_000));
        room.mix();
        heard.push(...heardBy(listener));
      }
    };
    blocks();
    act(other, room, blocks);
    expect(Math.max(...heard)).toBe(20_000);
    expect(heard.at(-1)).toBe(0);
    return largestStep(heard);
  };

  it('does not click when somebody begins to be heard in the middle of a sound, and when they leave', () => {
    const step = steps((other, _, blocks) => {
      other.change(AMONG_ALL);
      blocks();
      other.leave();
      blocks();
    });
    // 20 000 in 5 ms are 500 a sample; both ramps together at most twice that.
    expect(step).toBeLessThan(1200);
  });

  it('does not click when somebody is muted, or vanishes in the middle of a sound', () => {
    const step = steps((other, _, blocks) => {
      other.change(AMONG_ALL);
      blocks();
      other.change({ ...AMONG_ALL, heardBy: 'nobody' });
      blocks();
      other.change({ ...AMONG_ALL, heardBy: new Set([id('listener')]) });
      blocks();
      other.close();
      blocks();
    });
    expect(step).toBeLessThan(1200);
  });

  it('fades what the one who leaves hears, too', () => {
    const { room, join } = setUp();
    const [a, b] = [join('a'), join('b')];
    round(room, [a, 0], [b, 20_000]);
    round(room, [a, 0], [b, 20_000]);
    a.leave();
    b.push(level(20_000));
    room.mix();
    const heard = heardBy(a);
    expect(heard[0]).toBeGreaterThan(15_000);
    expect(heard.at(-1)).toBe(0);
  });
});

describe('members of two rates', () => {
  it('hear each other, each at their own rate, and not themselves', () => {
    const { room, join } = setUp();
    const [low, high] = [join('low'), join('high', { rateHz: 16_000 })];
    const [lowSaid, highSaid] = [sine(700, 400, 8000), sine(1100, 400, 16_000)];
    const [lowHeard, highHeard]: [number[], number[]] = [[], []];
    for (let n = 0; n < 20; n++) {
      low.push(lowSaid.subarray(n * 160, (n + 1) * 160));
      high.push(highSaid.subarray(n * 320, (n + 1) * 320));
      room.mix();
      lowHeard.push(...heardBy(low));
      highHeard.push(...heardBy(high));
    }
    const found = (heard: number[], hz: number, rateHz: number): number =>
      findSound(Int16Array.from(heard.slice(rateHz / 10)), sine(hz, 100, rateHz)).correlation;
    expect(found(lowHeard, 1100, 8000)).toBeGreaterThan(0.999);
    expect(found(highHeard, 700, 16_000)).toBeGreaterThan(0.999);
    expect(levelDb(Int16Array.from(lowHeard.slice(800)))).toBeCloseTo(levelDb(highSaid), 0);
  });

  it('leave exactly what those of the same rate say when the others are silent', () => {
    const { room, join } = setUp();
    const [a, b, high] = [join('a'), join('b'), join('high', { rateHz: 16_000 })];
    round(room, [a, 0], [b, 0], [high, 0]);
    expect(round(room, [a, 3], [b, 40], [high, 0]).slice(0, 2)).toEqual([40, 3]);
  });

  it('hear a whisper at their own rate', () => {
    const { room, join } = setUp();
    const high = join('high', { rateHz: 16_000 });
    const boss = join('boss', { masks: { ...AMONG_ALL, heardBy: new Set([id('high')]) } });
    const said = sine(700, 200, 8000);
    const heard: number[] = [];
    for (let n = 0; n < 10; n++) {
      boss.push(said.subarray(n * 160, (n + 1) * 160));
      room.mix();
      heard.push(...heardBy(high));
    }
    const { offset } = findSound(Int16Array.from(heard), sine(700, 100, 16_000), 800, 900);
    expect(snrDb(sine(700, 100, 16_000), Int16Array.from(heard).subarray(offset, offset + 1600))).toBeGreaterThan(20);
  });
});

describe('packets', () => {
  const packet = Uint8Array.of(1, 2, 3);

  it('go on as they came where one speaks to one of the same codec', () => {
    const { room, join } = setUp();
    const [a, b] = [join('a', { codec: 'opus' }), join('b', { codec: 'opus' })];
    const say = (): Uint8Array | null => {
      a.push(level(5), packet);
      b.push(level(0));
      room.mix();
      return b.packetOf('opus');
    };
    // While somebody comes the sound is a mix.
    expect(say()).toBeNull();
    expect(say()).toEqual(packet);
    expect(b.packetOf('pcmu')).toBeNull();
    a.push(level(5));
    room.mix();
    expect(b.packetOf('opus')).toBeNull();
  });

  it('do not where two speak, or there is music', () => {
    const { room, join } = setUp();
    const [a, b, c] = [join('a', { codec: 'pcmu' }), join('b', { codec: 'pcmu' }), join('c', { codec: 'pcmu' })];
    round(room, [a, 0], [b, 0], [c, 0]);
    for (const member of [a, b]) member.push(level(5), packet);
    room.mix();
    expect(c.packetOf('pcmu')).toBeNull();
    // Each of the two hears exactly the other.
    expect(a.packetOf('pcmu')).toEqual(packet);
    c.change({ ...AMONG_ALL, music: 'jingle' });
    for (let n = 0; n < 2; n++) {
      a.push(level(5), packet);
      room.mix();
    }
    expect(c.packetOf('pcmu')).toBeNull();
  });
});

describe('music', () => {
  it('is heard by those who wait, again and again, from one place, and by nobody else', async () => {
    const { room, join } = setUp();
    const waiting = { ...APART, music: 'jingle' };
    const [a, b, c] = [join('a', { masks: waiting }), join('b', { masks: waiting }), join('c')];
    room.mix();
    await vi.waitFor(() => {
      room.mix();
      expect(isSilent(heardBy(a))).toBe(false);
    });
    for (let n = 0; n < 20; n++) {
      room.mix();
      expect(isSilent(heardBy(a))).toBe(false);
      expect(heardBy(b)).toEqual(heardBy(a));
      expect(isSilent(heardBy(c))).toBe(true);
    }
  });

  it('that cannot be played is told once, and is silence', async () => {
    const { room, join, onMusicFailed } = setUp();
    const a = join('a', { masks: { ...APART, music: 'missing' } });
    room.mix();
    await vi.waitFor(() => expect(onMusicFailed).toHaveBeenCalledTimes(1));
    room.mix();
    expect(isSilent(heardBy(a))).toBe(true);
    expect(onMusicFailed).toHaveBeenCalledTimes(1);
  });
});

it('chimes for those who hear anybody', () => {
  const { room, join } = setUp();
  const [a, b] = [join('a'), join('b', { masks: APART })];
  room.mix();
  room.chime('joined');
  room.chime('joined');
  const heard: number[] = [];
  for (let n = 0; n < 20; n++) {
    room.mix();
    heard.push(...heardBy(a));
    expect(isSilent(heardBy(b))).toBe(true);
  }
  expect(heard.filter((sample) => sample !== 0).length / 8).toBeCloseTo(240, -1);
});

it('takes out a member whose sound breaks, and goes on with the others', () => {
  const { room, join, onBroken } = setUp();
  const [a, b] = [join('a'), join('b')];
  const bad = room.join({
    id: id('bad'),
    rateHz: RATE_HZ,
    codec: null,
    delayMs: () => 0,
    masks: AMONG_ALL,
    confidence: () => {
      throw new Error('a bug');
    },
  });
  round(room, [a, 0], [b, 0], [bad, 0]);
  round(room, [a, 0], [b, 0]);
  expect(round(room, [a, 1], [b, 20])).toEqual([20, 1]);
  expect([onBroken.mock.calls.length, bad.isOver, room.size]).toEqual([1, true, 2]);
});

it('lets everybody go when it is closed', () => {
  const { room, join } = setUp();
  const a = join('a');
  room.mix();
  room.close();
  room.close();
  expect([a.isOver, a.isIdle, room.isOver]).toEqual([true, true, true]);
});
