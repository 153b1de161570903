import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findSound, resample, rmsOf, snrDb, sweep, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import {
  flacFile,
  mp3File,
  mp3Frames,
  mp4File,
  opusFile,
  vorbisFile,
} from '../../apps/media/src/sound/stream/prompts/fixtures/sound-files.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { soundOf } from '../support/faults.js';
import { otherPrompts } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { callRoom, wait } from '../support/room-calls.js';
import { segmentsOf } from '../support/segments.js';
import { readStory } from '../support/story.js';
import { holesIn, hum } from '../support/tones.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

const facts = inject('stack');
const rest = new Rest(facts);
const HUM_HZ = 650;
/** Never the same twice, so that every part of it tells where it is from. */
const PROMPT_MS = 2400;
const prompt = sweep(300, 3000, PROMPT_MS, WIRE_RATE_HZ);
const MS = WIRE_RATE_HZ / 1000;
let voices: TestVoices;
let server: Server;
let files: ReadonlyMap<string, Uint8Array>;
// Decoding a prompt takes a core for a moment.
const calls = new CallsAtOnce(2);

/** A call that plays something and hears all of it. */
const playAndHear = (
  command: () => object,
  meanwhile: (caller: WireCaller) => Promise<unknown> = async () => undefined,
) =>
  calls.plan(async () => {
    const caller = await callRoom(facts, null);
    caller.send({ ...command(), playId: 'p' });
    await caller.event(({ event, playId }) => event === 'trackStart' && playId === 'p', 'the beginning');
    await meanwhile(caller);
    await caller.event(({ event, playId }) => event === 'trackEnd' && playId === 'p', 'the end');
    await wait(150);
    const heard = caller.heard();
    await caller.hangUp();
    await readStory(rest, caller.callId);
    return { heard, events: caller.events };
  });

const inPieces = otherPrompts.slice(1, 4).join(' ');
const [firstPiece = '', ...morePieces] = inPieces.match(/\S+\s*\S*\s*/g) ?? [];
const streamed = playAndHear(
  () => ({ command: 'tts', text: firstPiece, streaming: true }),
  async (caller) => {
    for (const text of morePieces) {
      await wait(300);
      caller.send({ command: 'tts', text, streaming: true, playId: 'p' });
    }
    caller.send({ command: 'tts', text: '', streaming: true, endOfStream: true, playId: 'p' });
  },
);

const [first = '', second = '', third = ''] = otherPrompts;
let otherFrom = 0;
const interrupted = playAndHear(
  () => ({ command: 'tts', text: first }),
  async (caller) => {
    caller.send({ command: 'tts', text: second, playId: 'p' });
    await wait(500);
    caller.send({ command: 'tts', text: third, playId: 'q' });
    await caller.event(({ event, playId }) => event === 'trackStart' && playId === 'q', 'the other');
    otherFrom = caller.heard().length;
    await caller.event(({ event, playId }) => event === 'trackEnd' && playId === 'q', 'the end of the other');
  },
);

const whole = playAndHear(() => ({ command: 'play', url: 'sweep.wav' }));
const paused = playAndHear(
  () => ({ command: 'play', url: 'sweep.wav' }),
  async (caller) => {
    await wait(700);
    caller.send({ command: 'pause' });
    await wait(600);
    caller.send({ command: 'resume' });
  },
);

const FADE_OUT_MS = 400;
const faded = playAndHear(
  () => ({ command: 'play', url: 'hum.wav', loop: true }),
  async (caller) => {
    await wait(500);
    caller.send({ command: 'interrupt', fadeOutMs: FADE_OUT_MS });
  },
);
const looped = playAndHear(
  () => ({ command: 'play', url: 'hum.wav', loop: true }),
  async (caller) => {
    await wait(2600);
    caller.send({ command: 'interrupt' });
  },
);

const SEEK_MS = 1500;
const sought = playAndHear(() => ({ command: 'play', url: 'sweep.wav', seekMs: SEEK_MS }));

