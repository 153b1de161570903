import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findSound, resample, rmsOf, snrDb, sweep, writeWav } from '@callwright/audio';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import {
  flacFile,
  mp3File,
  mp3Frames,
  mp4File,
  opusFile,
  vorbisFile,
} from '../../apps/media/src/sound/stream/prompts/fixtures/sound-files.js';
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
let caller: WireCaller;

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
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
afterEach(async () => {
  await caller.hangUp();
  await readStory(rest, caller.callId);
});

/** Plays something and hears all of it. */
const playAndHear = async (command: object, meanwhile: () => Promise<unknown> = async () => undefined) => {
  caller = await callRoom(facts, null);
  caller.send({ ...command, playId: 'p' });
  await caller.event(({ event, playId }) => event === 'trackStart' && playId === 'p', 'the beginning');
  await meanwhile();
  await caller.event(({ event, playId }) => event === 'trackEnd' && playId === 'p', 'the end');
  await wait(150);
  return caller.heard();
};

describe('a playback', () => {
  it('says a text that comes in pieces, all of it and in order', async () => {
    const said = otherPrompts.slice(1, 4).join(' ');
    const pieces = said.match(/\S+\s*\S*\s*/g) ?? [];
    const heard = await playAndHear({ command: 'tts', text: pieces[0], streaming: true }, async () => {
      for (const text of pieces.slice(1)) {
        await wait(300);
        caller.send({ command: 'tts', text, streaming: true, playId: 'p' });
      }
      caller.send({ command: 'tts', text: '', streaming: true, endOfStream: true, playId: 'p' });
    });
    expect(caller.events.filter(({ event }) => event === 'interruption' || event === 'error')).toEqual([]);
    expect(await voices.recognise(heard, WIRE_RATE_HZ, [said, ...otherPrompts])).toBe(said);
  });

  it('goes on behind a text of the same id, and gives way to one of another', async () => {
    const [first = '', second = '', third = ''] = otherPrompts;
    let from = 0;
    const heard = await playAndHear({ command: 'tts', text: first }, async () => {
      caller.send({ command: 'tts', text: second, playId: 'p' });
      await wait(500);
      caller.send({ command: 'tts', text: third, playId: 'q' });
      await caller.event(({ event, playId }) => event === 'trackStart' && playId === 'q', 'the other');
      from = caller.heard().length;
      await caller.event(({ event, playId }) => event === 'trackEnd' && playId === 'q', 'the end of the other');
    });
    expect(await caller.named('interruption')).toMatchObject({ playId: 'p', cause: 'command' });
    expect(caller.events.filter(({ event, playId }) => event === 'trackStart' && playId === 'p')).toHaveLength(1);
    expect(await voices.recognise(heard.subarray(from), WIRE_RATE_HZ, otherPrompts)).toBe(third);
  });

  it('reaches the caller from its first sample to its last', async () => {
    const heard = await playAndHear({ command: 'play', url: 'sweep.wav' });
    const begins = findSound(heard, prompt.subarray(0, 100 * MS));
    expect(begins.correlation).toBeGreaterThan(0.98);
    const whole = heard.subarray(begins.offset, begins.offset + prompt.length);
    expect(whole).toHaveLength(prompt.length);
    expect(snrDb(prompt, whole)).toBeGreaterThan(25);
  });

  it('loses no sample between pause and resume', async () => {
    const heard = await playAndHear({ command: 'play', url: 'sweep.wav' }, async () => {
      await wait(700);
      caller.send({ command: 'pause' });
      await wait(600);
      caller.send({ command: 'resume' });
    });
    const parts = segmentsOf(heard, WIRE_RATE_HZ, 200).map(soundOf);
    expect(parts).toHaveLength(2);
    const [before = prompt, after = prompt] = parts;
    expect(Math.abs(before.length + after.length - prompt.length)).toBeLessThan(5 * MS);
    const join = findSound(prompt, after.subarray(20 * MS, 120 * MS));
    expect(join.correlation).toBeGreaterThan(0.98);
    expect(Math.abs(join.offset - 20 * MS - before.length)).toBeLessThan(5 * MS);
  });

  it('grows softer all the way when it is to fade out', async () => {
    const fadeOutMs = 400;
    const heard = await playAndHear({ command: 'play', url: 'hum.wav', loop: true }, async () => {
      await wait(500);
      caller.send({ command: 'interrupt', fadeOutMs });
    });
    const sound = soundOf(heard);
    const levels = Array.from({ length: 18 }, (_, at) =>
      rmsOf(sound.subarray(sound.length - (18 - at) * 20 * MS, sound.length - (17 - at) * 20 * MS)),
    );
    for (const [at, level] of levels.slice(1).entries()) expect(level).toBeLessThan(levels[at] ?? 0);
    expect(levels[17] ?? 1).toBeLessThan((levels[0] ?? 0) / 8);
  });

  it('goes round without a hole', async () => {
    const heard = await playAndHear({ command: 'play', url: 'hum.wav', loop: true }, async () => {
      await wait(2600);
      caller.send({ command: 'interrupt' });
    });
    const sound = soundOf(heard);
    expect(sound.length).toBeGreaterThan(2300 * MS);
    expect(holesIn(sound.subarray(0, -60 * MS), HUM_HZ)).toEqual([]);
  });

  it('begins where it is told to', async () => {
    const seekMs = 1500;
    const heard = soundOf(await playAndHear({ command: 'play', url: 'sweep.wav', seekMs }));
    expect(Math.abs(heard.length - (PROMPT_MS - seekMs) * MS)).toBeLessThan(25 * MS);
    const { offset, correlation } = findSound(heard, prompt.subarray(seekMs * MS, (seekMs + 100) * MS), 0, 50 * MS);
    expect(correlation).toBeGreaterThan(0.95);
    expect(offset).toBeLessThan(10 * MS);
  });

  it.each(['wav', 'mp3', 'opus.ogg', 'vorbis.ogg', 'flac', 'm4a'])('plays %s from a server', async (format) => {
    const { port } = server.address() as AddressInfo;
    const heard = soundOf(await playAndHear({ command: 'play', url: `http://127.0.0.1:${port}/${format}` }));
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
