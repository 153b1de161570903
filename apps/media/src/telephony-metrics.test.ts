import { type TrunkState, trunkId } from '@callwright/protocol';
import { afterEach, expect, it } from 'vitest';
import { startBenchServer } from './adapters/sip/sip-bench.js';
import { openStack } from './adapters/sip/stack/open-stack.js';
import { systemClock } from './platform/clock.js';
import { readConfig } from './platform/config.js';
import { newUuid } from './platform/ids.js';
import { silentLog } from './platform/logging.js';
import { createMetrics } from './platform/metrics.js';
import type { TelephonyCounts } from './start-telephony.js';
import { addTelephonyMetrics } from './telephony-metrics.js';

const nothing = () => 0;
const linesOf = async (counts: () => TelephonyCounts): Promise<string[]> => {
  const metrics = createMetrics({
    ...{ liveCalls: nothing, journalBacklog: nothing, journalDropped: nothing, soundProcesses: nothing },
    ...{ lateTicks: nothing, speechHits: nothing, speechMisses: nothing, speechCacheBytes: nothing },
  });
  addTelephonyMetrics(metrics, counts);
  await metrics.render(); // What was read before must not be added up.
  return (await metrics.render()).text.split('\n').filter((line) => /^callwright_(sip|trunk|phone)/.test(line));
};

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

it('tells what went through the built-in SIP server, and what it turned away', async () => {
  const settings = readConfig({ CALLWRIGHT_CONTROL_SECRET: 'x'.repeat(32), CALLWRIGHT_SIP_PORT: '0' }).sip;
  const stack = await openStack({
    ...{ settings, publicAddress: null, isTrusted: () => true },
    ...{ clock: systemClock, newId: newUuid, log: silentLog },
  });
  const far = await startBenchServer();
  opened.push(stack, far);
  if (!stack.stack.isConnected()) await new Promise<void>((resolve) => stack.stack.onConnection(() => resolve()));
  stack.stack.onRequest((request) => void request.respond(200));
  const port = stack.listeners.find(({ protocol }) => protocol === 'udp')?.port;
  await new Promise<void>((resolve, reject) => {
    far.stack.send({ method: 'OPTIONS', uri: `sip:127.0.0.1:${port}` }, () => resolve()).catch(reject);
  });
  const lines = await linesOf(() => ({ server: stack.stats(), state: null }));
  expect(lines).toEqual(
    expect.arrayContaining([
      'callwright_sip_messages_total{direction="in"} 1',
      'callwright_sip_messages_total{direction="out"} 1',
      'callwright_sip_lost_total{reason="overRate"} 0',
      'callwright_sip_transactions{direction="in"} 1',
      'callwright_sip_open{kind="dialogs"} 0',
    ]),
  );
});

it('tells how trunks and phones stand, and nothing of a server that is not ours', async () => {
  const trunk = (status: 'registered' | 'off'): TrunkState => ({
    trunkId: trunkId.parse(`t-${status}`),
    registration: status === 'off' ? { status } : { status, expiresAtMs: 1 },
    gateways: [{ host: 'a', status: 'up', roundTripMs: 1 }],
    calls: 2,
  });
  const state = { trunks: [trunk('registered'), trunk('off'), trunk('off')], phones: [] };
  expect((await linesOf(() => ({ server: null, state }))).sort()).toEqual([
    'callwright_trunk_gateways{status="up"} 3',
    'callwright_trunks{registration="off"} 2',
    'callwright_trunks{registration="registered"} 1',
  ]);
});
