import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { sine } from '@callwright/audio';
import { FakeJambonz } from '@callwright/jambonz-server/testing';
import { expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { come } from '../protocols/callers/call-to.js';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { pathOf, readStory, saidBy } from '../support/story.js';
import { HUM_LEVEL } from '../support/tones.js';

type Schema = { readonly validateVerb: (name: string, data: object, log: Console) => void };
const schema: Schema = createRequire(import.meta.url)('@jambonz/schema');

const RATE_HZ = 8_000;
const QUESTION = 'Please press a key.';
const facts = inject('stack');
const rest = new Rest(facts);

/** The caller left, silence right, in 16 bits little endian. */
const stereo = (samples: Int16Array): Buffer => {
  const bytes = Buffer.alloc(samples.length * 4);
  for (const [at, sample] of samples.entries()) bytes.writeInt16LE(sample, at * 4);
  return bytes;
};

/** The sound of a call, sent to the address that its verbs gave, as jambonz does: first whose it is, then in real time. */
const sendSound = async (fake: FakeJambonz): Promise<() => void> => {
  const config = await come(() => fake.begun.find(({ verb }) => verb === 'config'), 'where its sound is to go');
  const { url } = Object(Reflect.get(config, 'listen'));
  const socket = new WebSocket(`${facts.urls.media.replace('http', 'ws')}${url}`, ['audio.jambonz.org']);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ callSid: fake.info.call_sid, sampleRate: RATE_HZ, mixType: 'stereo' }));
  const block = stereo(sine(450, 20, RATE_HZ, HUM_LEVEL));
  const timer = setInterval(() => socket.send(block), 20);
  return () => {
    clearInterval(timer);
    socket.close();
  };
};

it('a call that a jambonz brings runs its flow, and leaves its recording and its transcript', async () => {
  const flow = flowOf(
    'ask',
    { ask: ['collect', { prompt: QUESTION, maxDigits: 1 }], bye: ['hangup', { text: 'Goodbye.' }] },
    [['ask', 'digits', 'bye']],
  );
  const line = 'jambonz-brings';
  await rest.line(line, flow);
  const fake = await FakeJambonz.call({
    url: `${facts.urls.media.replace('http', 'ws')}/jambonz/${line}`,
    credentials: { username: line, password: facts.login.apiKey },
    callSid: randomUUID(),
    to: line,
    validate: (name, data) => schema.validateVerb(name, data, console),
  });
  const stop = await sendSound(fake);
  await come(() => fake.running?.verb === 'gather' || undefined, 'the question');
  await come(() => fake.heard.includes(QUESTION) || undefined, 'its words');
  const pressing = setInterval(() => fake.press('4'), 300);
  await come(() => fake.hasEnded || undefined, 'the end of the call');
  clearInterval(pressing);
  stop();
  expect(fake.breaches).toEqual([]);
  const call = (await rest.calls()).find(({ protocol, to }) => protocol === 'jambonz' && to === line);
  const story = await readStory(rest, call?.id ?? '', ({ recording }) => recording !== null);
  expect(pathOf(story)).toEqual(['ask', 'bye']);
  // The key may cut the question short; then it stands there as far as it was heard.
  const [asked = '', ...more] = saidBy(story, 'system');
  expect(asked).not.toBe('');
  expect(QUESTION.startsWith(asked)).toBe(true);
  expect(more).toEqual(['Goodbye.']);
  expect(saidBy(story, 'caller')).toEqual(['4']);
  expect(story.call.recording?.durationMs).toBeGreaterThan(200);
});
