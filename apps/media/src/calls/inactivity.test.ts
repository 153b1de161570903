import { drawFlow } from '@callwright/flow-engine/testing';
import { callDefaults, trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from './testing/test-call.js';
import { controller, TestExchange } from './testing/test-exchange.js';

const TIMEOUT_MS = 60_000;
/** A line on which somebody stays. */
const desk = drawFlow({
  steps: { stay: ['wait', { waitMs: 5 * TIMEOUT_MS }], bye: ['hangup'] },
  lines: [['stay', 'done', 'bye']],
});

let exchange: TestExchange;
let call: TestCall;
beforeEach(async () => {
  exchange = new TestExchange({ defaults: callDefaults.parse({ vad: {}, inactivityTimeout: TIMEOUT_MS / 1000 }) });
  call = await exchange.call('', controller);
});
afterEach(() => exchange.finish());

describe('a call with a time for inactivity', () => {
  it('ends when nobody has given a sign for so long, and says so first', async () => {
    await exchange.pass(TIMEOUT_MS - 1);
    expect(call.isOver).toBe(false);
    await exchange.pass(1);
    expect(call.told.slice(-2)).toEqual(['inactivity', 'hangup']);
    expect(call.leg.named('hangup')).toMatchObject([{ reason: 'inactivityTimeout', initiator: 'system' }]);
  });

  it.each([
    ['a key', () => call.caller.presses('5')],
    ['a voice', () => call.caller.says('anything')],
    ['a command', () => call.asks({ command: 'interrupt' })],
    ['words of ours', () => call.asks({ command: 'tts', text: 'Are you still there?' })],
  ])('begins to count anew after %s', async (_, sign) => {
    await exchange.pass(TIMEOUT_MS - 5000);
    await sign();
    await exchange.pass(TIMEOUT_MS - 5000);
    expect(call.isOver).toBe(false);
    await exchange.pass(15_000);
    expect(call.leg.named('hangup')).toMatchObject([{ reason: 'inactivityTimeout' }]);
  });

  it('is inactive although its quiet is told as it passes', async () => {
    const quiet = () => {
      const timestamp = exchange.clock.nowMs();
      call.session.post({
        event: 'silence',
        timestamp,
        trackId: trackId.parse(call.id),
        startTime: timestamp,
        duration: 1,
      });
    };
    for (let at = 0; at < TIMEOUT_MS && !call.isOver; at += TIMEOUT_MS / 4) {
      quiet();
      await exchange.pass(TIMEOUT_MS / 4);
    }
    expect(call.leg.named('hangup')).toMatchObject([{ reason: 'inactivityTimeout' }]);
  });

  it('is not inactive while something plays, until it no longer does', async () => {
    await call.asks({ command: 'play', url: 'music', loop: true });
    await exchange.pass(10 * TIMEOUT_MS);
    expect(call.isOver).toBe(false);
    await call.asks({ command: 'interrupt' });
    await exchange.pass(TIMEOUT_MS);
    expect(call.isOver).toBe(true);
  });

  it('is not inactive while it talks to somebody else, until it no longer does', async () => {
    exchange.line('desk', desk);
    await call.asks({ command: 'refer', target: 'desk', referId: 'r' });
    await exchange.pass(4 * TIMEOUT_MS);
    expect(call.isOver).toBe(false);
    const other = exchange.registry.liveIds.find((id) => id !== call.id);
    expect(other).toBeDefined();
    if (other) await exchange.registry.get(other)?.close({ reason: 'completed', initiator: 'callee' });
    await exchange.pass(TIMEOUT_MS);
    expect(call.isOver).toBe(true);
  });
});

it('a call without it waits for ever', async () => {
  await call.session.close({ reason: 'completed', initiator: 'caller' });
  await exchange.finish();
  exchange = new TestExchange({ defaults: callDefaults.parse({ vad: {} }) });
  call = await exchange.call('', controller);
  await exchange.pass(60 * 60_000);
  expect(call.isOver).toBe(false);
});
