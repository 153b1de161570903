import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWav, writeWav } from '@callwright/audio';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { callLine } from '../support/calling.js';
import { flowOf, otherPrompts } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { callRoom, told, wait } from '../support/room-calls.js';
import type { Baresip } from '../support/sip/baresip.js';
import { allSentencesOf, Desk, eventually, PHONE_RATE_HZ, saying } from '../support/sip/desk.js';
import { passesOn, speaksEarly } from '../support/sip/lines.js';
import { readStory } from '../support/story.js';
import { HUM_LEVEL, hum, levelOf } from '../support/tones.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

/** Telephones that are joined with other telephones and with browsers: who hears whom, measured. */

const facts = inject('stack');
const rest = new Rest(facts);
const desk = new Desk(facts, rest);
const LINES = {
  bert: 'rooms-to-bert',
  conference: 'rooms-conference',
  queue: 'rooms-queue',
  agent: 'rooms-agent',
  attended: 'rooms-attended',
  early: 'rooms-early',
  says: 'rooms-says',
};
const [ANNA, BERT, CLEO] = ['rooms-anna', 'rooms-bert', 'rooms-cleo'] as const;
/** Tones that people hum, and of the music; none is a multiple of another. */
const TONE_HZ = { anna: 450, bert: 700, cleo: 1150, browser: 950, music: 1550 };
const [announcement = '', earlyWords = '', outboundWords = ''] = otherPrompts;
const browsers: WireCaller[] = [];
let voices: TestVoices;

const humming = (frequencyHz: number): Int16Array => {
  const second = hum(frequencyHz);
  return Int16Array.from({ length: 100 * PHONE_RATE_HZ }, (_, at) => second[at % second.length] ?? 0);
};

const LATELY_MS = 400;
const heardLately = (one: Baresip | WireCaller): Int16Array =>
  'lately' in one ? one.lately(LATELY_MS) : one.heardBetween(performance.now() - LATELY_MS, performance.now());

/** Level of a tone in what somebody hears now, of what it was sent with. */
const shareOf = (one: Baresip | WireCaller, toneHz: number): number => levelOf(heardLately(one), toneHz) / HUM_LEVEL;

/** Resolves when somebody hears exactly these tones of all. */
const hearsOnly = async (who: string, one: Baresip | WireCaller, ...tones: readonly (keyof typeof TONE_HZ)[]) => {
  const shares = () => Object.entries(TONE_HZ).map(([name, hz]) => [name, shareOf(one, hz)] as const);
  const isSo = () =>
    shares().every(([name, share]) => (tones.some((tone) => tone === name) ? Math.abs(share - 1) < 0.3 : share < 0.05));
  await eventually(() => (isSo() ? true : null), `${who} hears ${tones}`).catch((error: Error) => {
    throw new Error(`${error.message} ${JSON.stringify(shares())}`);
  });
  const measured = shares().map(([name, share]) => `${name} ${(20 * Math.log10(share)).toFixed(1)} dB`);
  console.log(`  ${who} hears ${measured.join(', ')}`);
};

const browser = async (line: string, toneHz: number): Promise<WireCaller> => {
  const caller = await callLine(rest, line);
  browsers.push(caller);
  await caller.named('mediaReady');
  caller.hum(hum(toneHz));
  return caller;
};

