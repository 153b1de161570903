import { setImmediate } from 'node:timers/promises';
import { findSound, rmsOf, sine, snrDb, sweep } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOpusDecoder, createOpusEncoder } from '../rtc/opus-codec.js';
import { createTestVoices } from '../speech/test-voices.js';
import { KeptPackets } from './kept-packets.js';
import { KeptRun } from './kept-run.js';
import { KeptSounds } from './kept-sounds.js';

const RATE_HZ = 16_000;
const BLOCK = RATE_HZ / 50;
/** What Opus looks ahead: 6.5 ms. */
const DELAY = 104;
const never = new AbortController().signal;
let clock: FakeClock;
let packets: KeptPackets;
let encoderCount: number;
const create = (maxBytes?: number): KeptPackets =>
  new KeptPackets({
    clock,
    encoders: {
      opus: (rateHz) => {
        encoderCount += 1;
        return createOpusEncoder(rateHz);
      },
    },
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
beforeEach(() => {
  encoderCount = 0;
  clock = new FakeClock(0);
  packets = create();
});

/** A prompt as it is kept: pieces of whole blocks, the last one shorter. */
const piecesOf = (sound: Int16Array): Int16Array[] => [sound.subarray(0, 10 * BLOCK), sound.subarray(10 * BLOCK)];

/** Plays a sound block by block from `from` on. @returns the packet of each block */
function playOf(run: KeptRun, pieces: readonly Int16Array[], from = 0): (Uint8Array | null)[] {
  const heard: (Uint8Array | null)[] = [];
  for (const piece of pieces)
    for (let offset = 0; offset + BLOCK <= piece.length; offset += BLOCK) {
      if (piece === pieces[0] && offset < from) continue;
      run.follow(piece, offset);
      heard.push(run.packetOf('opus'));
    }
  return heard;
}

describe('a kept sound', () => {
  const sound = sweep(200, 3000, 990, RATE_HZ);

  it('is sent as it was encoded once, and sounds as what a live encoder makes of it', async () => {
    const pieces = piecesOf(sound);
    packets.add(pieces, RATE_HZ);
    expect(playOf(new KeptRun(packets, RATE_HZ), pieces)).toEqual(Array.from({ length: 49 }, () => null));
    clock.advance(1000);
    const kept = playOf(new KeptRun(packets, RATE_HZ), pieces);
    const [decoder, other] = [await createOpusDecoder(RATE_HZ), await createOpusDecoder(RATE_HZ)];
    const live = createOpusEncoder(RATE_HZ);
    const heard: number[] = [];
    const heardLive: number[] = [];
    for (const [index, packet] of kept.entries()) {
      heard.push(...decoder.decode(packet ?? new Uint8Array(0)));
      heardLive.push(...other.decode(live.encode(sound.slice(index * BLOCK, (index + 1) * BLOCK))));
    }
    expect(heard).toEqual(heardLive);
    const match = findSound(Int16Array.from(heard), sound.subarray(0, 45 * BLOCK), 0, 400);
    // Opus looks 6.5 ms ahead.
    expect(match.offset / 16).toBeCloseTo(6.5, 0);
    expect(snrDb(sound.subarray(0, 45 * BLOCK), Int16Array.from(heard).subarray(match.offset))).toBeGreaterThan(10);
  });

  it('is encoded once for all calls, and as soon as it is kept when calls send that codec', () => {
    const pieces = piecesOf(sound);
    packets.want('opus', RATE_HZ);
    packets.add(pieces, RATE_HZ);
    clock.advance(1000);
    for (let call = 0; call < 3; call += 1)
      expect(playOf(new KeptRun(packets, RATE_HZ), pieces).every((packet) => packet !== null)).toBe(true);
    expect(encoderCount).toBe(1);
  });

  it('is encoded beside the tick, a few blocks at a time', () => {
    const pieces = piecesOf(sound);
    packets.want('opus', RATE_HZ);
    packets.add(pieces, RATE_HZ);
    clock.advance(20);
    expect(playOf(new KeptRun(packets, RATE_HZ), pieces)[0]).toBeNull();
    clock.advance(20);
    expect(playOf(new KeptRun(packets, RATE_HZ), pieces)[0]).not.toBeNull();
  });

  it('is joined in its middle only when a few blocks of it have been heard, and never across anything else', () => {
    const pieces = piecesOf(sound);
    packets.want('opus', RATE_HZ);
    packets.add(pieces, RATE_HZ);
    clock.advance(1000);
    const joined = playOf(new KeptRun(packets, RATE_HZ), pieces, 3 * BLOCK).map((packet) => packet !== null);
    expect(joined.indexOf(true)).toBe(3);
    expect(joined.slice(3).every(Boolean)).toBe(true);
    const run = new KeptRun(packets, RATE_HZ);
    const first = pieces[0] ?? sound;
    const isPacket = (piece: Int16Array | null, block: number): boolean => {
      run.follow(piece, block * BLOCK);
      return run.packetOf('opus') !== null;
    };
    expect([isPacket(first, 0), isPacket(first, 1)]).toEqual([true, true]);
    expect(run.packetOf('opus')).toBe(run.packetOf('opus'));
    expect([isPacket(null, 0), isPacket(first, 2), isPacket(first, 3)]).toEqual([false, false, false]);
    expect([isPacket(first, 5), isPacket(first, 0)]).toEqual([false, true]);
    expect(run.packetOf('pcmu')).toBeNull();
    run.follow(first, BLOCK / 2);
    expect(run.packetOf('opus')).toBeNull();
  });

  it('sounds as well where it is joined as where it was encoded live all along', async () => {
    const speech = (await createTestVoices()).say('Welcome to the front desk. All lines are busy.', 'slt', RATE_HZ);
    packets.want('opus', RATE_HZ);
    packets.add([speech], RATE_HZ);
    clock.advance(2000);
    const losses: number[] = [];
    for (let from = 5; from < 60; from += 11) {
      const kept = playOf(new KeptRun(packets, RATE_HZ), [speech], from * BLOCK);
      const live = createOpusEncoder(RATE_HZ);
      const [joined, wanted] = [await createOpusDecoder(RATE_HZ), await createOpusDecoder(RATE_HZ)];
      const heard: number[] = [];
      const heardLive: number[] = [];
      for (const [i, packet] of kept.slice(0, 12).entries()) {
        const encoded = live.encode(speech.slice((from + i) * BLOCK, (from + i + 1) * BLOCK)).slice();
        heard.push(...joined.decode(packet ?? encoded));
        heardLive.push(...wanted.decode(encoded));
      }
      const said = speech.subarray((from + 4) * BLOCK, (from + 9) * BLOCK);
      const likeness = (samples: number[]) => snrDb(said, Int16Array.from(samples).subarray(4 * BLOCK + DELAY));
      losses.push(likeness(heardLive) - likeness(heard));
    }
    expect(Math.max(...losses)).toBeLessThan(3);
  });

  it('takes no more memory than it may: what was heard longest ago goes, and is made again when it is asked for', () => {
    const sounds = [1, 2, 3].map((n) => piecesOf(sine(300 * n, 1000, RATE_HZ)));
    packets = create(20_000);
    packets.want('opus', RATE_HZ);
    for (const pieces of sounds) packets.add(pieces, RATE_HZ);
    clock.advance(1000);
    expect(packets.sizeBytes).toBeLessThan(20_000);
    const isThere = (n: number) => playOf(new KeptRun(packets, RATE_HZ), sounds[n] ?? [])[0] !== null;
    expect([isThere(0), isThere(2)]).toEqual([false, true]);
    clock.advance(1000);
    expect(isThere(0)).toBe(true);
  });
});

describe('sounds in memory', () => {
  async function* parts(counts: readonly number[], level = 1000): AsyncIterable<Int16Array> {
    for (const count of counts) {
      await setImmediate();
      yield new Int16Array(count).fill(level);
    }
  }
  const open = async (sounds: KeptSounds, key: string, counts: readonly number[]): Promise<Int16Array[]> => {
    const heard: Int16Array[] = [];
    for await (const piece of sounds.open({ key, rateHz: RATE_HZ, produce: () => parts(counts) }, never))
      heard.push(piece);
    return heard;
  };

  it('come in whole blocks, whatever they are made in, and the same for all', async () => {
    const sounds = new KeptSounds({ maxBytes: 1e6 });
    const [one, other] = await Promise.all([open(sounds, 'a', [100, 500, 321, 2]), open(sounds, 'a', [])]);
    expect(one?.map(({ length }) => length)).toEqual([320, 320, 283]);
    expect(other?.[0]).toBe(one?.[0]);
    expect((await open(sounds, 'a', []))[2]).toBe(one?.[2]);
  });

  it('go when others are used more lately, and are not kept when they alone would take a quarter', async () => {
    const sounds = new KeptSounds({ maxBytes: 10_000 });
    for (const key of ['a', 'b', 'c', 'd']) await open(sounds, key, [1200]);
    await open(sounds, 'a', []);
    await open(sounds, 'e', [1200]);
    await open(sounds, 'long', [1300]);
    expect(['a', 'b', 'e', 'long'].map((key) => sounds.stateOf(key))).toEqual(['kept', null, 'kept', null]);
    expect(sounds.stats).toMatchObject({ evictions: 1, count: 4 });
  });

  it('that fail are told to all who listen, and made anew the next time', async () => {
    const sounds = new KeptSounds({ maxBytes: 1e6 });
    const produce = async function* (): AsyncIterable<Int16Array> {
      yield new Int16Array(320);
      throw new Error('broken');
    };
    const failing = async () => {
      for await (const _ of sounds.open({ key: 'a', rateHz: RATE_HZ, produce }, never));
    };
    await expect(Promise.all([failing(), failing()])).rejects.toThrow('broken');
    expect(rmsOf((await open(sounds, 'a', [640]))[0] ?? new Int16Array(0))).toBeGreaterThan(0);
  });
});
