import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSound, isSilent, sine, sweep } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeLeg, type FakeLeg } from './fake-leg.js';
import { joinRoom, type Membership } from './join-room.js';
import type { MediaStream } from './media-stream.js';
import type { Room } from './room.js';
import { AMONG_ALL, type MemberMasks } from './room-member.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';
import type { Track } from './track.js';

const RATE_HZ = 8000;
let bench: StreamBench;
let room: Room;
let opened: MediaStream[];
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-rooms-'));
  bench = createStreamBench({ recordingsDir: dir });
  bench.stream.start();
  room = bench.openRoom();
  opened = [bench.stream];
});
afterEach(async () => {
  for (const stream of opened) await stream.close();
  bench.checkEvents();
  await rm(dir, { recursive: true });
});

const call = (name: string, rateHz: 8000 | 16_000 = RATE_HZ) => {
  const { stream, leg, attach } = bench.open(name, rateHz);
  attach();
  stream.start();
  opened.push(stream);
  return { stream, leg };
};
const enter = (stream: MediaStream, masks: MemberMasks = AMONG_ALL): Membership =>
  joinRoom(room, stream, { masks, caller: null, isListenedTo: false });
/** How well a sound is heard by somebody, and how long after it was said, in ms. */
const found = (leg: FakeLeg, said: Int16Array, rateHz = RATE_HZ) => {
  const { offset, correlation } = findSound(leg.heard(), said.subarray(rateHz / 10, rateHz / 5));
  // Of two equally loud ones each has 0.7.
  return { atMs: (offset * 1000) / rateHz - 100, isHeard: correlation > 0.6 };
};

describe('callers in a room', () => {
  it('hear each other within the tick, and not themselves', async () => {
    const [b, c] = [call('c-2'), call('c-3')];
    for (const { stream } of [bench, b, c]) enter(stream);
    await bench.run(100);
    const [low, mid, high] = [
      sweep(300, 900, 400, RATE_HZ),
      sweep(1000, 2000, 400, RATE_HZ),
      sweep(2100, 3300, 400, RATE_HZ),
    ];
    bench.leg.say(low);
    b.leg.say(mid);
    c.leg.say(high);
    await bench.run(500);
    expect([bench.leg, b.leg, c.leg].map((leg) => [low, mid, high].map((said) => found(leg, said).isHeard))).toEqual([
      [false, true, true],
      [true, false, true],
      [true, true, false],
    ]);
    expect([found(bench.leg, mid).atMs, found(b.leg, low).atMs, found(c.leg, mid).atMs]).toEqual([100, 100, 100]);
  });

  it('hear each other whatever their rates, and go on when one of them hangs up', async () => {
    const [b, c] = [call('c-2', 16_000), call('c-3')];
    for (const { stream } of [bench, b, c]) enter(stream);
    await bench.run(100);
    b.leg.say(sine(700, 300, 16_000));
    await bench.run(300);
    expect(findSound(bench.leg.heard(), sine(700, 100, RATE_HZ)).correlation).toBeGreaterThan(0.99);
    await b.stream.close();
    await bench.run(40);
    expect(room.size).toBe(2);
    const said = sweep(300, 2000, 300, RATE_HZ);
    c.leg.say(said);
    await bench.run(300);
    expect(found(bench.leg, said).isHeard).toBe(true);
  });

  it('hear what a line of ours plays, within the tick it is played in', async () => {
    const other = bench.open('c-2').stream;
    opened.push(other);
    const part = bench.talkTo(other);
    await bench.run(100);
    other.perform({ command: 'play', url: 'sweep' });
    await bench.run(700);
    expect(found(bench.leg, sweep(3000, 300, 600, RATE_HZ)).isHeard).toBe(true);
    expect(bench.of('mediaReady')).toHaveLength(2);
    part();
  });

  it('hear music until they hear others, and then no longer what is played to them', async () => {
    const b = call('c-2');
    const masks = { heardBy: 'nobody', hears: 'nobody', music: '200' } as const;
    const waiting = enter(bench.stream, masks);
    enter(b.stream);
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(100), playId: 'a' });
    await bench.run(400);
    expect(findSound(bench.leg.heard(), sine(880, 100, RATE_HZ)).correlation).toBeGreaterThan(0.6);
    expect(bench.story('interruption')).toEqual([]);
    waiting.change(AMONG_ALL);
    expect(bench.story('interruption')).toEqual(['interruption a']);
    await bench.run(40);
    const before = bench.leg.heard().length;
    await bench.run(200);
    expect(isSilent(bench.leg.heard().slice(before))).toBe(true);
  });
});

