import { FakeClock } from '@callwright/flow-engine/testing';
import { expect, it } from 'vitest';
import { silentLog } from '../../../../platform/logging.js';
import { settle } from '../../../../platform/settle.js';

import type { TranscriptionEvent } from '../port.js';
import { createEngineProvider } from './engine-provider.js';
import { createFakeEngineProcess, type FakeEngineProcess } from './fake-engine-process.js';

/** A provider on processes that are played by hand. */
function setUp() {
  const clock = new FakeClock();
  const processes: FakeEngineProcess[] = [];
  const provider = createEngineProvider({
    name: 'test',
    capabilities: { grammar: true, freeSpeech: true, languages: [] },
    start: () => {
      const process = createFakeEngineProcess();
      processes.push(process);
      return process;
    },
    clock,
    log: silentLog,
  });
  const open = () => {
    const events: TranscriptionEvent[] = [];
    const client = provider.createClient((event) => events.push(event));
    client.start({ rateHz: 8000, language: 'en', partials: true });
    return { client, events };
  };
  const last = () => {
    const process = processes.at(-1);
    if (!process) throw new Error('No process was started');
    return process;
  };
  const say = (client: { write(samples: Int16Array): void; flush(): void }) => {
    client.write(new Int16Array(1600));
    client.flush();
  };
  return { clock, provider, processes, open, last, say };
}
const answer = (stream: number, utterance: number, text: string) =>
  ({ kind: 'answer', stream, utterance, answer: { text } }) as const;

it('sends sound in pieces of 100 ms, with what is left before a flush', () => {
  const { open, last } = setUp();
  const { client } = open();
  for (let block = 0; block < 6; block++) client.write(new Int16Array(160));
  client.flush();
  expect(last().received.map((message) => ('samples' in message ? message.samples.length : message.kind))).toEqual([
    ...['load', 'listen', 800, 160, 'flush'],
  ]);
});

it('answers what was flushed with an error when the process crashes, and goes on with another', async () => {
  const { clock, open, last, say, processes } = setUp();
  const { client, events } = open();
  last().say({ kind: 'ready' });
  clock.advance(60_000);
  say(client);
  last().crash();
  await settle();
  expect(events).toMatchObject([{ event: 'error', code: 'speech.asrFailed', isAnswer: true }]);
  say(client);
  expect(processes).toHaveLength(2);
  expect(last().received.map(({ kind }) => kind)).toEqual(['load', 'listen', 'sound', 'sound', 'flush']);
  last().say({ kind: 'ready' });
  last().say(answer(1, 2, 'hello'));
  await settle();
  expect(events.at(-1)).toMatchObject({ event: 'final', text: 'hello', startMs: 200, endMs: 400 });
});

it('gives an utterance up whose beginning was lost in a crash, and understands the next one', async () => {
  const { clock, open, last, say } = setUp();
  const { client, events } = open();
  last().say({ kind: 'ready' });
  clock.advance(60_000);
  client.write(new Int16Array(1600));
  last().crash();
  say(client);
  say(client);
  last().say(answer(1, 2, 'hello'));
  await settle();
  expect(events).toMatchObject([
    { event: 'error', isAnswer: true },
    { event: 'final', text: 'hello' },
  ]);
});

it('takes a process that ends while it loads for a bad model, and tries again after a while', async () => {
  const { clock, provider, open, last, say, processes } = setUp();
  const { client, events } = open();
  last().crash();
  say(client);
  await settle();
  expect(events).toMatchObject([
    { event: 'error', code: 'speech.badModel', isAnswer: false },
    { event: 'error', code: 'speech.badModel', isAnswer: true },
  ]);
  await expect(provider.warmUp('en')).rejects.toMatchObject({ code: 'speech.badModel' });
  expect(processes).toHaveLength(1);
  clock.advance(30_000);
  say(client);
  expect(processes).toHaveLength(2);
});

it('ends a process that gives no sign of life while somebody waits', async () => {
  const { clock, open, last, say } = setUp();
  const { client, events } = open();
  last().say({ kind: 'ready' });
  say(client);
  clock.advance(14_000);
  last().say({ kind: 'heard', stream: 1, utterance: 1, text: 'hel', isEndpoint: false });
  clock.advance(14_000);
  await settle();
  expect(last().isGone()).toBe(false);
  clock.advance(1000);
  await settle();
  expect(last().isGone()).toBe(true);
  expect(events).toMatchObject([{ event: 'error', message: 'The test engine took too long', isAnswer: true }]);
});

it('lets callers be silent for as long as they like', async () => {
  const { clock, open, last } = setUp();
  open();
  last().say({ kind: 'ready' });
  const { events } = open();
  clock.advance(60_000);
  await settle();
  expect(last().isGone()).toBe(false);
  expect(events).toEqual([]);
});

it('refuses sound when the engine is two minutes of it behind', async () => {
  const { open, last } = setUp();
  const callers = Array.from({ length: 14 }, open);
  last().say({ kind: 'ready' });
  for (const { client } of callers) {
    client.write(new Int16Array(20 * 8000));
    client.flush();
  }
  await settle();
  expect(callers.at(0)?.events).toEqual([]);
  expect(callers.at(-1)?.events).toMatchObject([{ event: 'error', code: 'speech.unavailable', isAnswer: true }]);
});

it('reports no part of an utterance once it is flushed, and tells when the engine takes it for over', async () => {
  const { open, last, say } = setUp();
  const { client, events } = open();
  client.write(new Int16Array(800));
  const heard = { kind: 'heard', stream: 1, utterance: 1, text: 'one', isEndpoint: false } as const;
  last().say(heard);
  last().say(heard);
  last().say({ ...heard, text: 'one two', isEndpoint: true });
  say(client);
  last().say({ ...heard, text: 'one two three' });
  await settle();
  expect(events).toEqual([{ event: 'delta', text: 'one' }, { event: 'delta', text: 'one two' }, { event: 'endpoint' }]);
});

it('loses nothing twice when it is closed', async () => {
  const { provider, open, last, say } = setUp();
  const { client, events } = open();
  last().say({ kind: 'ready' });
  say(client);
  await Promise.all([provider.close(), provider.close()]);
  expect(last().isGone()).toBe(true);
  expect(events).toMatchObject([{ event: 'error', isAnswer: true }]);
  await expect(provider.warmUp('en')).rejects.toMatchObject({ code: 'speech.unavailable' });
});
