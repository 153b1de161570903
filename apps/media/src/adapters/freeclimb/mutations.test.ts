import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededChance } from '../seeded-chance.js';
import { sendIvrData } from './ivr-service.js';
import { parseAppMessage, parsePlatformMessage } from './messages.js';
import type { AppCall, AppServer } from './testing/app-server.js';
import { FreeclimbBench } from './testing/freeclimb-bench.js';
import { mutate } from './testing/mutate.js';

/** All of them in the full run, some otherwise. */
// biome-ignore lint/style/noProcessEnv: the full run says so in its environment
const MESSAGES = process.env.CALLWRIGHT_TEST_FULL === '1' ? 100_000 : 2_000;
/** Messages that are sent before they are waited for. */
const AT_ONCE = 500;
const SEED = 20_261_122;

const at = { seconds: 1_700_000_000, nanos: 5 };
const platformSays = [
  { notifyAudioData: { audioData: Buffer.alloc(160, 3), startTstamp: at, endTstamp: at, sequenceNum: 9 } },
  { notifyDtmfReceivedStartData: { digit: '5', startTstamp: at } },
  { notifyDtmfReceivedEndData: { digit: '5', endTstamp: at } },
  { notifyPlaybackStartedData: { id: 'play-1', timestamp: at } },
  { notifyPlaybackCompletedData: { id: 'play-1', timestamp: at } },
  { notifyAudioClearedData: { id: 'play-1', timestamp: at } },
  { notifyDtmfPlayCompletedData: { id: 'keys-1', timestamp: at } },
  { notifyError: { errorMessage: 'full', errorId: 'full' } },
  { notifyBuffer: { bufferType: 'Audio', depth: 3, bufferSize: 100 } },
].map((message) => sendIvrData.requestSerialize(message));
const appSays = [
  { audioData: { id: 'i', audioData: Buffer.alloc(40, 3), contentType: 'audio/mulaw;rate=8000', lastMessage: true } },
  { clearAudioBuffer: { id: 'i' } },
  { dtmfData: { id: 'i', dtmfDigits: '1#', pressDurationMs: 90, breakDurationMs: 80, sequenceNum: 1 } },
  { endStream: { actionUrl: 'https://a.test' } },
  { queryBuffer: { bufferType: 'Audio' } },
].map((message) => sendIvrData.responseSerialize(message));

/** How many of a batch of broken messages are messages all the same. */
const send = (
  { from, chance }: { readonly from: readonly Buffer[]; readonly chance: (limit: number) => number },
  say: (message: Buffer) => void,
  parse: (message: Buffer) => object | string | null,
): number => {
  const batch = Array.from({ length: AT_ONCE }, () => mutate(from, chance));
  for (const message of batch) say(message);
  return batch.filter((message) => typeof (parse(message) ?? '') === 'object').length;
};

describe('messages that are not as they should be', () => {
  let bench: FreeclimbBench;
  beforeEach(async () => {
    bench = await FreeclimbBench.open();
    bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
  });
  afterEach(() => bench.close());

  it('of a platform do no harm', { timeout: 600_000 }, async () => {
    const chance = seededChance(SEED);
    let parsableCount = 0;
    let { client } = await bench.call('patient');
    for (let sent = 0; sent < MESSAGES; sent += AT_ONCE) {
      // An end that is reached by chance, or too much nonsense, is the end of one call.
      if (client.status !== null) ({ client } = await bench.call('patient'));
      parsableCount += send({ from: platformSays, chance }, (message) => client.say(message), parsePlatformMessage);
      const asked = bench.refused.length;
      client.start([]);
      await bench.settle(() => bench.refused.length > asked || client.status !== null);
    }
    expect(parsableCount / MESSAGES).toBeGreaterThan(0.2);
    expect((await bench.call('patient')).client.status).toBeNull();
  });

  it('of an application do no harm', { timeout: 600_000 }, async () => {
    const server = await bench.application('app');
    const chance = seededChance(SEED + 1);
    let parsableCount = 0;
    let app = await begin(bench, server);
    for (let sent = 0; sent < MESSAGES; sent += AT_ONCE) {
      if (app.isOver) app = await begin(bench, server);
      const { length } = app.named('notifyBuffer');
      parsableCount += send({ from: appSays, chance }, (message) => app.say(message), parseAppMessage);
      app.say({ queryBuffer: { bufferType: 'DTMF' } });
      await bench.settle(() => app.named('notifyBuffer').length > length || app.isOver);
      await bench.exchange.pass(10_000);
    }
    expect(parsableCount / MESSAGES).toBeGreaterThan(0.2);
    expect((await begin(bench, server)).isOver).toBe(false);
  });
});

const begin = async (bench: FreeclimbBench, server: AppServer): Promise<AppCall> => {
  const { length } = server.calls;
  await bench.exchange.call('app');
  await bench.until(() => server.calls.length > length && (server.calls.at(-1)?.messages.length ?? 0) > 0);
  const app = server.calls.at(-1);
  if (!app) throw new Error('No stream.');
  return app;
};
