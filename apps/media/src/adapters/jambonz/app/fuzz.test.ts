import { drawFlow, fuzzRuns } from '@callwright/flow-engine/testing';
import { parseHookMessage } from '@callwright/jambonz-server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Chance, seededChance } from '../../seeded-chance.js';
import { JambonzBench } from './jambonz-bench.js';

let bench: JambonzBench;
beforeEach(async () => {
  bench = await JambonzBench.open();
  bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
});
afterEach(() => bench.close());

const strange: readonly unknown[] = [
  null,
  '',
  -1,
  1e99,
  true,
  [],
  {},
  'x'.repeat(500),
  '⟦id⟧',
  '\u0000',
  { call_sid: 5 },
];
const base = (type: string, data: object, hook?: string) => ({ type, msgid: 'm', hook, data });
const samples = [
  base('call:status', { call_sid: 'child', parent_call_sid: 'cs-1', call_status: 'in-progress', to: '+1' }),
  base('call:status', { call_status: 'ringing', sip_status: 180 }),
  base('verb:hook', { reason: 'dtmfDetected', digits: '12' }, '/jambonz/patient/hook/gather/1'),
  base(
    'verb:hook',
    { reason: 'speechDetected', speech: { alternatives: [{ transcript: 'yes', confidence: 0.5 }] } },
    '/jambonz/patient/hook/gather/1',
  ),
  base('verb:hook', { reason: 'playCompleted' }, '/jambonz/patient/hook/prompt/2'),
  base('verb:hook', { dial_call_status: 'completed', dial_sip_status: 200 }, '/jambonz/patient/hook/dial/2'),
  base('session:redirect', {}, '/jambonz/patient/hook/next/0'),
  base('session:reconnect', { call_sid: 'cs-1', sip: { headers: { To: 'x' } } }),
  base('session:adulting', { call_sid: 'cs-2', parent_call_info: { call_sid: 'cs-1' } }),
  base('dial:confirm', {}, '/jambonz/patient/hook/confirm/3'),
  base('verb:status', { event: 'start-playback', id: 'gather-1', verb: 'gather' }),
  base('verb:status', { event: 'kill-playback', id: 'gather-1', verb: 'say' }),
  base('jambonz:error', { error: 'x', verb: 'say' }),
  base('queue:status', { queue_sid: 'q', length: 3, joined_call_sid: 'x' }),
  base('llm:event', { type: 'response.done' }, '/event'),
  base('llm:tool-call', { tool_call_id: 't', name: 'weather', args: { city: 'Bonn' } }, '/tool'),
  base('tts:tokens-result', { id: 1, status: 'failed', reason: 'full' }),
  base('tts:streaming-event', { event_type: 'stream_open' }),
];

/** One message with something changed in it: a field, or a few letters. */
const mutated = (below: Chance, callSid: string): string => {
  const sample: Record<string, unknown> = { ...samples[below(samples.length)], call_sid: callSid };
  const fields = Object.keys(sample);
  if (below(2) === 0) sample[fields[below(fields.length)] ?? ''] = strange[below(strange.length)];
  else {
    const data: Record<string, unknown> = { ...Object(sample.data) };
    const names = Object.keys(data);
    data[names[below(Math.max(1, names.length))] ?? 'more'] = strange[below(strange.length)];
    sample.data = data;
  }
  const text = JSON.stringify(sample);
  if (below(2) === 0) return text;
  const at = below(text.length);
  return text.slice(0, at) + String.fromCharCode(32 + below(90)) + text.slice(at + below(4));
};

const RUNS = fuzzRuns(5_000);
const BATCH = 250;
/** No call lives through more: what is let go of has to be seen more than once. */
const BATCHES_OF_A_CALL = 8;

it(`takes ${RUNS} messages that are not as they should be, and lets go of every call`, {
  timeout: 600_000,
}, async () => {
  const below = seededChance(20_261);
  let parsed = 0;
  let callCount = 0;
  const begin = async () => {
    callCount += 1;
    const callSid = `cs-fuzz-${callCount}`;
    const fake = await bench.call('patient', { callSid });
    await bench.until(() => fake.heard.length > 0);
    return { fake, callSid };
  };
  // Some of them end the call in order: its flow goes on by what it is told. The others go to a live one, which hangs up at last.
  const over = async ({ fake }: Awaited<ReturnType<typeof begin>>) => {
    if (!fake.hasEnded) fake.hangUp();
    await bench.until(() => fake.closeCode !== null && bench.exchange.registry.liveCount === 0);
    expect(fake.closeCode).toBe(1000);
  };
  let call = await begin();
  for (let sent = 0; sent < RUNS; sent += BATCH) {
    const hasLasted = sent > 0 && sent % (BATCH * BATCHES_OF_A_CALL) === 0;
    if (call.fake.closeCode !== null || hasLasted) {
      await over(call);
      call = await begin();
    }
    const { fake, callSid } = call;
    for (let at = 0; at < BATCH; at += 1) {
      const text = mutated(below, callSid);
      if ('message' in parseHookMessage(text)) parsed += 1;
      fake.sendRaw(text);
    }
    await bench.until(() => fake.closeCode !== null || fake.unsentBytes === 0);
    await bench.exchange.pass(1_500);
  }
  await over(call);
  expect(parsed / RUNS).toBeGreaterThanOrEqual(0.2);
  expect(callCount).toBeGreaterThan(1);
  await bench.until(() => Object.values(bench.adapter.counts?.() ?? {}).every((count) => count === 0));
});
