import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededChance } from '../../seeded-chance.js';
import { mutateMessage } from '../testing/mutate-message.js';
import { audioParameters, capabilities, dtls, videoParameters } from '../testing/rtp-samples.js';
import { openSfuBench, type SfuBench } from '../testing/sfu-bench.js';
import type { TakosTestClient } from '../testing/takos-test-client.js';
import { parseMessage } from './messages.js';

// biome-ignore lint/style/noProcessEnv: only a test knows whether the full run is on
const MESSAGES = process.env.CALLWRIGHT_TEST_FULL === '1' ? 100_000 : 2000;
/** Sent before it is awaited that all of them were dealt with. */
const BATCH = 50;
/** Of one socket. */
const BATCHES = 5;
const SEED = 20_261_122;

let bench: SfuBench;
beforeEach(async () => {
  // Time flies here, and nobody sends any sound.
  bench = await openSfuBench({ quietMs: Number.MAX_SAFE_INTEGER });
});
afterEach(() => bench.close());

const messagesFor = (producerId: string, ownId: string): readonly object[] => [
  { type: 'connect', transportType: 'send', dtlsParameters: dtls },
  { type: 'connect', dtlsParameters: JSON.stringify(dtls) },
  { type: 'produce', kind: 'audio', rtpParameters: audioParameters() },
  { type: 'produce', kind: 'video', rtpParameters: videoParameters() },
  { type: 'consume', producerId, peerId: 'steady@one.example', rtpCapabilities: capabilities },
  { type: 'consume', producerId, rtpCapabilities: JSON.stringify(capabilities) },
  { type: 'closeProducer', producerId: ownId },
  { type: 'closeConsumer', consumerId: producerId },
];

describe('a client that sends anything', () => {
  it(`changes nothing for the others: ${MESSAGES} messages`, async () => {
    const chance = seededChance(SEED);
    const steady = await bench.join('steady@one.example');
    steady.send({ type: 'produce', kind: 'audio', rtpParameters: audioParameters() });
    const producerId = String((await steady.next('produced')).producerId);
    let [sent, parsable] = [0, 0];
    let ownId = 'none';
    const sendBatch = async (client: TakosTestClient) => {
      for (let count = 0; count < BATCH; count += 1) {
        const messages = messagesFor(producerId, ownId);
        const text = mutateMessage(messages[chance(messages.length)] ?? {}, chance);
        parsable += parseMessage(text).ok ? 1 : 0;
        client.sendText(text);
      }
      sent += BATCH;
      await client.settled();
      ownId = String(client.told.findLast(({ type }) => type === 'produced')?.producerId ?? ownId);
      bench.clock.advance(10_000);
      await steady.settled();
    };
    while (sent < MESSAGES) {
      const query = ['', 'dialect=doc', 'dialect=code', 'encoding=string'][chance(4)] ?? '';
      const client = await bench.join('any@two.example', { query });
      for (let batch = 0; batch < BATCHES; batch += 1) await sendBatch(client);
      if (chance(2) === 0) client.hangUp();
      else client.vanish();
      await client.closed;
      steady.told.splice(0);
    }
    expect(parsable / sent).toBeGreaterThan(0.2);
    // It heard of every newcomer, and still sends what it sent: one media worker lived through it all.
    const last = await bench.join('last@three.example');
    last.send({ type: 'consume', producerId, rtpCapabilities: capabilities });
    await last.next('consumed');
    for (const client of [steady, last]) client.hangUp();
    bench.clock.advance(5000);
    await bench.until(() => bench.adapter.counts().rooms === 0);
    expect(bench.adapter.counts()).toEqual({ sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 });
  });
});
