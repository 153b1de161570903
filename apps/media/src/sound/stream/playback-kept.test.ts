import { setImmediate } from 'node:timers/promises';
import { findSound, sine, snrDb, sweep } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import type { SessionEvent } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { KeptPackets } from '../kept/kept-packets.js';
import { KeptSounds } from '../kept/kept-sounds.js';
import { createOpusDecoder, createOpusEncoder } from '../rtc/opus-codec.js';
import { Playback, type PlaySources } from './playback.js';

const RATE_HZ = 16_000;
const BLOCK = RATE_HZ / 50;
/** Not a whole number of blocks, as no prompt is. */
const prompt = sweep(300, 3000, 990, RATE_HZ);
const music = sweep(200, 2000, 12_010, RATE_HZ);
let clock: FakeClock;
let events: SessionEvent[];
let playback: Playback;
let encodedCount: number;

/** Sounds that are kept: `prompt`, `music`, and every text as a tone of 110 ms. */
function createSources(packets: KeptPackets): PlaySources {
  const sounds = new KeptSounds({ maxBytes: 1e7, packets });
  const open = (key: string, sound: Int16Array, signal: AbortSignal) => {
    const produce = async function* (): AsyncIterable<Int16Array> {
      for (let at = 0; at < sound.length; at += RATE_HZ) yield sound.subarray(at, at + RATE_HZ);
    };
    return sounds.open({ key, rateHz: RATE_HZ, produce }, signal);
  };
  return {
    packets,
    speak: ({ text }, signal) => open(text, sine(300 + 10 * text.length, 110, RATE_HZ), signal),
    openPrompt: (url, _, signal) => open(url, url === 'music' ? music : prompt, signal),
  };
}

beforeEach(() => {
  clock = new FakeClock(0);
  events = [];
  encodedCount = 0;
  const opus = (rateHz: 8000 | 16_000) => {
    const encoder = createOpusEncoder(rateHz);
    return {
      encode: (block: Int16Array) => {
        encodedCount += 1;
        return encoder.encode(block);
      },
      close: () => encoder.close(),
    };
  };
  const packets = new KeptPackets({ clock, encoders: { opus } });
  packets.want('opus', RATE_HZ);
  playback = new Playback({
    rateHz: RATE_HZ,
    tts: undefined,
    sources: createSources(packets),
    clock,
    emit: (event) => events.push(event),
  });
});

type Heard = { readonly sound: Int16Array; readonly packets: readonly (Uint8Array | null)[] };

/** Lets so many ticks pass, as a leg that sends Opus hears them. */
async function run(ticks: number): Promise<Heard> {
  const sound: number[] = [];
  const packets: (Uint8Array | null)[] = [];
  const block = new Int16Array(BLOCK);
  for (let tick = 0; tick < ticks; tick += 1) {
    for (let turn = 0; turn < 4; turn += 1) await setImmediate();
    clock.advance(20);
    playback.pull(block);
    sound.push(...block);
    packets.push(playback.packetOf('opus')?.slice() ?? null);
  }
  return { sound: Int16Array.from(sound), packets };
}

/** Plays it once, so that it is kept, and lets it be encoded. */
async function keep(url: string, ticks: number): Promise<void> {
  playback.play({ command: 'play', url });
  await run(ticks);
  clock.advance(10_000);
}

const countOf = ({ packets }: Heard): number => packets.filter((packet) => packet !== null).length;

