import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError } from '@callwright/protocol';
import { expect, it } from 'vitest';
import { silentLog } from '../../../../platform/logging.js';
import { settle } from '../../../../platform/settle.js';
import { createFakeClient } from '../fake-client.js';
import type { SynthesisClient, SynthesisRequest } from '../port.js';
import { describeSynthesisClient } from '../synthesis-client.contract.js';
import { createFallbackClient } from './fallback-client.js';

const never = new AbortController().signal;
const request: SynthesisRequest = { text: 'One. Two. Three.', language: 'en', rateHz: 8000 };

/** A voice that speaks so many sentences and then fails, or says nothing at all any more. */
function createTroubled(sentences: number, trouble: 'error' | 'silence') {
  const fake = createFakeClient();
  const heard: string[] = [];
  const client: SynthesisClient = {
    ...fake,
    name: 'troubled',
    synthesize: async (one, signal) => {
      heard.push(one.text);
      if (heard.length <= sentences) return fake.synthesize(one, signal);
      if (trouble === 'error') throw new AppError('speech.ttsFailed', 'broken');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  return { client, heard };
}

function setUp(...clients: readonly SynthesisClient[]) {
  const clock = new FakeClock();
  const definition = {
    kind: 'fallback' as const,
    name: 'safe',
    providers: clients.map(({ name }) => name),
    timeoutMs: 1000,
  };
  return { clock, client: createFallbackClient(definition, clients, { clock, log: silentLog }) };
}

describeSynthesisClient('a fallback', () => setUp(createTroubled(0, 'error').client, createFakeClient()).client);

it('goes on with the rest of a text when a voice breaks in the middle', async () => {
  const [troubled, fake] = [createTroubled(1, 'error'), createFakeClient()];
  const { client } = setUp(troubled.client, fake);
  await client.synthesize(request, never);
  expect(troubled.heard).toEqual(['One.', 'Two.']);
  expect(fake.requests.map(({ text }) => text)).toEqual(['Two.', 'Three.']);
});

it('asks the next voice when one is silent, and leaves that one out for 30 seconds', async () => {
  const [troubled, fake] = [createTroubled(0, 'silence'), createFakeClient()];
  const { client, clock } = setUp(troubled.client, fake);
  const speech = client.synthesize(request, never);
  await settle();
  clock.advance(1000);
  await speech;
  expect(fake.requests).toHaveLength(3);
  expect(troubled.heard).toEqual(['One.']);
  clock.advance(30_000);
  const again = client.synthesize({ ...request, text: 'Four.' }, never);
  await settle();
  clock.advance(1000);
  await again;
  expect(troubled.heard).toEqual(['One.', 'Four.']);
});

it('fails with the error of the last voice when none speaks', async () => {
  const { client } = setUp(createTroubled(0, 'error').client, createTroubled(0, 'error').client);
  await expect(client.synthesize(request, never)).rejects.toMatchObject({
    code: 'speech.ttsFailed',
    message: 'broken',
  });
});

it('does not take a caller who talks over it for a voice that failed', async () => {
  const troubled = createTroubled(0, 'silence');
  const { client } = setUp(troubled.client, createFakeClient());
  const abort = new AbortController();
  const speech = client.synthesize(request, abort.signal);
  await settle();
  abort.abort(new Error('barge-in'));
  await expect(speech).rejects.toThrow('barge-in');
  void client.synthesize(request, abort.signal).catch(() => undefined);
  const next = new AbortController();
  void client.synthesize(request, next.signal).catch(() => undefined);
  await settle();
  expect(troubled.heard).toHaveLength(2);
  next.abort();
});

it('keeps what a worse voice said under another key', async () => {
  const { client } = setUp(createTroubled(0, 'error').client, createFakeClient());
  const key = client.cacheKey(request);
  await client.synthesize(request, never);
  expect(client.cacheKey(request)).not.toBe(key);
});