describe('a caller who is listened to', () => {
  const listen = (masks: MemberMasks) => {
    const boss = call('boss');
    const target = joinRoom(room, bench.stream, { masks: AMONG_ALL, caller: null, isListenedTo: true });
    enter(boss.stream, masks);
    return { ...boss, target };
  };

  it('is heard with all they hear, by somebody they do not hear', async () => {
    const boss = listen({ ...AMONG_ALL, heardBy: 'nobody' });
    bench.stream.perform({ command: 'play', url: 'sweep' });
    await bench.run(700);
    const said = sweep(400, 1200, 400, RATE_HZ);
    bench.leg.say(said);
    boss.leg.say(sine(700, 400, RATE_HZ));
    await bench.run(500);
    expect(found(boss.leg, sweep(3000, 300, 600, RATE_HZ)).isHeard).toBe(true);
    expect(found(boss.leg, said).isHeard).toBe(true);
    expect(findSound(bench.leg.heard(), sine(700, 100, RATE_HZ)).correlation).toBeLessThan(0.9);
    boss.target.leave();
    await bench.run(40);
    bench.leg.say(said);
    const before = boss.leg.heard().length;
    await bench.run(400);
    expect(isSilent(boss.leg.heard().slice(before))).toBe(true);
  });

  it('is whispered to, unheard by those they talk with, and the whisper does not come back', async () => {
    const other = call('c-2');
    const talk = bench.openRoom();
    for (const { stream } of [bench, other])
      joinRoom(talk, stream, { masks: AMONG_ALL, caller: null, isListenedTo: false });
    const boss = listen({ ...AMONG_ALL, heardBy: new Set([bench.stream.callerTrack]) });
    await bench.run(100);
    const whisper = sweep(400, 1200, 400, RATE_HZ);
    const answer = sweep(1500, 2500, 400, RATE_HZ);
    boss.leg.say(whisper);
    other.leg.say(answer);
    await bench.run(600);
    expect(found(bench.leg, whisper).isHeard).toBe(true);
    expect(isSilent(other.leg.heard())).toBe(true);
    expect(found(boss.leg, answer).isHeard).toBe(true);
    expect(found(boss.leg, whisper).isHeard).toBe(false);
  });
});

describe('a caller who tells a secret to a line they were passed on to', () => {
  it('is heard by that line, which notices them, and not by others in the room', async () => {
    const vad = { type: 'silero', minimumSpeech: 60, silencePadding: 200, speechPadding: 0 } as const;
    const withVad = createStreamBench({ recordingsDir: dir, stream: { vad } });
    withVad.stream.start();
    const own = withVad.openRoom();
    const line = withVad.open('c-2').stream;
    const spy = withVad.open('spy');
    spy.attach();
    spy.stream.start();
    joinRoom(own, withVad.stream, { masks: AMONG_ALL, caller: null, isListenedTo: false });
    joinRoom(own, line, { masks: AMONG_ALL, caller: withVad.stream, isListenedTo: false });
    joinRoom(own, spy.stream, { masks: AMONG_ALL, caller: null, isListenedTo: false });
    line.privacy.hide(true);
    await withVad.run(60);
    withVad.leg.say(sine(300, 400, RATE_HZ, 0.4));
    await withVad.run(800);
    expect(withVad.of('startSpeaking').map(({ trackId }) => String(trackId))).toContain('c-2');
    expect(isSilent(spy.leg.heard())).toBe(true);
    for (const stream of [line, spy.stream, withVad.stream]) await stream.close();
  });
});

describe('packets', () => {
  /** A leg that brings and takes packets: what it says is one, numbered. */
  const packetLeg = (name: string) => {
    const { stream } = bench.open(name);
    const leg = createFakeLeg(stream.callerTrack);
    const taken: (readonly number[] | null)[] = [];
    let count = 0;
    const track: Track = {
      ...leg,
      pull: (block) => {
        count = (count + 1) % 100;
        block.fill(1000);
      },
      packetOf: (codec) => (codec === 'pcmu' ? Uint8Array.of(count) : null),
      push: (_, packet) => taken.push(packet ? [...packet] : null),
    };
    stream.attach(track, { codec: 'PCMU', rateHz: RATE_HZ });
    stream.start();
    opened.push(stream);
    return { stream, taken, count: () => count };
  };

  it('go from one caller to the other in the tick they came in', async () => {
    const [a, b] = [packetLeg('a'), packetLeg('b')];
    for (const { stream } of [a, b]) enter(stream);
    await bench.run(200);
    expect([a.taken.at(-1), b.taken.at(-1)]).toEqual([[b.count()], [a.count()]]);
  });

  it('do not where one of them is muted, hidden, played to, or there is a third', async () => {
    const [a, b] = [packetLeg('a'), packetLeg('b')];
    for (const { stream } of [a, b]) enter(stream);
    await bench.run(100);
    const last = async () => {
      await bench.run(60);
      return [a.taken.at(-1) ?? null, b.taken.at(-1) ?? null].map((packet) => packet !== null);
    };
    a.stream.perform({ command: 'mute', trackId: a.stream.callerTrack });
    expect(await last()).toEqual([true, false]);
    a.stream.perform({ command: 'unmute' });
    a.stream.privacy.hide(true);
    expect(await last()).toEqual([true, false]);
    a.stream.privacy.hide(false);
    b.stream.perform({ command: 'tts', text: 'x'.repeat(50) });
    expect(await last()).toEqual([true, false]);
    b.stream.perform({ command: 'interrupt' });
    expect(await last()).toEqual([true, true]);
    const c = packetLeg('c');
    enter(c.stream);
    expect(await last()).toEqual([false, false]);
  });
});
