import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSound, levelDb, readWav, resample, snrDb, sweep, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { flowOf, otherPrompts, quickMenuWords } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { wait } from '../support/room-calls.js';
import type { BaresipOptions } from '../support/sip/baresip.js';
import * as wire from '../support/sip/capture.js';
import { allSentencesOf, Desk, heardSentences, PHONE_RATE_HZ, saying } from '../support/sip/desk.js';
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
/** What the recording may be out of step with the wire, besides what was held back to even out the network. */
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
  // Who has a codec for it speaks with the higher half as well.
  const saysRateHz = ['G722', 'opus'].includes(options.codecs?.[0] ?? '') ? 16_000 : PHONE_RATE_HZ;
  const says = saying([[WORD_AT_MS, voices.say('billing', 'slt', saysRateHz)]], saysRateHz);
  const phone = await desk.phone(username, { ...options, says, saysRateHz });
  const id = await desk.call(phone, 'sound-questions');
  await heardSentences(phone, 2);
  phone.press('2');
  await phone.event('CALL_CLOSED');
  const sentences = allSentencesOf(phone);
  const story = await readStory(rest, id, (call) => call.hasRecording && call.hasSignalling && call.sound !== null);
  const { steps: entries } = await desk.telephony.signalling(id);
  const recording = readWav(await rest.recording(id));
  return { phone, sentences, story, entries, recording, word };
};
/** Where something that was said at a time is looked for: finding takes long. */
const around = (atMs: number): readonly [from: number, to: number] => [(atMs - 1500) * MS, (atMs + 1500) * MS];
type Conversation = Awaited<ReturnType<typeof conversation>>;

const codecs = ['PCMU', 'PCMA', 'G722', 'opus'] as const;
const plain = codecs.map(
  (codec) => [codec, calls.plan(() => conversation(`sound-${codec.toLowerCase()}`, { codecs: [codec] }))] as const,
);
const encrypted = calls.plan(() => conversation('sound-srtp', { codecs: ['PCMU'], isEncrypted: true }));

/** Said and played twice each, with a hold between. */
const held = calls.plan(async () => {
  const says = saying([
    [2500, said],
    [10_500, said],
  ]);
  const phone = await desk.phone('sound-held', { codecs: ['PCMU'], says });
  const id = await desk.call(phone, 'sound-played');
  await wait(4500);
  phone.hold();
  const heldAtMs = Date.now();
  await wait(3000);
  phone.resume();
  const resumedAtMs = Date.now();
  await phone.event('CALL_CLOSED');
  const story = await readStory(rest, id, (call) => call.hasRecording && call.hasSignalling);
  const { steps: entries } = await desk.telephony.signalling(id);
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
  await desk.hire(...codecs.map((codec) => `sound-${codec.toLowerCase()}`), 'sound-srtp', 'sound-held');
  capture = await wire.Capture.start();
  await calls.makeAll();
  seen = await capture.stop();
}, 180_000);
afterAll(() => desk.close());

const recognised = ({ sentences }: Conversation) =>
  Promise.all(sentences.map((sentence) => voices.recognise(sentence, PHONE_RATE_HZ, prompts)));

/** Where a phone has its sound, as its offer says. */
const phonePort = (steps: Conversation['entries']): number => {
  const offer = steps.find(({ direction, text }) => direction === 'in' && text.includes('\nm=audio '))?.text ?? '';
  const [, port] = /\nm=audio (\d+)/.exec(offer) ?? [];
  if (port === undefined) throw new Error(`Nothing was offered in ${JSON.stringify(steps.map(({ title }) => title))}`);
  return Number(port);
};

describe('a phone', () => {
  it.each(plain)('with %s hears the flow, is understood in words and keys, and loses nothing', async (codec, call) => {
    const spoken = await call();
    expect(await recognised(spoken)).toEqual([quickMenuWords.main, quickMenuWords.billing, quickMenuWords.hours]);
    expect(pathOf(spoken.story)).toEqual(['word', 'key', 'right']);
    expect(saidBy(spoken.story, 'caller')[0]).toBe('billing');
    const { sound } = spoken.story.call;
    console.log(
      `  ${codec}:`,
      JSON.stringify(sound),
      `heard at ${spoken.sentences.map((one) => levelDb(one).toFixed(1))} dB`,
    );
    expect(sound).toMatchObject({ by: 'rtp', isEncrypted: false, lost: 0, strangers: 0, foreign: 0 });
    expect(sound?.codec.toLowerCase()).toBe(codec.toLowerCase());
    expect(sound?.mos).toBeGreaterThan(4);
    expect(sound?.jitterMs).toBeLessThan(20);
  });
});

