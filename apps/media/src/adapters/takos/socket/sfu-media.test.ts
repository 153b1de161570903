import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audioParameters, capabilities, dtls, videoParameters } from '../testing/rtp-samples.js';
import { openSfuBench, type SfuBench } from '../testing/sfu-bench.js';
import type { TakosTestClient } from '../testing/takos-test-client.js';

const ada = 'ada@one.example';
const bob = 'bob@two.example';

let bench: SfuBench;
beforeEach(async () => {
  bench = await openSfuBench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.adapter.counts()).toEqual({ sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 });
});

const produce = async (client: TakosTestClient, kind: 'audio' | 'video' = 'audio'): Promise<string> => {
  client.send({ type: 'produce', kind, rtpParameters: kind === 'audio' ? audioParameters() : videoParameters() });
  return String((await client.next('produced')).producerId);
};
/** Two in a room, the first of whom sends sound. */
const pair = async (query = '') => {
  const [sender, hearer] = [await bench.join(ada), await bench.join(bob, { query })];
  await sender.next('join');
  return { sender, hearer, producerId: await produce(sender) };
};

describe('the dialect of the live client', () => {
  it('is told by a transport that is named: a new producer is `produce` then', async () => {
    const [live, other] = [await bench.join(ada), await bench.join(bob)];
    live.send({ type: 'connect', transportType: 'send', dtlsParameters: dtls });
    expect(await live.next('connected')).toEqual({ type: 'connected', transportType: 'send' });
    const producerId = await produce(other);
    await live.next('produce');
    await live.settled();
    expect(live.told.slice(-1)).toEqual([{ type: 'produce', producerId, peerId: bob, kind: 'audio' }]);
  });

  it('is told by a consumer that names its peer', async () => {
    const { sender, hearer, producerId } = await pair();
    hearer.send({ type: 'consume', producerId, peerId: ada, rtpCapabilities: capabilities });
    await hearer.next('consumed');
    await produce(sender, 'video');
    await hearer.next('produce');
    await hearer.settled();
    expect(hearer.types.filter((type) => type === 'produced')).toHaveLength(1);
  });

  it('connects both transports by name, each once', async () => {
    const client = await bench.join(ada);
    for (const transportType of ['recv', 'send']) {
      client.send({ type: 'connect', transportType, dtlsParameters: dtls });
      expect(await client.next('connected')).toMatchObject({ transportType });
    }
    client.send({ type: 'connect', transportType: 'send', dtlsParameters: dtls });
    expect(await client.next('error')).toEqual({
      ...{ type: 'error', transportType: 'send', message: 'This transport is connected already.' },
    });
  });

  it('has one producer of a kind', async () => {
    const { sender, producerId } = await pair();
    sender.send({ type: 'produce', kind: 'audio', rtpParameters: audioParameters(7, '7') });
    expect(await sender.next('producerAlreadyExists')).toEqual({ type: 'producerAlreadyExists', producerId });
  });

  it('mutes by closing a producer, which the others are told, and sends again by a new one', async () => {
    const { sender, hearer, producerId } = await pair('dialect=code');
    await hearer.next('produce');
    sender.send({ type: 'closeProducer', producerId });
    expect(await hearer.next('producerClosed')).toEqual({ type: 'producerClosed', producerId, peerId: ada });
    const again = await produce(sender);
    expect(again).not.toBe(producerId);
    expect(await hearer.next('produce')).toMatchObject({ producerId: again });
    expect(sender.types).not.toContain('producerClosed');
  });

  it('may close a consumer, and ask for another', async () => {
    const { hearer, producerId } = await pair();
    const consume = async () => {
      hearer.send({ type: 'consume', producerId, peerId: ada, rtpCapabilities: capabilities });
      return (await hearer.next('consumed')).consumerId;
    };
    const consumerId = await consume();
    hearer.send({ type: 'closeConsumer', consumerId });
    hearer.send({ type: 'closeConsumer', consumerId });
    expect(await consume()).not.toBe(consumerId);
    expect(bench.adapter.counts()).toMatchObject({ consumers: 1 });
  });
});

