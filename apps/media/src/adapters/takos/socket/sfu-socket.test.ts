import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audioParameters, capabilities, videoParameters } from '../testing/rtp-samples.js';
import { openSfuBench, type SfuBench } from '../testing/sfu-bench.js';
import type { TakosTestClient } from '../testing/takos-test-client.js';

let bench: SfuBench;
beforeEach(async () => {
  bench = await openSfuBench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.adapter.counts()).toEqual({ sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 });
  expect(bench.clock.timerCount).toBe(0);
});

const produceAudio = async (client: TakosTestClient, ssrc = 1111): Promise<string> => {
  client.send({ type: 'produce', kind: 'audio', rtpParameters: audioParameters(ssrc) });
  return String((await client.next('produced')).producerId);
};
const ada = 'ada@one.example';
const bob = 'bob@two.example';

describe('joining', () => {
  it('tells the room, the codecs and two transports, and nothing before', async () => {
    const client = await bench.join(ada);
    const [init] = client.told;
    expect(client.types).toEqual(['init']);
    expect(init?.data).toMatchObject({ roomId: 'room', myPeerId: ada, peers: [], callType: 'video', producers: [] });
    const { routerRtpCapabilities, transport } = client.init;
    const codecs = routerRtpCapabilities.codecs.filter(({ mimeType }) => !mimeType.endsWith('/rtx'));
    expect(codecs.map(({ mimeType }) => mimeType)).toEqual(['audio/opus', 'video/VP8', 'video/H264']);
    expect(codecs[2]?.parameters).toMatchObject({ 'packetization-mode': 1, 'profile-level-id': '4d0032' });
    for (const side of ['send', 'recv'] as const)
      expect(transport[side]).toEqual({
        id: expect.any(String),
        iceParameters: { usernameFragment: expect.any(String), password: expect.any(String), iceLite: true },
        iceCandidates: expect.arrayContaining([
          expect.objectContaining({ protocol: 'udp', address: '127.0.0.1' }),
          expect.objectContaining({ protocol: 'tcp' }),
        ]),
        dtlsParameters: { role: 'auto', fingerprints: expect.any(Array) },
        sctpParameters: { port: 5000, OS: 1024, MIS: 1024, maxMessageSize: 262_144 },
      });
    expect(transport.send.id).not.toBe(transport.recv.id);
  });

  it('tells those who are there, each once, and what they send, and tells them of the newcomer', async () => {
    const first = await bench.join(ada);
    const audio = await produceAudio(first);
    first.send({ type: 'produce', kind: 'video', rtpParameters: videoParameters() });
    const video = String((await first.next('produced')).producerId);
    const second = await bench.join(bob);
    expect(second.told[0]?.data).toMatchObject({
      peers: [ada],
      producers: [
        { id: audio, peerId: ada, kind: 'audio' },
        { id: video, peerId: ada, kind: 'video' },
      ],
    });
    expect(await first.next('join')).toEqual({ type: 'join', peerId: bob, producers: [] });
  });

  it('keeps what is said before init until init has been told', async () => {
    const client = bench.connect(bench.adapter.tokens.issue(bench.ticket(ada)));
    await client.opened;
    client.send({ type: 'produce', kind: 'audio', rtpParameters: audioParameters() });
    await client.next('produced');
    expect(client.types).toEqual(['init', 'produced']);
  });

  it.each([['?'], [''], ['0f3b2a']])(
    'closes a socket with the token "%s" with 4401 and says nothing',
    async (token) => {
      const client = bench.connect(token);
      expect(await client.closed).toEqual({ code: 4401, reason: 'invalid token' });
      expect(client.told).toEqual([]);
      expect(bench.refused).toEqual(['auth.required']);
    },
  );

  it('lets nobody in by a token that was not used in time', async () => {
    const token = bench.adapter.tokens.issue(bench.ticket(ada));
    bench.clock.advance(120_001);
    expect(await bench.connect(token).closed).toMatchObject({ code: 4401 });
  });

  it('keeps rooms apart', async () => {
    const one = await bench.join(ada, { roomId: 'one' });
    const other = await bench.join(bob, { roomId: 'other' });
    const producerId = await produceAudio(one);
    other.send({ type: 'consume', producerId, rtpCapabilities: capabilities });
    expect(await other.next('producerNotFound')).toMatchObject({ producerId });
    expect(other.types).toEqual(['init', 'producerNotFound']);
  });
});

