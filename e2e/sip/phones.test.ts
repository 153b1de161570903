import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { flowOf, otherPrompts, quickMenu, quickMenuWords } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { Baresip, type BaresipOptions } from '../support/sip/baresip.js';
import { Telephony } from '../support/sip/telephony.js';
import { pathOf, readStory } from '../support/story.js';
import { levelOf } from '../support/tones.js';

/** Real telephones: baresip registers, calls, is called, presses keys, and keeps what it hears. */

const facts = inject('stack');
const rest = new Rest(facts);
const telephony = new Telephony(rest);
const RATE_HZ = 8000;
const PASSWORD = 'open-sesame-12';
const prompts = [...Object.values(quickMenuWords), ...otherPrompts];
const phones: Baresip[] = [];
let voices: TestVoices;

beforeAll(async () => {
  voices = await createTestVoices();
  await rest.line('phone-menu', quickMenu());
  for (const username of ['anna', 'bert', 'cleo'])
    await telephony.createUser({ username, password: PASSWORD, mayDialOut: true });
});
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
});

const phone = async (username: string, options: Partial<BaresipOptions> = {}): Promise<Baresip> => {
  const one = await Baresip.start({ username, password: PASSWORD, server: facts.sip, ...options });
  phones.push(one);
  return one;
};

const tone = (frequencyHz: number): Int16Array =>
  Int16Array.from({ length: 60 * RATE_HZ }, (_, i) => 6000 * Math.sin((2 * Math.PI * frequencyHz * i) / RATE_HZ));

/** Polls until something holds, and gives it. */
const eventually = async <Value>(find: () => Promise<Value | null>, what: string): Promise<Value> => {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const found = await find();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`This did not happen: ${what}.`);
};

/** The newest call from somebody to somebody. */
const callOf = (from: string, to: string) =>
  eventually(
    async () => (await rest.calls()).find((call) => call.from.includes(from) && call.to.includes(to)) ?? null,
    `a call from ${from} to ${to}`,
  );

/** Something was said, and then nothing for a while. */
const hasEnded = (samples: Int16Array): boolean =>
  samples.length > RATE_HZ && samples.slice(-RATE_HZ / 2).every((sample) => Math.abs(sample) < 300);

describe('a desk phone', () => {
  it('registers, calls a flow, hears its words, presses a key and hears what belongs to it', async () => {
    const anna = await phone('anna');
    anna.dial(`sip:phone-menu@${facts.sip}`);
    await anna.event('CALL_ESTABLISHED');
    await eventually(async () => (hasEnded(anna.heard()) ? true : null), 'the question was asked');
    const from = anna.heard().length;
    anna.press('2');
    await anna.event('CALL_CLOSED');
    expect(await voices.recognise(anna.heard().subarray(0, from), RATE_HZ, prompts)).toBe(quickMenuWords.main);
    expect(await voices.recognise(anna.heard().subarray(from), RATE_HZ, prompts)).toBe(quickMenuWords.billing);
    const { id } = await callOf('anna', 'phone-menu');
    const story = await readStory(rest, id, (call) => call.hasRecording);
    expect(pathOf(story)).toEqual(['main', 'billing']);
    expect(story.call.protocol).toBe('sip');
  });

  it('is shown as registered, and a wrong password is not let in', async () => {
    await phone('bert');
    await eventually(async () => {
      const bert = (await telephony.users()).find(({ username }) => username === 'bert');
      return bert?.phones.length === 1 ? true : null;
    }, 'bert is shown as registered');
    await expect(phone('cleo', { password: 'something else' })).rejects.toThrow(/did not register/);
  });

  it('is passed on by a flow to another, and both hear each other', async () => {
    await rest.line(
      'to-bert',
      flowOf(
        'pass',
        { pass: ['dial', { targets: [{ target: 'bert', timeoutMs: null }] }], end: ['hangup', {}] },
        ['ended', 'busy', 'noAnswer', 'failed'].map((exit) => ['pass', exit, 'end'] as const),
      ),
    );
    const bert = await phone('bert', { answers: 'auto', says: tone(700) });
    const anna = await phone('anna', { says: tone(450) });
    anna.dial(`sip:to-bert@${facts.sip}`);
    await bert.event('CALL_ESTABLISHED');
    await eventually(
      async () => (levelOf(bert.heard().slice(-RATE_HZ), 450, RATE_HZ) > 0.05 ? true : null),
      'bert hears anna',
    );
    await eventually(
      async () => (levelOf(anna.heard().slice(-RATE_HZ), 700, RATE_HZ) > 0.05 ? true : null),
      'anna hears bert',
    );
    anna.hangUp();
    await bert.event('CALL_CLOSED');
  });
});
