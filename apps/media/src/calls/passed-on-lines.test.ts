import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeLegOptions } from './testing/fake-leg.js';
import type { TestCall } from './testing/test-call.js';
import { HOME, TestExchange } from './testing/test-exchange.js';

const byTelephone: Partial<FakeLegOptions> = { capabilities: ['earlyMedia', 'bridge', 'keysIn'], from: 'bert' };
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
  exchange.dialler.ownPhones.add('anna');
});
afterEach(() => exchange.finish());

/** A phone of ours calls another one: the line does nothing but dial on. */
const callsAnna = async (): Promise<TestCall> => {
  const line = { kind: 'dial', target: 'anna', callerId: 'bert' } as const;
  const who = { kind: 'telephone', workspaceId: HOME, trunkId: null, userId: null, line } as const;
  return exchange.begin(exchange.leg('anna', byTelephone), who);
};
const told = ({ leg }: TestCall): readonly string[] =>
  leg.events.flatMap((event) => {
    if (event.event === 'ringing') return [event.earlyMedia ? 'early' : 'ringing'];
    if (event.event === 'reject') return [`reject ${event.code}`];
    return event.event === 'answer' ? ['answer'] : [];
  });

describe('a line that only dials on', () => {
  it('is not answered before somebody answers', async () => {
    const call = await callsAnna();
    const anna = await exchange.phone('anna');
    await anna.rings();
    await exchange.pass(5_000);
    expect(told(call)).not.toContain('answer');
    expect(told(call)[0]).toBe('ringing');
    await anna.answers();
    await exchange.until(() => told(call).includes('answer'));
    expect(call.isOver).toBe(false);
    anna.vanishes();
    await exchange.until(() => call.isOver);
  });

  it('passes on what is heard before the answer', async () => {
    const call = await callsAnna();
    const anna = await exchange.phone('anna');
    await anna.rings(true);
    await exchange.until(() => told(call).includes('early'));
    expect(told(call)).not.toContain('answer');
    anna.refuses('call.busy', 'x', 486);
    await exchange.until(() => call.isOver);
  });

  it.each([
    ['busy', 'call.busy', 486],
    ['not answered', 'media.timeout', 480],
    ['declined', 'call.rejected', 603],
    ['busy everywhere', 'call.busy', 600],
    ['unknown', 'call.unreachable', 404],
    ['gone', 'call.unreachable', 410],
    ['not allowed', 'call.refused', 403],
    ['out of order', 'call.unreachable', 503, 500],
    ['too slow', 'media.timeout', 408, 480],
    ['to be paid for', 'call.refused', 407, 403],
    ['moved', 'call.unreachable', 302, 480],
  ] as const)('tells the caller that it is %s', async (_, code, status, passedOn: number = status) => {
    const call = await callsAnna();
    (await exchange.phone('anna')).refuses(code, 'x', status);
    await exchange.until(() => call.isOver);
    expect(told(call).at(-1)).toBe(`reject ${passedOn}`);
    expect(told(call)).not.toContain('answer');
  });

  it.each([
    ['busy', 'call.busy', 486],
    ['no answer', 'media.timeout', 480],
    ['declined', 'call.rejected', 603],
    ['no way there', 'call.unreachable', 503],
  ] as const)('has a status of its own for %s, when nobody says one', async (_, code, status) => {
    const call = await callsAnna();
    (await exchange.phone('anna')).refuses(code, 'x');
    await exchange.until(() => call.isOver);
    expect(told(call).at(-1)).toBe(`reject ${status}`);
  });

  it('tells the caller that they may not call there', async () => {
    const line = { kind: 'dial', target: '+4990012345', callerId: 'bert' } as const;
    const who = { kind: 'telephone', workspaceId: HOME, trunkId: null, userId: null, line } as const;
    await exchange.finish();
    exchange = new TestExchange({ policy: { deniedPrefixes: ['+49'] } });
    const call = await exchange.begin(exchange.leg('+4990012345', byTelephone), who);
    await exchange.until(() => call.isOver);
    expect(told(call).at(-1)).toBe('reject 403');
  });
});
