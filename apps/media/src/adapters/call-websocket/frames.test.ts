import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { CallSocketBench } from './call-socket-bench.js';

let bench: CallSocketBench;

beforeEach(async () => {
  bench = await CallSocketBench.open();
});
afterEach(() => bench.close());

const connect = (path: '' | '/webrtc', query = '') =>
  bench.connect(`token=${bench.exchange.key('calls:control')}&${query}`, {}, path);
const streamOf = (id: Parameters<typeof bench.exchange.sound.caller>[0]) => bench.exchange.sound.caller(id);

describe('/call', () => {
  it.each([
    ['pcm', 'l16', 16_000],
    ['pcmu', 'pcmu', 8000],
    ['pcma', 'pcma', 8000],
    ['g722', 'g722', 16_000],
    [undefined, 'l16', 16_000],
  ])('brings and takes sound in frames: %s', async (codec, name, rateHz) => {
    const client = await connect('');
    client.send(Buffer.from([9, 9]));
    client.send({ command: 'invite', option: { ...(codec && { codec }) } });
    expect(await client.event('answer')).toMatchObject({ sdp: '' });
    await bench.exchange.pass(100);
    const { frames } = streamOf(client.callId).legs;
    expect(frames?.options).toMatchObject({ codec: name, rateHz });
    client.send(Buffer.from([1, 2, 3, 4]));
    await bench.until(() => (frames?.heard.length ?? 0) > 0);
    expect([...(frames?.heard[0] ?? [])]).toEqual([1, 2, 3, 4]);
    frames?.gives(new Uint8Array([5, 6]));
    await bench.until(() => client.frames.length > 0);
    expect([...(client.frames[0] ?? [])]).toEqual([5, 6]);
    client.send({ command: 'hangup' });
    expect(await client.closed()).toBe(1000);
  });

  it('takes a long piece of sound in small ones', async () => {
    const client = await connect('');
    client.send({ command: 'invite', option: {} });
    await client.event('answer');
    const { frames } = streamOf(client.callId).legs;
    client.send(Buffer.alloc(1500, 1));
    await bench.until(() => (frames?.heard.length ?? 0) === 3);
    expect(frames?.heard.map(({ length }) => length)).toEqual([640, 640, 220]);
  });

  it('refuses a codec it does not know', async () => {
    const client = await connect('');
    client.send({ command: 'invite', option: { codec: 'mp3' } });
    expect(await client.event('error')).toMatchObject({ sender: 'command' });
    expect(await client.closed()).toBe(1008);
  });
});

describe('subscribe', () => {
  it('sends both sides as frames that say whose they are', async () => {
    const client = await connect('/webrtc');
    client.send({ command: 'invite', option: { offer: FAKE_OFFER, subscribe: true } });
    await client.event('answer');
    await bench.exchange.pass(100);
    const { forks } = streamOf(client.callId).legs;
    await bench.until(() => forks.size === 2);
    for (const fork of forks.values()) fork.hears(new Uint8Array([7, 8]));
    await bench.until(() => client.frames.length === 2);
    expect(client.frames.map((frame) => [...frame]).toSorted()).toEqual([
      [0, 7, 8],
      [1, 7, 8],
    ]);
  });
});
