import { drawFlow } from '@callwright/flow-engine/testing';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FreeclimbBench } from '../testing/freeclimb-bench.js';

const percl = z.array(
  z.object({
    AudioStream: z.object({
      ...{ location: z.object({ uri: z.string() }), contentType: z.string(), actionUrl: z.string() },
      metadata: z.array(z.string()),
    }),
  }),
);
const refusal = z.object({ error: z.object({ message: z.string().min(1) }) });

describe('what the FreeClimb adapter refuses', () => {
  let bench: FreeclimbBench;
  beforeEach(async () => {
    bench = await FreeclimbBench.open({ maxStreams: 3 });
    bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
    bench.exchange.line('open', drawFlow({ steps: { ask: ['hangup', { text: 'Hello.' }] } }), { isPublic: true });
  });
  afterEach(() => bench.close());

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${bench.webhookUrl}${path}`, {
      ...{ method: 'POST', body: JSON.stringify({ callId: 'CA1', callStatus: 'ringing' }), ...init },
    });
  const orderOf = async (response: Response) => {
    const order = percl.parse(await response.json())[0]?.AudioStream;
    if (!order) throw new Error('No stream is asked for.');
    return order;
  };

  it('answers the webhook with the PerCL of a stream, whose ticket is good once', async () => {
    const key = bench.exchange.key('calls:start');
    const response = await ask(`/patient?token=${key}`);
    expect(response.headers.get('content-type')).toBe('application/json');
    const order = await orderOf(response);
    expect(order).toMatchObject({
      location: { uri: `http://127.0.0.1:${bench.adapter.port()}` },
      contentType: 'audio/mulaw;rate=8000',
      actionUrl: `${bench.webhookUrl}/patient/ended`,
      metadata: ['endpoint=patient', expect.stringMatching(/^token=cwf_/)],
    });
    expect(JSON.stringify(order)).not.toContain(key);
    const first = bench.connect();
    first.start(order.metadata);
    await bench.until(() => first.isWelcome && bench.exchange.registry.liveCount === 1);
    const second = bench.connect();
    second.start(order.metadata);
    await bench.until(() => second.status !== null);
    expect(second.status).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(first.status).toBeNull();
  });

  it('lets tickets expire', async () => {
    const { metadata } = await orderOf(await ask('/open'));
    await bench.exchange.pass(121_000);
    const client = bench.connect();
    client.start(metadata);
    await bench.until(() => client.status !== null);
    expect(client.status?.code).toBe(status.UNAUTHENTICATED);
    expect(bench.refused).toEqual(['auth.expired']);
  });

  it('asks for the content type that the address names', async () => {
    const { contentType } = await orderOf(await ask('/open?contentType=audio/l16;rate=16000'));
    expect(contentType).toBe('audio/l16;rate=16000');
    expect((await ask('/open?contentType=audio/opus')).status).toBe(400);
  });

  it.each([
    ['/patient', {}, 401],
    ['/patient?token=cwk_wrong_key', {}, 401],
    ['/nowhere', {}, 401],
    ['/open', { method: 'GET', body: null }, 405],
    ['/open', { body: 'no JSON' }, 400],
    ['/open', { body: JSON.stringify({ callId: 'x'.repeat(70_000) }) }, 413],
    ['/%E0%A4%A', {}, 404],
  ])('refuses the request %s %o with %i', async (path, init, code) => {
    const response = await ask(path, init);
    const text = await response.text();
    expect(response.status).toBe(code);
    expect(() => refusal.parse(JSON.parse(text))).not.toThrow();
    expect(bench.refused).toHaveLength(1);
  });

  it('tells who has a key that there is no such line', async () => {
    expect((await ask(`/nowhere?token=${bench.exchange.key('calls:start')}`)).status).toBe(404);
  });

  it('acknowledges that a stream has ended', async () => {
    const response = await ask('/patient/ended');
    expect([response.status, await response.json()]).toEqual([200, {}]);
  });

  it.each([
    ['no NotifyCallStarted at first', { notifyAudioData: { audioData: Buffer.alloc(160) } }, status.INVALID_ARGUMENT],
    ['bytes that are no message', Buffer.from('nonsense'), status.INVALID_ARGUMENT],
    ['a message larger than any', { notifyAudioData: { audioData: Buffer.alloc(300_000) } }, status.RESOURCE_EXHAUSTED],
  ])('refuses %s', async (_what, message, code) => {
    const client = bench.connect();
    client.say(message);
    await bench.until(() => client.status !== null);
    expect(client.status?.code).toBe(code);
    expect(bench.exchange.stories.all.size).toBe(0);
  });

  it.each([
    ['no token', [], status.UNAUTHENTICATED],
    ['a token that is none of ours', ['token=abc'], status.UNAUTHENTICATED],
    ['a ticket that nobody gave out', ['token=cwf_abc'], status.UNAUTHENTICATED],
  ])('refuses a stream with %s', async (_what, metadata, code) => {
    const client = bench.connect();
    client.start(['endpoint=patient', ...metadata]);
    await bench.until(() => client.status !== null);
    expect(client.status?.code).toBe(code);
    expect(client.status?.details).not.toContain('abc');
  });

  it('takes a key from the gRPC metadata, and lines by the number that was dialled', async () => {
    const client = bench.connect({ authorization: `Bearer ${bench.exchange.key('calls:start')}` });
    client.start([], { to: 'patient' });
    await bench.until(() => client.isWelcome && bench.exchange.registry.liveCount === 1);
    expect(client.status).toBeNull();
  });

  it.each([
    [{ contentType: 'audio/opus' }, 'patient', status.INVALID_ARGUMENT],
    [{}, 'nowhere', status.NOT_FOUND],
  ])('refuses %o to %s', async (more, line, code) => {
    const client = bench.connect();
    // A key that may drive calls may call a line that is not there: it drives itself. One that may only start may not.
    client.start([`endpoint=${line}`, `token=${bench.exchange.key('calls:start')}`], more);
    await bench.until(() => client.status !== null);
    expect(client.status?.code).toBe(code);
    expect(bench.exchange.stories.all.size).toBe(0);
  });

  it('does not wait for ever for the first message', async () => {
    const client = bench.connect();
    await bench.until(() => bench.adapter.counts().streams === 1);
    await bench.exchange.pass(15_000);
    await bench.until(() => client.status !== null);
    expect(client.status?.code).toBe(status.DEADLINE_EXCEEDED);
  });

  it('takes so many streams and no more', async () => {
    const clients = Array.from({ length: 3 }, () => bench.connect());
    await bench.until(() => bench.adapter.counts().streams === 3);
    const last = bench.connect();
    await bench.until(() => last.status !== null);
    expect(last.status?.code).toBe(status.RESOURCE_EXHAUSTED);
    for (const client of clients) client.vanish();
    await bench.until(() => bench.adapter.counts().streams === 0);
  });

  it('refuses nonsense and a second start, and the call goes on', async () => {
    const { client, callId } = await bench.call('patient');
    client.start(['endpoint=patient']);
    client.say(Buffer.from('nonsense'));
    client.say(Buffer.from([0xf2, 0x01, 0]));
    await bench.until(() => bench.refused.length === 2);
    expect(bench.refused).toEqual(['protocol.badMessage', 'protocol.badMessage']);
    expect(bench.exchange.stories.of(callId).end).toBeNull();
    expect(client.status).toBeNull();
  });

  it('ends a stream on which nothing makes sense', async () => {
    const { client } = await bench.call('patient');
    for (let count = 0; count <= 1_000; count += 1) client.say(Buffer.from('nonsense'));
    await bench.until(() => client.status !== null);
    expect(client.status?.code).toBe(status.INVALID_ARGUMENT);
  });
});
