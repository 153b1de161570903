import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSound, readWav, rmsOf, snrDb, sweep, writeWav } from '@callwright/audio';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { decodePromptJob } from '../../apps/media/src/sound/stream/prompts/prompt-jobs.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { answerTo, ask } from '../support/faults.js';
import { Rest } from '../support/rest.js';
import { callRoom, told, wait } from '../support/room-calls.js';
import { readStory } from '../support/story.js';
import { levelOf } from '../support/tones.js';
import { WIRE_RATE_HZ } from '../support/wire-caller.js';

const facts = inject('stack');
const rest = new Rest(facts);
const MS = WIRE_RATE_HZ / 1000;
/** What the caller says and what is played: neither is like itself at another time, or like the other. */
const said = sweep(400, 2000, 800, WIRE_RATE_HZ);
const played = sweep(3000, 1200, 800, WIRE_RATE_HZ);
/** How far a time of the transcript may be from the sound: the quiet a voice leaves at its end, and buffers on the way. */
const MAX_OFF_MS = 250;
let word: Int16Array;
const calls = new CallsAtOnce();

/** A call that is recorded from a command on, with a pause; what is said and played meanwhile comes three times. */
const recordInParts = async (option: object = {}) => {
  const caller = await callRoom(facts, null, { recorder: { ...option, startWhenAnswer: false } });
  const exchange = async (playId: string) => {
    caller.send({ command: 'play', url: 'played.wav', playId });
    await caller.say(said);
    await caller.event((event) => event.event === 'trackEnd' && event.playId === playId, `the end of ${playId}`);
    // What is on its way in buffers is of before the command that follows.
    await wait(300);
  };
  const record = async (action: string, status: string) => {
    caller.send({ command: 'record', action });
    await told(caller, 'recordStatus', status);
    await wait(200);
  };
  await record('start', 'started');
  await exchange('first');
  await record('pause', 'paused');
  await exchange('unrecorded');
  await record('resume', 'resumed');
  await exchange('last');
  await caller.hangUp();
  const story = await readStory(rest, caller.callId, ({ hasRecording }) => hasRecording);
  return { caller, call: story.call };
};

// The longest first.
const beeping = calls.plan(async () => {
  const caller = await callRoom(facts, null, { recorder: { consentTone: true } });
  await wait(15_600);
  const heard = caller.heard();
  await caller.hangUp();
  await readStory(rest, caller.callId, ({ hasRecording }) => hasRecording);
  return { caller, heard };
});

const recorded = calls.plan(() => recordInParts());
const recordedAsMp3 = calls.plan(() => recordInParts({ format: 'mp3' }));

const transcribed = calls.plan(async () => {
  const caller = await callRoom(facts, null);
  caller.send({ command: 'tts', text: 'Yes or billing?', playId: 'question' });
  await caller.event((event) => event.event === 'trackEnd', 'the end of the question');
  ask(caller, 'q');
  await wait(300);
  await caller.say(word);
  const answer = await answerTo(caller, 'q');
  await caller.hangUp();
  await readStory(rest, caller.callId, ({ hasRecording }) => hasRecording);
  return { caller, answer };
});

beforeAll(async () => {
  const voices = await createTestVoices();
  word = voices.say('billing', 'slt', WIRE_RATE_HZ);
  writeFileSync(join(facts.dataDir, 'prompts', 'played.wav'), writeWav({ rateHz: WIRE_RATE_HZ, channels: [played] }));
  await calls.makeAll();
}, 180_000);

