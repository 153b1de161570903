import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { CallSocketBench, type CallSocketClient } from './call-socket-bench.js';

const offerBy = (name: string) => `${FAKE_OFFER}a=ice-ufrag:${name}\r\n`;
let bench: CallSocketBench;
let token: string;

beforeEach(async () => {
  bench = await CallSocketBench.open();
  token = bench.exchange.key('calls:control');
});
afterEach(() => bench.close());

const begin = async (): Promise<CallSocketClient> => {
  const client = await bench.connect(`dialect=callwright&token=${token}`);
  client.send({ command: 'invite', sdp: offerBy('one') });
  await client.event('answer');
  await bench.exchange.pass(100);
  return client;
};
const comeBack = ({ callId }: CallSocketClient, by = token) => bench.connect(`token=${by}&id=${callId}`);
const lose = async (client: CallSocketClient) => {
  client.socket.terminate();
  await client.closed();
  await bench.exchange.pass(20);
};
const storyOf = ({ callId }: CallSocketClient) => bench.exchange.stories.of(callId);

describe('a client of ours that has lost its socket', () => {
  it('finds its call again, and is told in order what has happened meanwhile', async () => {
    const client = await begin();
    client.send({ command: 'tts', text: 'Hello.', playId: 'p' });
    await client.event('trackStart');
    await lose(client);
    await bench.exchange.pass(5_000);
    const again = await comeBack(client);
    expect(await again.event('reconnect')).toMatchObject({ missed: 0, trackId: client.callId });
    await again.event('trackEnd');
    expect(again.told.slice(0, 2)).toEqual(['reconnect', 'trackEnd']);
    again.send({ command: 'hangup' });
    expect(await again.event('hangup')).toMatchObject({ reason: 'caller' });
    expect(await again.closed()).toBe(1000);
    expect(again.told.filter((name) => name === 'hangup')).toHaveLength(1);
  });

  it('is waited for ten seconds, and no longer', async () => {
    const client = await begin();
    await lose(client);
    await bench.exchange.pass(9_900);
    expect(storyOf(client).end).toBeNull();
    await bench.exchange.pass(200);
    await bench.until(() => storyOf(client).end !== null);
    expect(storyOf(client).end).toMatchObject({ reason: 'transport', initiator: 'caller' });
    const late = await comeBack(client);
    late.send({ command: 'invite', sdp: FAKE_OFFER });
    expect(await late.event('error')).toMatchObject({ code: 'api.conflict' });
    await late.closed();
  });

  it('is told of an end that came meanwhile', async () => {
    const client = await begin();
    await lose(client);
    void bench.exchange.registry.get(client.callId)?.close({ reason: 'killed', initiator: 'api' });
    await bench.until(() => storyOf(client).end !== null);
    const again = await comeBack(client);
    expect(await again.event('hangup')).toMatchObject({ reason: 'killed' });
    expect(await again.closed()).toBe(1000);
  });

  it('takes the call over from a socket that is still open', async () => {
    const client = await begin();
    const again = await comeBack(client);
    await again.event('reconnect');
    expect([await client.closed(), client.closeReason]).toEqual([1008, 'taken over']);
    again.send({ command: 'tts', text: 'Still here.' });
    await again.event('trackStart');
    expect(storyOf(client).end).toBeNull();
  });

  it('must show the token it came with', async () => {
    const client = await begin();
    await lose(client);
    const thief = await comeBack(client, bench.exchange.key('calls:control'));
    thief.send({ command: 'invite', sdp: FAKE_OFFER });
    expect(await thief.event('error')).toMatchObject({ code: 'api.conflict' });
    await thief.closed();
    await (await comeBack(client)).event('reconnect');
  });

  it('loses the oldest of what is too much to keep, and is told how much', async () => {
    const client = await begin();
    await lose(client);
    const session = bench.exchange.registry.get(client.callId);
    for (let at = 0; at < 1200; at += 1)
      await session?.request({ command: 'history', speaker: 'bot', text: String(at) });
    await bench.exchange.pass(100);
    const again = await comeBack(client);
    const { missed } = await again.event('reconnect');
    expect(missed).toBeGreaterThanOrEqual(200);
    // The last of what was kept.
    await bench.until(() => again.events.some(({ text }) => text === '1199'));
    expect(again.events).toHaveLength(1001);
  });

  it.each(['seed', 'live'])('is hung up on at once when it speaks as others do (%s)', async (dialect) => {
    const client = await bench.connect(`dialect=${dialect}&token=${token}`);
    client.send({ command: 'invite', sdp: FAKE_OFFER });
    await client.event('answer');
    await lose(client);
    await bench.until(() => storyOf(client).end !== null);
    expect(storyOf(client).end).toMatchObject({ reason: 'transport' });
  });
});

describe('an invite within a call', () => {
  it('restarts ICE when it brings other credentials', async () => {
    const client = await begin();
    client.send({ command: 'invite', sdp: offerBy('two'), commandId: 'again' });
    expect(await client.event('answer', 2)).toMatchObject({ sdp: expect.stringContaining('v=0') });
    await bench.until(() => client.named('ack').some(({ commandId }) => commandId === 'again'));
    expect(storyOf(client).end).toBeNull();
  });

  it('is refused when it brings the same again, or an offer that is none', async () => {
    const client = await begin();
    client.send({ command: 'invite', sdp: offerBy('one') });
    expect(await client.event('error')).toMatchObject({ code: 'call.alreadyInvited' });
    client.send({ command: 'invite', sdp: 'a=ice-ufrag:three' });
    expect(await client.event('error', 2)).toMatchObject({ code: 'media.badSdp', sender: 'invite' });
  });
});