beforeAll(async () => {
  voices = await createTestVoices();
  const music = writeWav({ rateHz: WIRE_RATE_HZ, channels: [hum(TONE_HZ.music)] });
  writeFileSync(join(facts.dataDir, 'prompts', 'rooms-music.wav'), music);
  await rest.line(LINES.bert, passesOn(BERT, { timeoutMs: 3000 }));
  await rest.line(LINES.attended, passesOn(BERT, { mode: 'attended', announce: announcement }));
  await rest.line(LINES.early, speaksEarly(earlyWords));
  const end = ['hangup', {}] as const;
  const ways = (step: string, ...exits: readonly string[]) => exits.map((exit) => [step, exit, 'end'] as const);
  const room = ['conference', { room: LINES.conference }] as const;
  await rest.line(LINES.conference, flowOf('room', { room, end }, ways('room', 'ended', 'timeout', 'full', 'failed')));
  const queue = ['queue', { queue: LINES.queue, music: 'rooms-music.wav', announcement: '' }] as const;
  await rest.line(LINES.queue, flowOf('queue', { queue, end }, ways('queue', 'ended', 'timeout', 'full', 'failed')));
  const take = ['dial', { targets: [{ target: `queue:${LINES.queue}`, timeoutMs: null }] }] as const;
  await rest.line(LINES.agent, flowOf('take', { take, end }, ways('take', 'ended', 'busy', 'noAnswer', 'failed')));
  const says = { listen: ['wait', { waitMs: 9000 }], end: ['hangup', { text: outboundWords }] } as const;
  await rest.line(LINES.says, flowOf('listen', says, [['listen', 'done', 'end']]));
  await desk.hire(ANNA, BERT, CLEO);
});
afterEach(async () => {
  for (const one of browsers.splice(0)) await one.close();
  await desk.close();
});

/** The 200 ms in which a tone is loudest: short enough that a packet more or less does not shift it within. */
const loudestPart = (channel: Int16Array, hz: number, rateHz: number): Int16Array => {
  const length = 0.2 * rateHz;
  const parts = Array.from({ length: Math.floor(channel.length / length) }, (_, n) =>
    channel.subarray(n * length, (n + 1) * length),
  );
  const levels = parts.map((part) => levelOf(part, hz, rateHz));
  return parts[levels.indexOf(Math.max(...levels))] ?? channel;
};

describe('a browser and a telephone that are joined by a flow', () => {
  it('hear each other, keys go through, and each is recorded on a channel of its own', async () => {
    const bert = await desk.phone(BERT, { answers: 'auto', says: humming(TONE_HZ.bert), codecs: ['opus', 'PCMU'] });
    const caller = await browser(LINES.bert, TONE_HZ.browser);
    await hearsOnly('the browser', caller, 'bert');
    await hearsOnly('the phone', bert, 'browser');
    await caller.press('5');
    await bert.event('CALL_DTMF_START');
    bert.hangUp();
    await caller.named('hangup');
    const { call } = await readStory(rest, caller.callId, ({ hasRecording }) => hasRecording);
    expect(call.tags).toMatchObject({ transfer: 'ended' });
    const { channels, rateHz } = readWav(await rest.recording(caller.callId));
    const levels = channels.map((channel, index) => {
      const own = index === 0 ? TONE_HZ.browser : TONE_HZ.bert;
      const loudest = loudestPart(channel, own, rateHz);
      return [TONE_HZ.browser, TONE_HZ.bert].map((hz) => levelOf(loudest, hz, rateHz) / HUM_LEVEL);
    });
    console.log(`  recorded, caller and callee of each channel: ${JSON.stringify(levels)}`);
    expect(levels[0]?.[0]).toBeGreaterThan(0.7);
    expect(levels[0]?.[1]).toBeLessThan(0.05);
    expect(levels[1]?.[0]).toBeLessThan(0.05);
    expect(levels[1]?.[1]).toBeGreaterThan(0.7);
  });

  it('press no keys for each other while a secret is asked', async () => {
    const bert = await desk.phone(BERT, { answers: 'auto' });
    const caller = await callRoom(facts, null);
    browsers.push(caller);
    caller.send({ command: 'dial', dialId: 'd', targets: [{ target: BERT, timeoutMs: 10_000 }] });
    await told(caller, 'dialResult', 'answered');
    const pressed = () => bert.events.filter(({ type }) => type === 'CALL_DTMF_START').map(({ param }) => param);
    caller.send({ command: 'gather', gatherId: 'pin', input: ['dtmf'], maxDigits: 2, timeoutMs: 8000, secret: true });
    await wait(300);
    for (const key of ['7', '8']) await caller.press(key);
    const answer = await caller.event(({ event, gatherId }) => event === 'gatherResult' && gatherId === 'pin', 'a PIN');
    expect(answer).toMatchObject({ reason: 'digits' });
    expect(JSON.stringify(caller.events)).not.toMatch(/"digit":"[78]"/);
    await wait(500);
    await caller.press('4');
    await bert.event('CALL_DTMF_START');
    expect(pressed()).toEqual(['4']);
    await caller.hangUp();
    await bert.event('CALL_CLOSED');
  });
});