describe('leaving', () => {
  it('is told to the others of a group, whose call goes on', async () => {
    const [first, second] = [await bench.join(ada), await bench.join(bob)];
    first.hangUp();
    expect(await second.next('leave')).toEqual({ type: 'leave', peerId: ada });
    await second.settled();
    expect(bench.adapter.counts()).toMatchObject({ rooms: 1, sockets: 1, transports: 2 });
  });

  it('ends a call of friends: the other is told, then closed, and the tokens are void', async () => {
    const first = await bench.join(ada, { kind: 'friend' });
    const second = await bench.join(bob, { kind: 'friend' });
    first.hangUp();
    await second.next('leave');
    expect(await second.closed).toEqual({ code: 1000, reason: 'the call is over' });
    expect(await bench.connect(second.token).closed).toMatchObject({ code: 4401 });
  });

  it('ends a room with its last peer', async () => {
    const client = await bench.join(ada);
    client.hangUp();
    await bench.until(() => bench.adapter.counts().rooms === 0);
    expect(bench.adapter.counts()).toEqual({ sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 });
  });

  it('takes what the peer sent with it', async () => {
    const [first, second] = [await bench.join(ada), await bench.join(bob)];
    const producerId = await produceAudio(first);
    await second.next('produced');
    second.send({ type: 'consume', producerId, rtpCapabilities: capabilities });
    await second.next('consumed');
    first.hangUp();
    await second.next('leave');
    expect(second.types.slice(-2)).toEqual(['producerClosed', 'leave']);
    await bench.until(() => bench.adapter.counts().consumers === 0);
    expect(bench.adapter.counts()).toMatchObject({ producers: 0 });
  });

  it('waits for a friend whose connection broke, and ends the call when it does not come back', async () => {
    const first = await bench.join(ada, { kind: 'friend' });
    const second = await bench.join(bob, { kind: 'friend' });
    first.vanish();
    await second.next('leave');
    const back = bench.connect(first.token);
    await back.next('init');
    expect((await second.next('join')).peerId).toBe(ada);
    bench.clock.advance(5000);
    await second.settled();
    back.vanish();
    await second.next('leave');
    bench.clock.advance(4999);
    await second.settled();
    bench.clock.advance(1);
    expect(await second.closed).toMatchObject({ code: 1000 });
  });

  it('cuts off a client that answers no ping', async () => {
    const [first, second] = [await bench.join(ada), await bench.join(bob)];
    first.setReading(false);
    bench.clock.advance(20_000);
    await second.settled();
    bench.clock.advance(20_000);
    expect((await second.next('leave')).peerId).toBe(ada);
    first.vanish();
  });
});

describe('coming back', () => {
  it('with the same token takes the place of the older socket', async () => {
    const [first, second] = [await bench.join(ada), await bench.join(bob)];
    const producerId = await produceAudio(first);
    await second.next('produced');
    const again = bench.connect(first.token);
    expect((await again.next('init')).data).toMatchObject({ myPeerId: ada, peers: [bob], producers: [] });
    expect(await first.closed).toEqual({ code: 4409, reason: 'replaced by a newer connection' });
    expect(await second.next('producerClosed')).toEqual({ type: 'producerClosed', producerId, peerId: ada });
    await second.next('join');
    expect(second.types.slice(-3)).toEqual(['producerClosed', 'leave', 'join']);
    await second.settled();
    expect(bench.adapter.counts()).toMatchObject({ rooms: 1, sockets: 2, transports: 4, producers: 0 });
  });

  it('does not end a call of friends by taking a place', async () => {
    const first = await bench.join(ada, { kind: 'friend' });
    const second = await bench.join(bob, { kind: 'friend' });
    const again = bench.connect(first.token);
    await again.next('init');
    await first.closed;
    await second.next('join');
    bench.clock.advance(10_000);
    await second.settled();
  });
});