describe('the dialect of the seed', () => {
  it('has strings for what transports are made of, as init writes them', async () => {
    const client = await bench.join(ada, { query: 'dialect=doc' });
    const { transport } = client.init;
    for (const side of [transport.send, transport.recv]) {
      const { id, ...strings } = side;
      expect(id).toEqual(expect.any(String));
      expect(Object.keys(strings)).toEqual(['iceParameters', 'iceCandidates', 'dtlsParameters', 'sctpParameters']);
      for (const text of Object.values(strings)) expect(JSON.parse(String(text))).toEqual(expect.any(Object));
    }
  });

  it('may have strings in any dialect, and objects in its own', async () => {
    const text = await bench.join(ada, { query: 'encoding=string' });
    expect(text.init.transport.send.iceParameters).toEqual(expect.any(String));
    const plain = await bench.join(bob, { query: 'dialect=doc&encoding=object' });
    expect(plain.init.transport.send.iceParameters).toEqual(expect.any(Object));
  });

  it('uses the words of the seed alone', async () => {
    const { sender, hearer, producerId } = await pair('dialect=doc');
    expect(await hearer.next('produced')).toEqual({ type: 'produced', producerId, peerId: ada, kind: 'audio' });
    hearer.send({ type: 'consume', producerId, rtpCapabilities: JSON.stringify(capabilities) });
    expect(await hearer.next('consumed')).toEqual({
      ...{ type: 'consumed', consumerId: expect.any(String), producerId, kind: 'audio', peerId: ada },
      rtpParameters: expect.objectContaining({ codecs: [expect.objectContaining({ mimeType: 'audio/opus' })] }),
    });
    hearer.send({ type: 'connect', dtlsParameters: JSON.stringify(dtls) });
    expect(await hearer.next('connected')).toEqual({ type: 'connected', transportType: 'recv' });
    hearer.send({ type: 'connect', dtlsParameters: dtls });
    expect(await hearer.next('connected')).toEqual({ type: 'connected', transportType: 'send' });
    hearer.send({ type: 'produce', kind: 'audio', rtpParameters: JSON.stringify(audioParameters(9)) });
    expect(await hearer.next('produced')).toMatchObject({ peerId: bob, kind: 'audio' });
    sender.hangUp();
    await hearer.next('leave');
    expect(hearer.types).toEqual(['init', 'produced', 'consumed', 'connected', 'connected', 'produced', 'leave']);
  });

  it('may send several of a kind, and one more in the place of one it has closed in silence', async () => {
    const sender = await bench.join(ada, { query: 'dialect=doc' });
    const hearer = await bench.join(bob);
    const producerId = await produce(sender);
    sender.send({ type: 'produce', kind: 'audio', rtpParameters: audioParameters(3, '3') });
    await sender.next('produced');
    expect(hearer.types).not.toContain('producerClosed');
    sender.send({ type: 'produce', kind: 'audio', rtpParameters: audioParameters(1111, '0') });
    await sender.next('produced');
    expect(await hearer.next('producerClosed')).toMatchObject({ producerId });
    expect(bench.adapter.counts()).toMatchObject({ producers: 2 });
  });

  it('is known by a connect without a transport, until a client says more than the seed can', async () => {
    const [client, other] = [await bench.join(ada), await bench.join(bob)];
    client.send({ type: 'connect', dtlsParameters: dtls });
    await client.next('connected');
    const first = await produce(other);
    await client.next('produced');
    client.send({ type: 'connect', transportType: 'recv', dtlsParameters: dtls });
    await client.next('connected');
    const second = await produce(other, 'video');
    await client.next('produce');
    await client.settled();
    const told = client.told.filter(({ producerId }) => producerId === first || producerId === second);
    expect(told.map(({ type }) => type)).toEqual(['produced', 'produce']);
  });
});

describe('a client whose dialect is not known yet', () => {
  it('is told of a producer in both', async () => {
    const { hearer, producerId } = await pair();
    await hearer.settled();
    const told = { producerId, peerId: ada, kind: 'audio' };
    expect(hearer.told.slice(1)).toEqual([
      { type: 'produce', ...told },
      { type: 'produced', ...told },
    ]);
  });
});

describe('consuming', () => {
  it('gives the same consumer however often it is asked for', async () => {
    const { hearer, producerId } = await pair();
    const ask = { type: 'consume', producerId, rtpCapabilities: capabilities };
    hearer.send(ask);
    hearer.send(ask);
    const first = await hearer.next('consumed');
    expect(await hearer.next('consumed')).toEqual(first);
    expect(bench.adapter.counts()).toMatchObject({ consumers: 1 });
  });

  it('refuses what is not there, what another sends, and what one sends oneself', async () => {
    const { sender, hearer, producerId } = await pair();
    hearer.send({ type: 'consume', producerId: 'nothing', rtpCapabilities: capabilities });
    expect(await hearer.next('producerNotFound')).toMatchObject({ producerId: 'nothing', message: expect.any(String) });
    hearer.send({ type: 'consume', producerId, peerId: 'somebody@else.example', rtpCapabilities: capabilities });
    expect(await hearer.next('producerNotFound')).toMatchObject({ producerId });
    sender.send({ type: 'consume', producerId, rtpCapabilities: capabilities });
    expect(await sender.next('selfProducer')).toMatchObject({ producerId, message: expect.any(String) });
    hearer.send({ type: 'closeProducer', producerId });
    expect(await hearer.next('producerNotFound')).toMatchObject({ producerId });
    expect(bench.adapter.counts()).toMatchObject({ producers: 1, consumers: 0 });
  });

  it('says when a client can take nothing of what is sent', async () => {
    const { hearer, producerId } = await pair();
    hearer.send({ type: 'consume', producerId, rtpCapabilities: { codecs: [] } });
    expect(await hearer.next('error')).toMatchObject({
      message: 'Failed to consume',
      details: 'None of these codecs is what is sent.',
    });
  });
});