describe('a conference of two telephones and a browser', () => {
  it('lets everybody hear the others and nobody themselves', async () => {
    const anna = await desk.phone(ANNA, { says: humming(TONE_HZ.anna) });
    const bert = await desk.phone(BERT, { says: humming(TONE_HZ.bert), codecs: ['G722'] });
    const [guest] = await Promise.all([
      browser(LINES.conference, TONE_HZ.browser),
      desk.call(anna, LINES.conference),
      desk.call(bert, LINES.conference),
    ]);
    await hearsOnly('anna', anna, 'bert', 'browser');
    await hearsOnly('bert', bert, 'anna', 'browser');
    await hearsOnly('the browser', guest, 'anna', 'bert');
    anna.hangUp();
    await hearsOnly('bert alone with the browser', bert, 'browser');
  });
});

describe('a queue', () => {
  it('plays music until an agent is called and takes the caller; a supervisor listens in unheard', async () => {
    const anna = await desk.phone(ANNA, { says: humming(TONE_HZ.anna) });
    const id = await desk.call(anna, LINES.queue);
    await hearsOnly('who waits', anna, 'music');
    const bert = await desk.phone(BERT, { answers: 'auto', says: humming(TONE_HZ.bert) });
    await desk.telephony.placeCall({ callee: BERT, line: LINES.agent });
    await hearsOnly('the agent', bert, 'anna');
    await hearsOnly('the caller', anna, 'bert');
    const supervisor = await callRoom(facts, TONE_HZ.browser);
    browsers.push(supervisor);
    supervisor.send({ command: 'conference', conferenceId: 'c', room: `call:${id}`, role: 'listener' });
    await told(supervisor, 'conferenceEvent', 'joined');
    await hearsOnly('the supervisor', supervisor, 'anna', 'bert');
    await hearsOnly('the caller who is listened to', anna, 'bert');
    await supervisor.hangUp();
    bert.hangUp();
    await anna.event('CALL_CLOSED');
  });
});

describe('a call that is passed on', () => {
  it('by a telephone to another, leaves those two who remain with each other', async () => {
    const bert = await desk.phone(BERT, { answers: 'auto', says: humming(TONE_HZ.bert) });
    const cleo = await desk.phone(CLEO, { answers: 'auto', says: humming(TONE_HZ.cleo) });
    const anna = await desk.phone(ANNA, { says: humming(TONE_HZ.anna) });
    await desk.call(anna, LINES.bert);
    await hearsOnly('anna', anna, 'bert');
    bert.transfer(`sip:${CLEO}@${facts.sip}`);
    await cleo.event('CALL_ESTABLISHED');
    await bert.event('CALL_CLOSED');
    await hearsOnly('anna, passed on', anna, 'cleo');
    await hearsOnly('cleo', cleo, 'anna');
    anna.hangUp();
    await cleo.event('CALL_CLOSED');
  });

  it('after an announcement, lets the other side alone hear that', async () => {
    const bert = await desk.phone(BERT, { answers: 'auto' });
    const anna = await desk.phone(ANNA, { says: humming(TONE_HZ.anna) });
    await desk.call(anna, LINES.attended);
    await hearsOnly('who is announced', bert, 'anna');
    const heard = bert.heard();
    const words = heard.subarray(0, beginOf(heard, TONE_HZ.anna));
    expect(await voices.recognise(words, PHONE_RATE_HZ, otherPrompts)).toBe(announcement);
    expect(levelOf(anna.heard(), TONE_HZ.anna)).toBeLessThan(0.01);
    anna.hangUp();
    await bert.event('CALL_CLOSED');
  });

  it('finds that there is no phone, that nobody answers in time, or that they are busy', async () => {
    const outcome = async (phone: Baresip, id: string) => {
      await phone.event('CALL_CLOSED');
      return (await rest.endedCall(id, ({ tags }) => 'transfer' in tags)).tags.transfer;
    };
    const anna = await desk.phone(ANNA);
    const nobody = await outcome(anna, await desk.call(anna, LINES.bert));
    await desk.close();
    const bert = await desk.phone(BERT);
    const caller = await desk.phone(ANNA);
    const atMs = performance.now();
    const late = await outcome(caller, await desk.call(caller, LINES.bert));
    const rangMs = performance.now() - atMs;
    await bert.event('CALL_CLOSED');
    await desk.close();
    const refusing = await desk.phone(BERT);
    const again = await desk.phone(ANNA);
    const id = await desk.call(again, LINES.bert);
    await refusing.event('CALL_INCOMING');
    refusing.hangUp();
    const declined = await outcome(again, id);
    console.log(`  not registered: ${nobody}; rang for ${Math.round(rangMs)} ms: ${late}; declined: ${declined}`);
    // A phone that is not there is as one that nobody takes (480).
    expect([nobody, late, declined]).toEqual(['noAnswer', 'noAnswer', 'busy']);
    expect(rangMs).toBeGreaterThan(2500);
  });

  it('is heard before it is answered', async () => {
    const anna = await desk.phone(ANNA);
    anna.dial(`sip:${LINES.early}@${facts.sip}`);
    await anna.event('CALL_ESTABLISHED');
    const words = anna.heard();
    expect(await voices.recognise(words, PHONE_RATE_HZ, otherPrompts)).toBe(earlyWords);
    anna.hangUp();
    await anna.event('CALL_CLOSED');
  });
});

