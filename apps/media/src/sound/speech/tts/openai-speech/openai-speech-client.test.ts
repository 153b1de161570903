import { sine } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { settle } from '../../../../platform/settle.js';
import type { StandIn } from '../../remote/testing/stand-in.js';
import { startTroubledServer, type Trouble } from '../../remote/testing/troubled-server.js';
import type { SynthesisClient, SynthesisRequest } from '../port.js';
import { describeSynthesisClient } from '../synthesis-client.contract.js';
import { startFakeSpeech } from './fake-speech-server.js';
import { createOpenAiSpeechClient, type OpenAiSpeechDefinition } from './openai-speech-client.js';

const KEY = 'sk-a-key-nobody-may-see';
const TIMEOUT_MS = 5000;
const deps = { clock: systemClock, log: silentLog, apiKey: KEY };
const definition = (url: string): OpenAiSpeechDefinition => ({
  kind: 'openaiSpeech',
  name: 'openai',
  url: `${url}/v1`,
  timeoutMs: TIMEOUT_MS,
});
const request: SynthesisRequest = { text: 'Hello there.', language: 'en-US', rateHz: 16_000 };
const never = new AbortController().signal;

for (const manner of ['pcm', 'wav'] as const) {
  const server = await startFakeSpeech(KEY, manner);
  describeSynthesisClient(`OpenAI speech as ${manner}`, () => createOpenAiSpeechClient(definition(server.url), deps));
}

describe('OpenAI speech', () => {
  let client: SynthesisClient;
  let server: { close(): Promise<void> };
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  async function speaker(changes: Partial<OpenAiSpeechDefinition> = {}, apiKey: string | null = KEY) {
    const standIn = await startFakeSpeech(KEY, 'pcm');
    server = standIn;
    client = createOpenAiSpeechClient({ ...definition(standIn.url), ...changes }, { ...deps, apiKey });
    return standIn;
  }
  const refusalOf = async (standIn: StandIn, asked: SynthesisRequest) => {
    await client.synthesize(asked, never).catch(() => undefined);
    return standIn.refusals[0];
  };

  it('puts samples together that come in halves', async () => {
    await speaker();
    expect(await client.synthesize(request, never)).toEqual({
      format: 'pcm16',
      samples: sine(440, 240, 24_000),
      rateHz: 24_000,
    });
  });

  it('speaks with the voice and at the speed that is asked for', async () => {
    const standIn = await speaker();
    const slow = await client.synthesize({ ...request, speed: 0.5, speaker: 'nova' }, never);
    expect(slow).toMatchObject({ format: 'pcm16', samples: expect.objectContaining({ length: 11_520 }) });
    expect(await refusalOf(standIn, { ...request, speaker: 'nobody' })).toBe('body');
  });

  it.each([
    ['another model', { model: 'another' }, KEY, 'body'],
    ['another key', {}, 'another', 'auth'],
    ['no key', {}, null, 'auth'],
  ])('is strict in its stand-in: %s', async (_, changes, key, refusal) => {
    expect(await refusalOf(await speaker(changes, key), request)).toBe(refusal);
  });

  it('takes the key of the workspace before its own', async () => {
    await speaker({}, 'another');
    await expect(client.synthesize({ ...request, apiKeys: { openai: KEY } }, never)).resolves.toMatchObject({
      format: 'pcm16',
    });
  });

  it('asks nobody without a key where one is needed', async () => {
    await speaker({ url: undefined }, null);
    await expect(client.synthesize(request, never)).rejects.toMatchObject({ code: 'speech.notConfigured' });
  });

  it('gives the first piece before there is more, and ends the request on a barge-in', async () => {
    let isGone = false;
    const standIn = await startFakeSpeech(KEY, 'stuck', () => {
      isGone = true;
      return undefined;
    });
    server = standIn;
    client = createOpenAiSpeechClient(definition(standIn.url), deps);
    const abort = new AbortController();
    const parts = client.stream?.(request, abort.signal)[Symbol.asyncIterator]();
    expect(await parts?.next()).toMatchObject({ done: false, value: { format: 'pcm16', rateHz: 24_000 } });
    abort.abort(new Error('barge-in'));
    await expect(parts?.next()).rejects.toThrow('barge-in');
    await expect.poll(() => isGone).toBe(true);
  });

  it('ends the request of whoever listens no more', async () => {
    let isGone = false;
    const standIn = await startFakeSpeech(KEY, 'stuck', () => {
      isGone = true;
      return undefined;
    });
    server = standIn;
    client = createOpenAiSpeechClient(definition(standIn.url), deps);
    for await (const part of client.stream?.(request, never) ?? []) {
      expect(part.format).toBe('pcm16');
      break;
    }
    await expect.poll(() => isGone).toBe(true);
  });

  it('waits for no piece longer than it may', async () => {
    const standIn = await startFakeSpeech(KEY, 'stuck');
    server = standIn;
    const clock = new FakeClock();
    client = createOpenAiSpeechClient(definition(standIn.url), { ...deps, clock });
    const parts = client.stream?.(request, never)[Symbol.asyncIterator]();
    await parts?.next();
    const next = parts?.next();
    await settle();
    clock.advance(TIMEOUT_MS);
    await expect(next).rejects.toMatchObject({ code: 'speech.timeout' });
    expect(clock.timerCount).toBe(0);
  });

  const troubles: readonly (readonly [Trouble, string])[] = [
    ['refuses connections', 'speech.unavailable'],
    ['status 401', 'speech.notConfigured'],
    ['status 429', 'speech.unavailable'],
    ['status 500', 'speech.unavailable'],
    ['status 400', 'speech.ttsFailed'],
    ['breaks off', 'speech.unavailable'],
  ];
  it.each(troubles)('says what is wrong when the service %s', async (trouble, code) => {
    const troubled = await startTroubledServer(trouble);
    server = troubled;
    client = createOpenAiSpeechClient(definition(`http://${troubled.host}`), deps);
    const error = await client.synthesize(request, never).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain(KEY);
    expect(String(error)).not.toContain(troubled.host);
  });
});

describe('what a workspace with a key of its own has had said', () => {
  it('is kept for nobody else, under a name that does not tell the key', async () => {
    const client = createOpenAiSpeechClient(definition('http://127.0.0.1:1'), deps);
    const words = { text: 'Hello.', language: 'en-US', rateHz: 16_000 };
    const keyOf = (apiKeys?: Record<string, string>) => client.cacheKey({ ...words, ...(apiKeys && { apiKeys }) });
    const name = client.name;
    const keys = [keyOf(), keyOf({ [name]: 'sk-one' }), keyOf({ [name]: 'sk-two' })];
    expect(new Set(keys).size).toBe(3);
    expect(keyOf({ other: 'sk-three' })).toBe(keys[0]);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
    await client.close();
  });
});
