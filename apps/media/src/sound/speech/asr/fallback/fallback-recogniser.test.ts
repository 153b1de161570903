import { FakeClock } from '@callwright/flow-engine/testing';
import { expect, it } from 'vitest';
import { silentLog } from '../../../../platform/logging.js';
import { settle } from '../../../../platform/settle.js';
import { createFakeTranscription, fakeSpeech } from '../fake-provider.js';
import type { TranscriptionEvent, TranscriptionProvider } from '../port.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { createFallbackRecogniser } from './fallback-recogniser.js';

type Trouble = 'silent' | 'error' | 'closing';

/** A recogniser in trouble, and how often it was asked. */
function createTroubled(trouble: Trouble) {
  const asked = { count: 0, samples: 0 };
  const failure: TranscriptionEvent = { event: 'error', code: 'speech.asrFailed', message: 'broken', isAnswer: true };
  const provider: TranscriptionProvider = {
    ...createFakeTranscription(),
    name: trouble,
    createClient: (onEvent) => ({
      start: () => undefined,
      write: (samples) => {
        asked.samples += samples.length;
        if (trouble === 'closing') queueMicrotask(() => onEvent({ ...failure, isAnswer: false }));
      },
      flush: () => {
        asked.count += 1;
        if (trouble === 'error') queueMicrotask(() => onEvent(failure));
      },
      close: async () => undefined,
    }),
  };
  return { provider, asked };
}

function setUp(...providers: readonly TranscriptionProvider[]) {
  const clock = new FakeClock();
  const definition = {
    kind: 'fallback' as const,
    name: 'safe',
    providers: providers.map(({ name }) => name),
    timeoutMs: 1000,
  };
  const provider = createFallbackRecogniser(definition, providers, { clock, log: silentLog });
  const open = () => {
    const events: TranscriptionEvent[] = [];
    const client = provider.createClient((event) => events.push(event));
    client.start({
      rateHz: 8000,
      language: 'en',
      choices: [
        { id: 'yes', phrases: ['yes'] },
        { id: 'no', phrases: ['no'] },
      ],
    });
    const say = (text: string, startMs?: number) => {
      client.write(fakeSpeech(text), startMs);
      client.flush();
    };
    return { client, events, say };
  };
  return { clock, provider, open };
}

describeTranscriptionProvider('a fallback whose first provider is in good health', async () => ({
  create: () => setUp(createFakeTranscription(), createFakeTranscription()).provider,
  say: fakeSpeech,
}));
describeTranscriptionProvider('a fallback whose first provider always fails', async () => ({
  create: () => setUp(createTroubled('error').provider, createFakeTranscription()).provider,
  say: fakeSpeech,
}));

it('asks the next one with the same sound when no answer comes in time', async () => {
  const { clock, open } = setUp(createTroubled('silent').provider, createFakeTranscription());
  const { events, say } = open();
  say('yes', 5000);
  say('no');
  await settle();
  expect(events).toEqual([]);
  clock.advance(1000);
  await settle();
  expect(events).toMatchObject([
    { event: 'final', choice: 'yes', startMs: 5000 },
    { event: 'final', choice: 'no' },
  ]);
});

it('goes on in the middle of an utterance when a provider closes', async () => {
  const { open } = setUp(createTroubled('closing').provider, createFakeTranscription());
  const { client, events } = open();
  client.write(fakeSpeech('ye'));
  await settle();
  client.write(fakeSpeech('s'));
  client.flush();
  await settle();
  expect(events).toMatchObject([{ event: 'final', choice: 'yes' }]);
});

it('leaves a provider out that failed, for all calls, and tries it again after 30 seconds', async () => {
  const troubled = createTroubled('error');
  const { clock, open } = setUp(troubled.provider, createFakeTranscription());
  const first = open();
  first.say('yes');
  await settle();
  const second = open();
  second.say('no');
  await settle();
  expect(troubled.asked.count).toBe(1);
  clock.advance(30_000);
  second.say('no');
  await settle();
  expect(troubled.asked.count).toBe(2);
  expect(second.events).toMatchObject([{ choice: 'no' }, { choice: 'no' }]);
});

it('answers each flush with exactly one error when all fail, and tries again with the next utterance', async () => {
  const [one, other] = [createTroubled('error'), createTroubled('error')];
  const { open } = setUp(one.provider, other.provider);
  const { events, say } = open();
  say('yes');
  await settle();
  expect(events).toMatchObject([{ event: 'error', isAnswer: true }]);
  say('no');
  await settle();
  expect(events).toHaveLength(2);
  expect([one.asked.count, other.asked.count]).toEqual([2, 2]);
});

it('keeps no more than four utterances without an answer', async () => {
  const { open } = setUp(createTroubled('silent').provider, createFakeTranscription());
  const { events, say } = open();
  for (let count = 0; count < 5; count++) say('yes');
  await settle();
  expect(events).toMatchObject([{ event: 'error', code: 'speech.unavailable', isAnswer: true }]);
});