describe('a telephone that is called', () => {
  it.each([
    ['a person', 'human', (hello: Int16Array) => saying([[600, hello]])],
    [
      'a machine',
      'machine',
      (_: Int16Array, long: Int16Array) =>
        saying([
          [300, long],
          [5200, beep()],
        ]),
    ],
  ] as const)('by %s is told apart, and hears the flow', async (_who, expected, says) => {
    const [hello, long] = [voices.say('hello', 'rms', PHONE_RATE_HZ), greeting()];
    const bert = await desk.phone(BERT, { answers: 'auto', says: says(hello, long) });
    const id = await desk.telephony.placeCall({ callee: BERT, line: LINES.says, detectsMachines: true });
    await bert.event('CALL_CLOSED');
    const { journal, call } = await readStory(rest, id, ({ sound }) => sound !== null);
    const found = journal.flatMap((line) =>
      line.kind === 'event' && line.event.event === 'answerMachineDetection' ? [line.event] : [],
    );
    console.log(
      `  ${expected}: ${found.map(({ result, endTime }) => `${result} ${endTime - Date.parse(call.answeredAt ?? '')} ms after the answer`)}`,
    );
    expect(found.map(({ result }) => result)).toEqual(expected === 'human' ? ['human'] : ['machine', 'beep']);
    const [words = new Int16Array()] = allSentencesOf(bert);
    expect(await voices.recognise(words, PHONE_RATE_HZ, otherPrompts)).toBe(outboundWords);
    expect(call).toMatchObject({ direction: 'outbound', outcome: 'completed' });
  });
});

/** Where a tone begins, and goes on for 100 ms. */
const beginOf = (sound: Int16Array, toneHz: number): number => {
  const size = PHONE_RATE_HZ / 50;
  const isTone = Array.from(
    { length: Math.floor(sound.length / size) },
    (_, at) => levelOf(sound.subarray(at * size, (at + 1) * size), toneHz) > HUM_LEVEL * 0.7,
  );
  return (
    Math.max(
      0,
      isTone.findIndex((_, at) => isTone.slice(at, at + 5).every(Boolean)),
    ) * size
  );
};

const beep = () => hum(1000).subarray(0, 0.6 * PHONE_RATE_HZ);
const greeting = () =>
  voices
    .say(
      'We cannot come to the phone right now, please leave your name and number after the tone.',
      'slt',
      PHONE_RATE_HZ,
    )
    .subarray(0, 4.6 * PHONE_RATE_HZ);
