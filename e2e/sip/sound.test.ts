import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSound, levelDb, readWav, snrDb, sweep, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { flowOf, otherPrompts, quickMenuWords } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { wait } from '../support/room-calls.js';
import type { BaresipOptions } from '../support/sip/baresip.js';
import * as wire from '../support/sip/capture.js';
import { Desk, heardSentences, PHONE_RATE_HZ, saying } from '../support/sip/desk.js';
import { pathOf, readStory, saidBy } from '../support/story.js';

/** What telephones hear and say: every codec, encrypted or not, on hold, and what is kept of it. */

const facts = inject('stack');
const rest = new Rest(facts);
const desk = new Desk(facts, rest);
const calls = new CallsAtOnce(3);
const prompts = [...Object.values(quickMenuWords), ...otherPrompts];
const MS = PHONE_RATE_HZ / 1000;
/** Neither is like itself at another time, or like the other. */
const said = sweep(400, 2000, 800, PHONE_RATE_HZ);
const played = sweep(3000, 1200, 800, PHONE_RATE_HZ);
/** The word comes when the question is over; the flow waits longer than that. */
const WORD_AT_MS = 7000;
/** What the recording may be out of step with the wire: the buffer that evens out the network, and a block. */
const MAX_STEP_MS = 60;
let voices: TestVoices;
let capture: wire.Capture;
let seen: readonly wire.SeenPacket[] = [];

const answers = [
  { id: 'billing', label: 'Billing', key: '1', phrases: ['billing'] },
  { id: 'hours', label: 'Hours', key: '2', phrases: ['opening hours'] },
];
const question = { answers, acceptsSpeech: true, timeoutMs: 12_000, noInputRetries: 0, noMatchRetries: 0 };
/** Asks for a word, then for a key. */
const twoQuestions = () =>
  flowOf(
    'word',
    {
      word: ['menu', { ...question, prompt: quickMenuWords.main }],
      key: ['menu', { ...question, prompt: quickMenuWords.billing, acceptsSpeech: false }],
      right: ['hangup', { text: quickMenuWords.hours }],
      wrong: ['hangup', { text: quickMenuWords.noMatch, reason: 'noMatch' }],
    },
    [
      ['word', 'billing', 'key'],
      ['key', 'hours', 'right'],
      ...(['hours', 'noInput', 'noMatch'] as const).map((exit) => ['word', exit, 'wrong'] as const),
      ...(['billing', 'noInput', 'noMatch'] as const).map((exit) => ['key', exit, 'wrong'] as const),
    ],
  );

/** The phone says the word, and presses the key when it is asked to. */
const conversation = async (username: string, options: Partial<BaresipOptions>) => {
  const word = voices.say('billing', 'slt', PHONE_RATE_HZ);
  const phone = await desk.phone(username, { ...options, says: saying([WORD_AT_MS, word]) });
  await desk.call(phone, 'sound-questions');
  await heardSentences(phone, 2);
  phone.press('2');
  await phone.event('CALL_CLOSED');
  const sentences = await heardSentences(phone, 3);
  const { id } = await desk.callOf(username, 'sound-questions');
  const story = await readStory(rest, id, (call) => call.hasRecording && call.sound !== null);
  const { entries } = await desk.telephony.signalling(id);
  const recording = readWav(await rest.recording(id));
  return { phone, sentences, story, entries, recording, word };
};
type Conversation = Awaited<ReturnType<typeof conversation>>;

const codecs = [
  ['PCMU', 'slt'],
  ['PCMA', 'slt'],
  ['G722', 'slt'],
  ['opus', 'slt'],
] as const;
const plain = codecs.map(
  ([codec]) => [codec, calls.plan(() => conversation(`sound-${codec.toLowerCase()}`, { codecs: [codec] }))] as const,
);
const encrypted = calls.plan(() => conversation('sound-srtp', { codecs: ['PCMU'], isEncrypted: true }));

/** Said and played twice each, with a hold between. */
const held = calls.plan(async () => {
  const says = saying([2500, said], [10_500, said]);
  const phone = await desk.phone('sound-held', { codecs: ['PCMU'], says });
  await desk.call(phone, 'sound-played');
  await wait(4500);
  phone.hold();
  const heldAtMs = Date.now();
  await wait(3000);
  phone.resume();
  const resumedAtMs = Date.now();
  await phone.event('CALL_CLOSED');
  const { id } = await desk.callOf('sound-held', 'sound-played');
  const story = await readStory(rest, id, (call) => call.hasRecording);
  const { entries } = await desk.telephony.signalling(id);
  return { phone, id, story, entries, recording: readWav(await rest.recording(id)), heldAtMs, resumedAtMs };
});

beforeAll(async () => {
  voices = await createTestVoices();
  const wav = writeWav({ rateHz: PHONE_RATE_HZ, channels: [played] });
  writeFileSync(join(facts.dataDir, 'prompts', 'sip-played.wav'), wav);
  await rest.line('sound-questions', twoQuestions());
  const play = ['play', { url: 'sip-played.wav' }] as const;
  await rest.line(
    'sound-played',
    flowOf(
      'before',
      {
        ...{ before: ['wait', { waitMs: 1000 }], one: play, between: ['wait', { waitMs: 9000 }], other: play },
        ...{ after: ['wait', { waitMs: 1500 }], end: ['hangup', {}] },
      },
      [
        ...[['before', 'done', 'one'] as const, ['one', 'done', 'between'] as const, ['one', 'failed', 'end'] as const],
        ...[['between', 'done', 'other'] as const, ['other', 'done', 'after'] as const],
        ...[['other', 'failed', 'end'] as const, ['after', 'done', 'end'] as const],
      ],
    ),
  );
  await desk.hire(...codecs.map(([codec]) => `sound-${codec.toLowerCase()}`), 'sound-srtp', 'sound-held');
  capture = await wire.Capture.start();
  await calls.makeAll();
  seen = await capture.stop();
}, 180_000);
afterAll(() => desk.close());

const recognised = ({ sentences }: Conversation) =>
  Promise.all(sentences.map((sentence) => voices.recognise(sentence, PHONE_RATE_HZ, prompts)));

const sdpPort = (entries: Conversation['entries'], direction: 'in' | 'out'): number => {
  const described = entries.find((entry) => entry.direction === direction && entry.message.includes('\nm=audio '));
  return Number(/\nm=audio (\d+)/.exec(described?.message ?? '')?.[1]);
};

describe.each(plain)('a phone with %s', (codec, call) => {
  it('hears the flow, is understood in words and keys, and without loss', async () => {
    const spoken = await call();
    expect(await recognised(spoken)).toEqual([quickMenuWords.main, quickMenuWords.billing, quickMenuWords.hours]);
    expect(pathOf(spoken.story)).toEqual(['word', 'key', 'right']);
    expect(saidBy(spoken.story, 'caller')[0]).toBe('billing');
    const { sound } = spoken.story.call;
    console.log(`  ${codec}:`, JSON.stringify(sound), `heard at ${spoken.sentences.map((one) => levelDb(one).toFixed(1))} dB`);
    expect(sound).toMatchObject({ by: 'rtp', isEncrypted: false, lost: 0, strangers: 0, foreign: 0 });
    expect(sound?.codec.toLowerCase()).toBe(codec.toLowerCase());
    expect(sound?.mos).toBeGreaterThan(4);
    expect(sound?.jitterMs).toBeLessThan(20);
  });
});
