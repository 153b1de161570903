import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stranger } from '../../calls/testing/test-exchange.js';
import { seededChance } from '../seeded-chance.js';
import { DialogBench } from './dialog-bench.js';
import { dialogCommand, dialogEvent, parseDialog } from './messages.js';

/** So many at each end: bounded in every run, in full where the whole suite is asked for. */
// biome-ignore lint/style/noProcessEnv: how much is tried is told to every test alike.
const ROUNDS = process.env.CALLWRIGHT_TEST_FULL === '1' ? 100_000 : 3_000;
const BATCH = 500;

let bench: DialogBench;
beforeEach(async () => {
  bench = await DialogBench.open({ maxCalls: 200 });
});
afterEach(() => bench.close());

const strange: readonly unknown[] = ['', '\u0000', '9'.repeat(400), null, true, -1, 1e308, [], {}, ['a'], '\ud800'];
const events: readonly object[] = [
  { type: 'call.started', from: 'ann', to: 'webrtc', codec: 'opus', pcm_hz: 16_000 },
  { type: 'asr.partial', text: 'I would' },
  { type: 'asr.final', text: 'like a pony' },
  { type: 'asr.error', message: 'no', fatal: true },
  { type: 'dtmf', digit: '4', end: true },
  { type: 'tts.started', utterance_id: 'u' },
  { type: 'tts.ended', utterance_id: 'u', ok: true },
  { type: 'tts.interrupt' },
  { type: 'transfer.request', target: 'desk' },
];
const commands: readonly object[] = [
  { type: 'tts.speak', text: 'Hello there.', utterance_id: 'a', meta: { llmModel: 'm' } },
  { type: 'tts.stream', text: 'Well, so ', utterance_id: 'b' },
  { type: 'tts.stream', text: 'be it.', utterance_id: 'b', stream_end: true },
  { type: 'tts.stream.end', utterance_id: 'b' },
  { type: 'tts.interrupt' },
];

/** A message that is broken in one of many ways, or in none. */
const mutated = (messages: readonly object[], pick: (below: number) => number): string => {
  const fields: Record<string, unknown> = { ...messages[pick(messages.length)] };
  const names = Object.keys(fields);
  const name = names[pick(names.length)] ?? 'type';
  const way = pick(8);
  if (way === 0) delete fields[name];
  if (way === 1) fields[name] = strange[pick(strange.length)];
  if (way === 2) fields[String(strange[pick(strange.length)])] = 'more';
  if (way === 3) fields.call_id = strange[pick(strange.length)];
  const text = JSON.stringify(fields);
  const at = pick(text.length);
  if (way === 4) return text.slice(0, at);
  if (way === 5) return `${text.slice(0, at)}${String.fromCharCode(pick(256))}${text.slice(at + 1)}`;
  return text;
};

describe('messages that are broken at random', () => {
  it('end no call at our dialog server, and none at our dialog client', async () => {
    const pick = seededChance(4);
    bench.exchange.line('open', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }), {
      isPublic: true,
    });
    const app = await bench.application();
    bench.exchange.line('bot', null, { isPublic: true, application: { kind: 'dialog', url: app.url } });
    let parsed = 0;
    for (let round = 0; round < ROUNDS; round += BATCH) {
      const server = await bench.dial(`call_id=f-${round}&agentId=open`);
      server.start();
      const made = await bench.exchange.call('bot', stranger);
      await bench.untilNow(() => app.calls.at(-1)?.query.get('call_id') === made.leg.callId);
      const far = app.calls.at(-1) ?? server;
      for (let count = 0; count < BATCH; count += 1) {
        const [event, command] = [mutated(events, pick), mutated(commands, pick)];
        parsed += [parseDialog(dialogEvent, event), parseDialog(dialogCommand, command)].filter(Boolean).length;
        server.send(event);
        far.send(command);
      }
      // What comes after all that is understood as ever.
      far.send({ type: 'tts.interrupt' });
      far.send({ type: 'tts.speak', text: 'Still here.', utterance_id: 'last' });
      await bench.until(() => far.named('tts.ended').some(({ utterance_id: id }) => id === 'last'));
      far.send({ type: 'hangup' });
      server.tell('call.ended', { reason: 'done' });
      await bench.until(() =>
        [made.leg.callId, `f-${round}`].every((id) => bench.exchange.stories.all.get(id as never)?.end),
      );
    }
    expect(parsed / (2 * ROUNDS)).toBeGreaterThan(0.2);
  });
});