describe('what a phone says', () => {
  it.each(plain)('is as loud in the recording as it was spoken, by %s', async (codec, call) => {
    const { sentences, phone, word, recording } = await call();
    const left = resample(recording.channels[0] ?? word, recording.rateHz, PHONE_RATE_HZ);
    const sent = phone.said();
    // In pieces: where the machine stands still, sound between them is held back or left out to catch up, in the call as well.
    const changesDb = Array.from({ length: 10 }, (_, n) =>
      word.subarray((100 + 30 * n) * MS, (160 + 30 * n) * MS),
    ).flatMap((piece) => {
      const [kept, spoken] = [left, sent].map((sound) => ({
        sound,
        ...findSound(sound, piece, ...around(WORD_AT_MS)),
      }));
      if (!kept || !spoken || Math.min(kept.correlation, spoken.correlation) < 0.9) return [];
      const level = ({ sound, offset }: typeof kept) => levelDb(sound.subarray(offset, offset + piece.length));
      return [level(kept) - level(spoken)];
    });
    console.log(
      `  ${codec}: of ten pieces of the word those found are ${changesDb.map((db) => db.toFixed(2)).join(', ')} dB louder`,
    );
    expect(changesDb.length).toBeGreaterThanOrEqual(6);
    expect(Math.max(...changesDb.map(Math.abs))).toBeLessThan(1);
    expect(sentences.length).toBe(3);
  });
});

describe('a phone with SDES-SRTP', () => {
  it('hears and is understood as any other', async () => {
    const spoken = await encrypted();
    expect(await recognised(spoken)).toEqual([quickMenuWords.main, quickMenuWords.billing, quickMenuWords.hours]);
    expect(pathOf(spoken.story)).toEqual(['word', 'key', 'right']);
    expect(spoken.story.call.sound).toMatchObject({ isEncrypted: true, lost: 0, foreign: 0, codec: 'PCMU' });
  });

  it('is not to be listened to on the wire, in either direction, and one without is', async () => {
    const [open, secret] = await Promise.all([plain[0]?.[1](), encrypted()]);
    if (!open) throw new Error('There is no call with PCMU.');
    const overheard = ({ entries, word, sentences }: Conversation) => {
      const port = phonePort(entries);
      const [theirs, ours] = [wire.packetsFrom(seen, port), wire.packetsTo(seen, port)];
      const prompt = (sentences[0] ?? word).subarray(200 * MS, 500 * MS);
      const found = [
        findSound(wire.soundOf(theirs), word.subarray(100 * MS, 400 * MS), ...around(WORD_AT_MS)),
        findSound(wire.soundOf(ours), prompt, 0, 4000 * MS),
      ];
      const [correlations, entropies] = [
        found.map(({ correlation }) => correlation),
        [theirs, ours].map(wire.entropyOf),
      ];
      const sizes = [theirs, ours].map((packets) => packets[100]?.payload.length);
      return { correlations, entropies, sizes };
    };
    const [openly, secretly] = [overheard(open), overheard(secret)];
    console.log('  overheard:', JSON.stringify({ openly, secretly, packets: seen.length }));
    for (const correlation of openly.correlations) expect(correlation).toBeGreaterThan(0.9);
    for (const correlation of secretly.correlations) expect(Math.abs(correlation)).toBeLessThan(0.3);
    // Bytes are spread evenly, and each packet has its tag (RFC 3711 §4.2: 10 bytes).
    for (const bits of secretly.entropies) expect(bits).toBeGreaterThan(7.9);
    for (const bits of openly.entropies) expect(bits).toBeLessThan(7);
    expect([openly.sizes, secretly.sizes]).toEqual([
      [160, 160],
      [170, 170],
    ]);
  });
});