describe('what is wrong', () => {
  it.each([
    ['no JSON', 'hello', 'Failed to process message'],
    ['an array', '[]', 'Invalid message format'],
    ['null', 'null', 'Invalid message format'],
    ['no type', '{}', 'Invalid message format'],
    ['an unknown type', '{"type":"dance"}', 'Invalid message format'],
    ['a type of the server', '{"type":"init"}', 'Invalid message format'],
    ['a connect without parameters', '{"type":"connect","transportType":"send"}', 'Invalid message format'],
    [
      'a transport nobody has',
      '{"type":"connect","transportType":"both","dtlsParameters":{}}',
      'Invalid message format',
    ],
    ['parameters that are no JSON', '{"type":"connect","dtlsParameters":"{"}', 'Invalid message format'],
    ['a produce of text', '{"type":"produce","kind":"text","rtpParameters":{}}', 'Invalid message format'],
    ['a consume of nothing', '{"type":"consume","rtpCapabilities":{}}', 'Invalid message format'],
  ])('is answered: %s', async (_, text, message) => {
    const client = await bench.join(ada);
    client.sendText(text);
    expect(await client.next('error')).toMatchObject({ type: 'error', message });
    await client.settled();
    expect(bench.refused).toContain('protocol.badMessage');
  });

  it('is answered in a binary frame', async () => {
    const client = await bench.join(ada);
    client.sendText(Buffer.from('{"type":"bye"}'));
    expect(await client.next('error')).toMatchObject({ message: 'Failed to process message' });
  });

  it('is a codec that rooms do not have', async () => {
    const client = await bench.join(ada);
    const [codec] = audioParameters().codecs;
    const rtpParameters = { ...audioParameters(), codecs: [{ ...codec, mimeType: 'audio/PCMU', clockRate: 8000 }] };
    client.send({ type: 'produce', kind: 'audio', rtpParameters });
    expect(await client.next('error')).toMatchObject({ context: 'produce', message: expect.stringMatching(/codec/) });
    expect(client.types).not.toContain('produced');
  });

  it('is a source that is in use', async () => {
    const client = await bench.join(ada);
    await produce(client);
    client.send({ type: 'produce', kind: 'video', rtpParameters: videoParameters(1111) });
    expect(await client.next('error')).toMatchObject({ context: 'produce' });
    expect(bench.adapter.counts()).toMatchObject({ producers: 1 });
  });

  it('is passed over where the live client says what nobody listens to', async () => {
    const client = await bench.join(ada);
    for (const message of [{ type: 'message', message: 'hi', sign: '' }, { type: 'bye' }]) client.send(message);
    await client.settled();
    expect(client.types).toEqual(['init']);
  });

  it('is a message that is too long', async () => {
    const [client, other] = [await bench.join(ada), await bench.join(bob)];
    client.sendText('x'.repeat(65_537));
    expect(await client.closed).toMatchObject({ code: 1009 });
    await other.next('leave');
  });

  it('is too many messages: they are refused, and a flood of them ends the socket', async () => {
    const client = await bench.join(ada);
    for (let count = 0; count < 501; count += 1) client.send({ type: 'bye' });
    expect(await client.next('error')).toMatchObject({ message: 'Too many messages' });
    bench.clock.advance(10_000);
    await client.settled();
    for (let count = 0; count < 5001; count += 1) client.send({ type: 'bye' });
    expect(await client.closed).toMatchObject({ code: 1008 });
  });

  it('is a client that reads nothing of what it is told', async () => {
    // A name as long as no name is: what the others are told of it fills every buffer soon.
    const [deaf, loud] = [await bench.join(ada), await bench.join('b'.repeat(60_000))];
    await deaf.next('join');
    deaf.setReading(false);
    for (let count = 0; count < 100 && bench.adapter.counts().sockets === 2; count += 1)
      loud.send({ type: 'closeProducer', producerId: await produce(loud) });
    expect(await loud.next('leave')).toMatchObject({ peerId: ada });
    expect(bench.adapter.counts().sockets).toBe(1);
    deaf.vanish();
  });
});
