import { levelDb, readWav, resample } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { flowOf, otherPrompts } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { segmentsOf } from '../support/segments.js';
import { pathOf, readStory, saidBy } from '../support/story.js';
import { askTakos, bundleTakosPage, TakosPeer } from './bot-peer.js';

const facts = inject('stack');
const rest = new Rest(facts);
const RATE_HZ = 8000;
const LINE = 'takos-bot';
const BOT = `${LINE}@localhost`;
const words = {
  main: 'Please say appointment, billing or opening hours.',
  more: 'Your last invoice has been paid in full.',
  done: 'We are open from Monday to Friday.',
};
const answer = (id: string, key: string, phrase: string) => ({ id, label: id, key, phrases: [phrase] });
const menu = (prompt: string) => ({
  ...{ prompt, acceptsSpeech: true, timeoutMs: 20_000, noInputRetries: 0, noMatchRetries: 0 },
  answers: [answer('billing', '1', 'billing'), answer('hours', '2', 'opening hours')],
});
const flow = flowOf(
  'main',
  { main: ['menu', menu(words.main)], more: ['menu', menu(words.more)], done: ['hangup', { text: words.done }] },
  [
    ['main', 'billing', 'more'],
    ['main', 'hours', 'done'],
    ['more', 'billing', 'done'],
    ['more', 'hours', 'done'],
  ],
);

let voices: TestVoices;
let browser: TestBrowser;
let program: string;

beforeAll(async () => {
  [voices, program] = await Promise.all([createTestVoices(), bundleTakosPage()]);
  browser = await launchBrowser(new Int16Array(RATE_HZ), RATE_HZ);
  await rest.line(LINE, flow);
}, 60_000);
afterAll(() => browser?.close());

/** Waits until so much was said after a moment, and nothing more comes. @returns all that was heard */
const quietAfter = async (peer: TakosPeer, from: number, leastMs: number): Promise<Int16Array> => {
  let heard: Int16Array = new Int16Array();
  let saidMs = 0;
  await expect
    .poll(
      async () => {
        heard = await peer.heard(RATE_HZ);
        const block = RATE_HZ / 50;
        const loud = Array.from({ length: Math.floor((heard.length - from) / block) }, (_, at) =>
          levelDb(heard.subarray(from + at * block, from + (at + 1) * block)) > -45 ? 20 : 0,
        );
        saidMs = loud.reduce<number>((sum, ms) => sum + ms, 0);
        return saidMs >= leastMs && loud.slice(-40).every((ms) => ms === 0);
      },
      { timeout: 40_000, interval: 200 },
    )
    .toBe(true);
  return heard;
};
const recognised = async (heard: Int16Array, among = Object.values(words)): Promise<readonly string[]> => {
  const said: string[] = [];
  for (const gapMs of [120, 200, 320])
    for (const segment of segmentsOf(heard, RATE_HZ, gapMs))
      said.push(await voices.recognise(segment, RATE_HZ, [...among, ...otherPrompts]));
  return said;
};

/** The two sides of a recording: all who were in the room, and the bot. */
const sidesOf = (wav: Uint8Array): readonly Int16Array[] => {
  const { channels, rateHz } = readWav(wav);
  return channels.map((channel) => resample(channel, rateHz, RATE_HZ));
};

describe('a flow in a takos room', () => {
  it('speaks to everybody, understands whoever speaks, those who came later too, and leaves', {
    timeout: 150_000,
  }, async () => {
    const members = ['ann@localhost', 'bob@localhost'];
    expect(await askTakos(facts, 'PUT', 'groups', { roomId: 'bot-team', members })).toMatchObject({ status: 200 });
    const [ann, bob] = await Promise.all([TakosPeer.open(browser, program), TakosPeer.open(browser, program)]);
    const begun = await askTakos(facts, 'POST', 'group/request', { roomId: 'bot-team', userId: members[0] });
    expect(begun.body).toMatchObject({ ok: true });
    await ann.join(facts, begun.body.token, BOT);
    const invited = await askTakos(facts, 'POST', 'group/bot', { roomId: 'bot-team', line: BOT });
    expect(invited.body).toMatchObject({ ok: true });
    const callId = String(invited.body.callId);

    const first = await quietAfter(ann, 0, 1200);
    await ann.say(voices.say('billing', 'slt', RATE_HZ), RATE_HZ);
    const joined = await askTakos(facts, 'POST', 'group/join', { roomId: 'bot-team', userId: members[1] });
    await bob.join(facts, joined.body.token, BOT);
    const second = await quietAfter(ann, first.length, 800);
    await bob.say(voices.say('opening hours', 'slt', RATE_HZ), RATE_HZ);

    const story = await readStory(rest, callId, ({ recording }) => recording != null);
    expect(pathOf(story)).toEqual(['main', 'more', 'done']);
    expect(saidBy(story, 'caller')).toEqual(['billing', 'opening hours']);
    expect(story.call).toMatchObject({ protocol: 'takos', from: 'bot-team', to: LINE });
    const joins = story.journal.flatMap((line) =>
      line.kind === 'event' && line.event.event === 'participantJoin' ? [line.event.participant] : [],
    );
    expect(joins).toEqual(members);
    const said = await recognised(second);
    expect(said).toContain(words.main);
    await expect.poll(() => ann.told()).toContain(`leave ${BOT}`);
    await expect.poll(() => bob.told()).toContain(`leave ${BOT}`);
    expect(await recognised(await bob.heard(RATE_HZ))).toContain(words.done);
    const [people = new Int16Array(), bot = new Int16Array()] = sidesOf(await rest.recording(callId));
    const phrases = ['billing', 'opening hours'];
    expect(await recognised(people, phrases)).toEqual(expect.arrayContaining(phrases));
    expect(await recognised(bot)).toEqual(expect.arrayContaining(Object.values(words)));
    await Promise.all([ann.close(), bob.close()]);
  });

  it('is a friend that accepts at once, and goes with the one who called', { timeout: 90_000 }, async () => {
    const ann = await TakosPeer.open(browser, program);
    const pair = { userId: 'ann@localhost', friendId: BOT };
    const called = await askTakos(facts, 'POST', 'friend/request', pair);
    expect(called).toMatchObject({ status: 200, body: { status: 'ok' } });
    await ann.join(facts, called.body.token, BOT);
    await quietAfter(ann, 0, 1200);
    await ann.leave();
    const { call } = await readStory(rest, String(called.body.callId));
    expect(call).toMatchObject({ endReason: 'caller', from: 'ann@localhost' });
    expect((await askTakos(facts, 'GET', 'friend/call', pair)).body).toMatchObject({ state: 'ended' });
    await ann.close();
    const again = new WebSocket(`${facts.urls.media.replace('http', 'ws')}/_takos/v2/call?token=${called.body.token}`);
    const code = await new Promise((resolve) => again.once('close', resolve));
    expect(code).toBe(4401);
  });

  it('lets no other server in that was not provided for', async () => {
    const response = await fetch(`${facts.urls.media}/_takos/v1/event`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
  });
});