describe('a phone that holds its call and takes it up again', () => {
  it('is told so by SDP, hears nothing meanwhile, and is still there', async () => {
    const { entries, story, heldAtMs, resumedAtMs } = await held();
    const holds = story.journal.flatMap((line) =>
      line.kind === 'event' && line.event.event === 'hold' ? [line.event.onHold] : [],
    );
    expect(holds).toEqual([true, false]);
    expect(pathOf(story)).toEqual(['before', 'one', 'between', 'other', 'after', 'end']);
    const directions = entries.flatMap(({ direction, text }) => {
      const [, way] = /\na=(sendrecv|sendonly|recvonly|inactive)/.exec(text) ?? [];
      return text.includes('\nm=audio') ? [`${direction} ${way ?? 'sendrecv'}`] : [];
    });
    expect(directions.map((one) => one.replace('sendrecv', 'both'))).toEqual([
      ...['in both', 'out both', 'in sendonly', 'out recvonly', 'in both', 'out both'],
    ]);
    const ours = wire.packetsTo(seen, phonePort(entries));
    const meanwhile = ours.filter(({ atMs }) => atMs > heldAtMs + 500 && atMs < resumedAtMs);
    const after = ours.find(({ atMs }) => atMs > resumedAtMs);
    const silenceMs = wire.longestGapMs(ours);
    console.log(
      `  held for ${resumedAtMs - heldAtMs} ms: silent for ${silenceMs} ms, first packet ${(after?.atMs ?? 0) - resumedAtMs} ms after`,
    );
    expect(meanwhile).toHaveLength(0);
    expect(silenceMs).toBeGreaterThan(2000);
    expect((after?.atMs ?? Number.POSITIVE_INFINITY) - resumedAtMs).toBeLessThan(1000);
  });

  it('is recorded in step with the wire before and after, as loud and as clear', async () => {
    const { entries, recording, story } = await held();
    const port = phonePort(entries);
    const [theirs, ours] = [wire.packetsFrom(seen, port), wire.packetsTo(seen, port)];
    const [left = said, right = played] = recording.channels;
    const part = { said: said.subarray(0, 100 * MS), played: played.subarray(0, 100 * MS) };
    // Where each was, in ms: on the wire, and in the recording. The first is near the beginning, the other near the end.
    const placeOf = (needle: Int16Array, packets: readonly wire.SeenPacket[], recorded: Int16Array) => {
      const sound = wire.soundOf(packets);
      return [true, false].map((isFirst) => {
        const within = (whole: Int16Array) =>
          isFirst ? ([0, 4000 * MS] as const) : ([whole.length - 5000 * MS, whole.length] as const);
        const onWire = findSound(sound, needle, ...within(sound));
        const kept = findSound(recorded, needle, ...within(recorded));
        return { wireMs: wire.seenAtMs(packets, onWire.offset), keptMs: kept.offset / MS, at: kept.offset, ...kept };
      });
    };
    const places = [placeOf(part.played, ours, right), placeOf(part.said, theirs, left)].flat();
    const [first] = places;
    if (!first) throw new Error('Nothing was found.');
    const offMs = places.map(({ wireMs, keptMs }) => keptMs - first.keptMs - (wireMs - first.wireMs));
    const clean = [0, 1].map((at) =>
      snrDb(played, right.subarray(places[at]?.at, (places[at]?.at ?? 0) + played.length)),
    );
    const levels = places.map(({ at }, nth) => {
      const [channel, whole] = nth < 2 ? [right, played] : [left, said];
      return levelDb(channel.subarray(at, at + whole.length)) - levelDb(whole);
    });
    console.log(
      '  recorded:',
      JSON.stringify({
        delayMs: story.call.sound?.delayMs,
        offMs,
        correlations: places.map(({ correlation }) => correlation),
        clean,
        levels,
      }),
    );
    // What came is recorded when it was heard: as much later as it was held back, which on a busy machine is more.
    const heldBackMs = story.call.sound?.delayMs ?? 0;
    offMs.forEach((off, at) => {
      expect(Math.abs(off)).toBeLessThanOrEqual(MAX_STEP_MS + (at < 2 ? 0 : heldBackMs));
    });
    for (const { correlation } of places) expect(correlation).toBeGreaterThan(0.95);
    for (const level of levels) expect(Math.abs(level)).toBeLessThan(0.5);
    for (const db of clean) expect(db).toBeGreaterThan(25);
  });
});

describe('what can be seen of a call', () => {
  it('is a ladder, and a capture that tshark reads, with no keys in either', async () => {
    const spoken = await encrypted();
    const { id } = spoken.story.call;
    const first = spoken.entries.map(({ direction, text }) => `${direction} ${text.split('\r\n')[0]}`);
    console.log('  ladder:', JSON.stringify(first));
    for (const line of [/^in INVITE/, /^out SIP\/2.0 200/, /^in ACK/, /^out BYE/, /^in SIP\/2.0 200/])
      expect(
        first.some((one) => line.test(one)),
        String(line),
      ).toBe(true);
    const response = await fetch(`${facts.urls.api}/api/v1/calls/${id}/signalling.pcap`, {
      headers: { authorization: `Bearer ${facts.login.apiKey}` },
    });
    const file = join(facts.dataDir, 'signalling.pcap');
    const bytes = Buffer.from(await response.arrayBuffer());
    writeFileSync(file, bytes);
    const fields = ['-T', 'fields', '-e', 'sip.Method', '-e', 'sip.Status-Code'];
    const port = /:(\d+)$/.exec(facts.sip)?.[1];
    const { stdout } = spawnSync('tshark', ['-r', file, '-d', `udp.port==${port},sip`, ...fields], {
      encoding: 'utf8',
    });
    const read = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim());
    expect(read).toEqual(spoken.entries.map(({ text }) => /^SIP\/2.0 (\d+)|^(\w+)/.exec(text)?.slice(1).find(Boolean)));
    for (const text of [bytes.toString('latin1'), JSON.stringify(spoken.entries)]) {
      expect(text).not.toMatch(/inline:(?!x{30})[A-Za-z0-9+/]{30}/);
      expect(text).not.toMatch(/response="(?!x{16})[0-9a-f]{16}/);
    }
  });
});