const ofFormats = ['wav', 'mp3', 'opus.ogg', 'vorbis.ogg', 'flac', 'm4a'].map((format) => {
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${format}`;
  return [format, playAndHear(() => ({ command: 'play', url: url() }))] as const;
});

beforeAll(async () => {
  voices = await createTestVoices();
  const prompts = join(facts.dataDir, 'prompts');
  writeFileSync(join(prompts, 'sweep.wav'), writeWav({ rateHz: WIRE_RATE_HZ, channels: [prompt] }));
  writeFileSync(join(prompts, 'hum.wav'), writeWav({ rateHz: WIRE_RATE_HZ, channels: [hum(HUM_HZ)] }));
  files = await filesOf(prompt);
  server = createServer(({ url = '' }, response) => {
    const bytes = files.get(url.slice(1));
    response.writeHead(bytes ? 200 : 404, { 'content-type': 'application/octet-stream' }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await calls.makeAll();
}, 180_000);
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a playback', () => {
  it('says a text that comes in pieces, all of it and in order', async () => {
    const { heard, events } = await streamed();
    expect(events.filter(({ event }) => event === 'interruption' || event === 'error')).toEqual([]);
    expect(await voices.recognise(heard, WIRE_RATE_HZ, [inPieces, ...otherPrompts])).toBe(inPieces);
  });

  it('goes on behind a text of the same id, and gives way to one of another', async () => {
    const { heard, events } = await interrupted();
    expect(events.find(({ event }) => event === 'interruption')).toMatchObject({ playId: 'p', cause: 'command' });
    expect(events.filter(({ event, playId }) => event === 'trackStart' && playId === 'p')).toHaveLength(1);
    expect(await voices.recognise(heard.subarray(otherFrom), WIRE_RATE_HZ, otherPrompts)).toBe(third);
  });

  it('reaches the caller from its first sample to its last', async () => {
    const { heard } = await whole();
    const begins = findSound(heard, prompt.subarray(0, 100 * MS));
    expect(begins.correlation).toBeGreaterThan(0.98);
    const all = heard.subarray(begins.offset, begins.offset + prompt.length);
    expect(all).toHaveLength(prompt.length);
    expect(snrDb(prompt, all)).toBeGreaterThan(25);
  });

  it('loses no sample between pause and resume', async () => {
    const { heard } = await paused();
    const parts = segmentsOf(heard, WIRE_RATE_HZ, 200).map(soundOf);
    expect(parts).toHaveLength(2);
    const [before = prompt, after = prompt] = parts;
    expect(Math.abs(before.length + after.length - prompt.length)).toBeLessThan(5 * MS);
    const join = findSound(prompt, after.subarray(20 * MS, 120 * MS));
    expect(join.correlation).toBeGreaterThan(0.98);
    expect(Math.abs(join.offset - 20 * MS - before.length)).toBeLessThan(5 * MS);
  });

  it('grows softer all the way when it is to fade out', async () => {
    const { heard } = await faded();
    const sound = soundOf(heard);
    const levels = Array.from({ length: 18 }, (_, at) =>
      rmsOf(sound.subarray(sound.length - (18 - at) * 20 * MS, sound.length - (17 - at) * 20 * MS)),
    );
    for (const [at, level] of levels.slice(1).entries()) expect(level).toBeLessThan(levels[at] ?? 0);
    expect(levels[17] ?? 1).toBeLessThan((levels[0] ?? 0) / 8);
  });

  it('goes round without a hole', async () => {
    const { heard } = await looped();
    const sound = soundOf(heard);
    expect(sound.length).toBeGreaterThan(2300 * MS);
    expect(holesIn(sound.subarray(0, -60 * MS), HUM_HZ)).toEqual([]);
  });

  it('begins where it is told to', async () => {
    const heard = soundOf((await sought()).heard);
    expect(Math.abs(heard.length - (PROMPT_MS - SEEK_MS) * MS)).toBeLessThan(25 * MS);
    const { offset, correlation } = findSound(heard, prompt.subarray(SEEK_MS * MS, (SEEK_MS + 100) * MS), 0, 50 * MS);
    expect(correlation).toBeGreaterThan(0.95);
    expect(offset).toBeLessThan(10 * MS);
  });

  it.each(ofFormats)('plays %s from a server', async (_format, call) => {
    const heard = soundOf((await call()).heard);
    expect(Math.abs(heard.length / MS - PROMPT_MS)).toBeLessThan(120);
    const part = prompt.subarray(800 * MS, 900 * MS);
    expect(findSound(heard, part, 600 * MS, 1000 * MS).correlation).toBeGreaterThan(0.9);
  });
});

/** The same sound as a file of each format. */
const filesOf = async (samples: Int16Array): Promise<ReadonlyMap<string, Uint8Array>> => {
  const wide = resample(samples, WIRE_RATE_HZ, 16_000);
  const mp3 = await mp3File(wide, 16_000);
  return new Map([
    ['wav', writeWav({ rateHz: WIRE_RATE_HZ, channels: [samples] })],
    ['mp3', mp3],
    ['opus.ogg', await opusFile(resample(samples, WIRE_RATE_HZ, 48_000))],
    ['vorbis.ogg', await vorbisFile(wide, 16_000)],
    ['flac', flacFile(wide, 16_000)],
    ['m4a', mp4File(mp3Frames(mp3, 16_000), 16_000)],
  ]);
};