describe('a prompt that is kept', () => {
  it('costs no encoder: every whole block comes as a packet, and they sound as the prompt', async () => {
    await keep('prompt', 55);
    const before = encodedCount;
    playback.play({ command: 'play', url: 'prompt' });
    const heard = await run(55);
    expect(countOf(heard)).toBe(49);
    expect(encodedCount).toBe(before);
    const decoder = await createOpusDecoder(RATE_HZ);
    const decoded = Int16Array.from(heard.packets.flatMap((packet) => (packet ? [...decoder.decode(packet)] : [])));
    const { offset } = findSound(decoded, prompt.subarray(0, 45 * BLOCK), 0, 400);
    expect(snrDb(prompt.subarray(0, 45 * BLOCK), decoded.subarray(offset))).toBeGreaterThan(10);
  });

  it('begins with its very first sample: nothing is faded, skipped or put before it', async () => {
    await keep('prompt', 55);
    playback.play({ command: 'play', url: 'prompt' });
    const { sound } = await run(5);
    expect(sound).toEqual(prompt.subarray(0, 5 * BLOCK));
  });

  it('begins with the first tick after the command', async () => {
    await keep('prompt', 55);
    playback.play({ command: 'play', url: 'prompt' });
    const { packets } = await run(1);
    expect(packets[0]).not.toBeNull();
    playback.sent();
    const last = events.findLast((event) => event.event === 'metrics');
    expect(last).toMatchObject({ key: 'play.firstPacket', duration: 20 });
  });

  it('is no packet where anything else is heard: its last part, a fade, a cut, a pause', async () => {
    const play = (more: { readonly seekMs?: number } = {}) =>
      playback.play({ command: 'play', url: 'prompt', ...more });
    const pattern = ({ packets }: Heard) => packets.map((packet) => (packet === null ? '-' : 'p')).join('');
    await keep('prompt', 55);
    play();
    expect(pattern(await run(51)).slice(-3)).toBe('p--');

    play();
    await run(5);
    playback.interrupt({ command: 'interrupt', fadeOutMs: 100 });
    expect(pattern(await run(6))).toBe('------');

    play();
    await run(5);
    play();
    // What is left of the first dies away in the first block of the second, which is joined three blocks later.
    expect(pattern(await run(6))).toBe('----pp');

    playback.hold(true);
    expect(pattern(await run(3))).toBe('---');
    playback.hold(false);
    expect(pattern(await run(6))).toBe('----pp');
    playback.stop('command');
    expect(pattern(await run(2))).toBe('--');

    play({ seekMs: 100 });
    // A piece of it cut off at the beginning is no longer the piece that is kept.
    expect(pattern(await run(5))).toBe('-----');
  });

  it('is looped with packets when a round is long, from its first sample on each time', async () => {
    await keep('music', 610);
    playback.play({ command: 'play', url: 'music', loop: true });
    const heard = await run(1250);
    // 600 whole blocks a round, then half a block that is encoded as it is played.
    expect(heard.packets.slice(0, 600).every((packet) => packet !== null)).toBe(true);
    expect(heard.packets[600]).toBeNull();
    expect(heard.packets.slice(601, 1201).every((packet) => packet !== null)).toBe(true);
    expect(heard.sound.subarray(601 * BLOCK, 606 * BLOCK)).toEqual(music.subarray(0, 5 * BLOCK));
  });

  it('is looped without any gap when a round is short', async () => {
    await keep('prompt', 55);
    playback.play({ command: 'play', url: 'prompt', loop: true });
    const { sound } = await run(150);
    expect(sound.subarray(prompt.length, 2 * prompt.length)).toEqual(prompt);
  });
});

describe('texts that are kept', () => {
  it('follow each other as packets, each from the beginning of a block', async () => {
    for (const text of ['one', 'three']) {
      playback.say({ command: 'tts', text, playId: text });
      await run(10);
    }
    clock.advance(10_000);
    for (const text of ['one', 'three']) playback.say({ command: 'tts', text, playId: 'both' });
    const heard = await run(15);
    expect(heard.packets.map((packet) => (packet === null ? '-' : 'p')).join('')).toBe('ppppp-ppppp----');
    expect(events.at(-1)).toMatchObject({ event: 'trackEnd', playId: 'both', durationMs: 220 });
  });

  it('follow each other without a gap for a leg that wants no packets', async () => {
    for (const text of ['one', 'three']) playback.say({ command: 'tts', text, playId: 'both' });
    const block = new Int16Array(BLOCK);
    const heard: number[] = [];
    for (let tick = 0; tick < 12; tick += 1) {
      for (let turn = 0; turn < 4; turn += 1) await setImmediate();
      playback.pull(block);
      heard.push(...block);
    }
    const wanted = [...sine(330, 110, RATE_HZ), ...sine(350, 110, RATE_HZ)];
    expect(heard.slice(0, wanted.length)).toEqual(wanted);
  });
});

it('is idle when nothing is played nor dying away', async () => {
  expect(playback.isIdle).toBe(true);
  playback.play({ command: 'play', url: 'prompt' });
  await run(3);
  expect(playback.isIdle).toBe(false);
  playback.interrupt({ command: 'interrupt' });
  expect(playback.isIdle).toBe(false);
  await run(2);
  expect(playback.isIdle).toBe(true);
});