describe('a recording', () => {
  it('holds what was said and played in its segments, in step with the call, and silence between', async () => {
    const { caller, call } = await recorded();
    const { channels, rateHz } = readWav(await rest.recording(caller.callId));
    const [left = said, right = played] = channels;
    const segments = call.recording?.segments ?? [];
    expect([rateHz, channels.length, segments.length]).toEqual([WIRE_RATE_HZ, 2, 2]);
    const [first, second] = segments;
    if (!first || !second) throw new Error('There are no segments.');
    expect(rmsOf(left.subarray(first.endMs * MS + 1, second.startMs * MS - 1))).toBe(0);
    expect(rmsOf(right.subarray(first.endMs * MS + 1, second.startMs * MS - 1))).toBe(0);
    const placesMs = segments.map(({ startMs, endMs }) => {
      const [from, to] = [startMs * MS, endMs * MS];
      const ours = findSound(right, played.subarray(0, 200 * MS), from, to);
      const theirs = findSound(left, said.subarray(0, 200 * MS), from, to);
      expect(snrDb(played, right.subarray(ours.offset, ours.offset + played.length))).toBeGreaterThan(25);
      expect(theirs.correlation).toBeGreaterThan(0.95);
      return { ours: ours.offset / MS, theirs: theirs.offset / MS };
    });
    // The file's time is the call's: as long between the two as there was on the wire.
    const [one, other] = placesMs;
    const heard = caller.heard();
    const middle = Math.floor(heard.length / 2);
    const firstHeard = findSound(heard, played.subarray(0, 200 * MS), 0, middle);
    const lastHeard = findSound(heard, played.subarray(0, 200 * MS), middle);
    const inTheCallMs = (lastHeard.offset - firstHeard.offset) / MS;
    expect(Math.abs((other?.ours ?? 0) - (one?.ours ?? 0) - inTheCallMs)).toBeLessThanOrEqual(40);
  });

  it('becomes an MP3 afterwards that plays', async () => {
    const { caller } = await recordedAsMp3();
    const call = await rest.endedCall(caller.callId, ({ recording }) => recording?.format === 'mp3', 60_000);
    expect(call.recording?.conversion).toBeNull();
    const bytes = await rest.recording(caller.callId);
    const { output } = await decodePromptJob({ bytes, rateHz: WIRE_RATE_HZ });
    expect(Math.abs(output.length / MS - (call.recording?.durationMs ?? 0))).toBeLessThan(150);
    expect(findSound(output, played.subarray(100 * MS, 200 * MS), 0, 3000 * MS).correlation).toBeGreaterThan(0.5);
  });

  it('beeps when it begins and every fifteen seconds, for both sides', async () => {
    const { caller, heard } = await beeping();
    const { channels } = readWav(await rest.recording(caller.callId));
    for (const sound of [heard, channels[1] ?? new Int16Array()]) {
      const beeps = beepsIn(sound);
      expect(beeps).toHaveLength(2);
      expect(Math.abs((beeps[1] ?? 0) - (beeps[0] ?? 0) - 15_000)).toBeLessThanOrEqual(40);
    }
    expect(beepsIn(channels[1] ?? new Int16Array())[0] ?? 1000).toBeLessThanOrEqual(40);
  });

  it('has a transcript whose times are those of its sound', async () => {
    const { caller, answer } = await transcribed();
    expect(answer).toMatchObject({ reason: 'speech', choice: 'billing' });
    const { isOfRecording, segments } = await rest.transcript(caller.callId);
    expect(isOfRecording).toBe(true);
    expect(segments.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['system', 'Yes or billing?'],
      ['caller', 'billing'],
    ]);
    const { channels } = readWav(await rest.recording(caller.callId));
    segments.forEach(({ startMs, endMs }, at) => {
      const channel = channels[1 - at] ?? new Int16Array();
      const isLoud = (sample: number) => Math.abs(sample) > 300;
      const [begins, ends] = [channel.findIndex(isLoud) / MS, channel.findLastIndex(isLoud) / MS];
      console.log(
        `  transcript, ${at === 0 ? 'ours' : 'theirs'}: ${startMs - begins} ms off, its end ${endMs - ends} ms`,
      );
      expect(Math.abs(startMs - begins)).toBeLessThan(MAX_OFF_MS);
      expect(endMs).toBeGreaterThan(startMs);
      expect(Math.abs(endMs - ends)).toBeLessThan(MAX_OFF_MS);
    });
  });
});

/** Where the consent tone begins, in ms. */
const beepsIn = (sound: Int16Array): readonly number[] => {
  const blocks = Array.from({ length: Math.floor(sound.length / (20 * MS)) }, (_, at) =>
    levelOf(sound.subarray(at * 20 * MS, (at + 1) * 20 * MS), 1400),
  );
  return blocks.flatMap((level, at) => (level > 0.05 && (blocks[at - 1] ?? 0) <= 0.05 ? [at * 20] : []));
};
