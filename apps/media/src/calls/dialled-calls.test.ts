import { drawFlow } from '@callwright/flow-engine/testing';
import { callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from './testing/test-call.js';
import { controller, TestExchange } from './testing/test-exchange.js';

const says = (text: string) => drawFlow({ steps: { bye: ['hangup', { text }] }, lines: [] });
const waits = drawFlow({ steps: { wait: ['wait', { durationMs: 3_600_000 }], bye: ['hangup', {}] }, lines: [] });
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange({ maxCalls: 6 });
  exchange.line('desk', says('Bye from the desk.'));
  exchange.line('night', says('Bye from the night.'));
  exchange.line('patient', waits);
});
afterEach(() => exchange.finish());

const results = (call: TestCall) =>
  call.leg.named('dialResult').map(({ status, target }) => (target === undefined ? status : `${status} ${target}`));
/** Names of the lines that were called, in order. */
const called = () => [...exchange.stories.all.values()].flatMap(({ start }) => (start?.parentCallId ? [start.to] : []));
const dial = (call: TestCall, targets: readonly string[], ways: object = {}) =>
  call.asks({ command: 'dial', dialId: 'd', targets: targets.map((target) => ({ target })), ...ways });

describe('a call that calls others', () => {
  it('hears it ring, then who answers, and has itself back when they are done', async () => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('open');
    await dial(call, ['desk']);
    await exchange.pass(100);
    expect([results(call), call.caller.music]).toEqual([['trying'], 'tone:ringback']);
    release();
    await exchange.until(() => call.caller.heard.includes('Bye from the desk.'));
    expect(call.caller.music).toBeNull();
    await exchange.until(() => results(call).length === 3);
    expect(results(call)).toEqual(['trying', 'answered desk', 'ended desk']);
    expect(call.leg.named('dialResult').at(-1)?.durationMs).toBeGreaterThan(500);
    expect([call.isOver, call.caller.isBridged]).toEqual([false, false]);
  });

  it('hears the music it asked for while it rings', async () => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('open');
    await dial(call, ['desk'], { music: 'prompt:music' });
    await exchange.pass(100);
    expect(call.caller.music).toBe('prompt:music');
    release();
  });

  it('is a step of a flow, which goes on as the simulator has it', async () => {
    const steps = { join: ['dial', { targets: [{ target: 'desk' }] }], back: ['hangup', { text: 'Back.' }] } as const;
    exchange.line('front', drawFlow({ steps, lines: [['join', 'ended', 'back']] }));
    const call = await exchange.call('front');
    await exchange.until(() => call.isOver);
    expect(call.exits).toEqual(['join.ended']);
    expect(call.caller.heard).toEqual(['Back.']);
  });

  it('calls all at once, joins the first that answers, and hangs up on the others', async () => {
    const call = await exchange.call('', controller);
    await dial(call, ['desk', 'night'], { order: 'together' });
    await exchange.until(() => results(call).length === 2);
    expect([called(), results(call)]).toEqual([
      ['desk', 'night'],
      ['trying', 'answered desk'],
    ]);
    const night = [...exchange.stories.all.values()].find(({ start }) => start?.to === 'night');
    expect(night?.end).toMatchObject({ reason: 'noAnswer', answeredAtMs: null });
  });

  it('calls one after another when that is asked for, and those who fail are passed over', async () => {
    const call = await exchange.call('', controller);
    await dial(call, ['nowhere', 'desk', 'night'], { order: 'oneAfterAnother' });
    await exchange.until(() => results(call).length === 3);
    expect([called(), results(call)]).toEqual([['desk'], ['trying', 'answered desk', 'ended desk']]);
  });

  it.each([
    ['fails when there is no such line', ['nowhere'], {}, 'failed'],
    ['fails when none of the lines is there', ['nowhere', 'neither'], { order: 'oneAfterAnother' }, 'failed'],
  ] as const)('%s', async (_, targets, ways, status) => {
    const call = await exchange.call('', controller);
    await dial(call, targets, ways);
    await exchange.until(() => results(call).length === 2);
    expect(results(call)).toEqual(['trying', status]);
    expect(call.caller.music).toBeNull();
  });

  it('is told that it is busy when all lines are', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => exchange.call('', controller)));
    const call = await exchange.call('', controller);
    await dial(call, ['desk', 'nowhere']);
    await exchange.until(() => results(call).length === 2);
    expect(results(call)).toEqual(['trying', 'busy']);
  });

  it.each([
    ['as long as a line may', { targets: [{ target: 'desk', timeoutMs: 2_000 }] }],
    ['as long as all of them may', { timeoutMs: 2_000 }],
  ])('rings %s, and hangs up on who answers later', async (_, ways) => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('open');
    await dial(call, ['desk'], ways);
    await exchange.pass(1_999);
    expect(results(call)).toEqual(['trying']);
    await exchange.pass(1);
    expect(results(call)).toEqual(['trying', 'noAnswer']);
    release();
    await exchange.pass(0);
    await exchange.until(() => [...exchange.stories.all.values()].filter(({ end }) => end !== null).length === 1);
  });

  it('gives it up while it rings', async () => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('open');
    await dial(call, ['desk']);
    await exchange.pass(100);
    await call.asks({ command: 'leave', id: 'other' });
    await call.asks({ command: 'leave', id: 'd' });
    await exchange.pass(0);
    expect([results(call), call.caller.music]).toEqual([['trying', 'cancelled'], null]);
    release();
  });

  it('ends the talk by leaving it, and by the time limit', async () => {
    const call = await exchange.call('', controller);
    await dial(call, ['patient']);
    await exchange.until(() => results(call).length === 2);
    await exchange.pass(1_000);
    await call.asks({ command: 'leave', id: 'd' });
    await exchange.until(() => results(call).length === 3);
    await dial(call, ['patient'], { timeLimitMs: 2_000 });
    await exchange.until(() => results(call).length === 6);
    const [first, second] = call.leg.named('dialResult').filter(({ status }) => status === 'ended');
    expect(first).not.toHaveProperty('reason');
    expect(second).toMatchObject({ reason: 'timeLimit', durationMs: 2_000 });
    expect(call.isOver).toBe(false);
  });

  it('gives up one that is under way when it begins another', async () => {
    const call = await exchange.call('', controller);
    await dial(call, ['patient']);
    await exchange.until(() => results(call).length === 2);
    await dial(call, ['desk']);
    await exchange.until(() => results(call).length === 6);
    expect(results(call).slice(2)).toEqual(['ended patient', 'trying', 'answered desk', 'ended desk']);
  });

  it('shows the number it is told to', async () => {
    const call = await exchange.call('', controller);
    await dial(call, ['desk'], { callerId: '+4930123' });
    await exchange.until(() => results(call).length === 2);
    expect([...exchange.stories.all.values()].at(-1)?.start).toMatchObject({ from: '+4930123', to: 'desk' });
  });

  it.each(['open', 'join'] as const)('leaves nothing behind when the caller goes during "%s"', async (request) => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold(request);
    await dial(call, ['desk', 'night']);
    await exchange.pass(0);
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    release();
    await exchange.pass(0);
    expect(results(call)).toEqual(['trying']);
  });

  it('fails when there is no room for the two', async () => {
    const call = await exchange.call('', controller);
    exchange.sound.world.isRoomFull = true;
    await dial(call, ['desk']);
    await exchange.until(() => results(call).length === 2);
    expect(results(call)).toEqual(['trying', 'failed']);
  });
});

describe('a call passed on with a word before', () => {
  const statuses = (call: TestCall) => call.leg.named('referStatus').map(({ status }) => status);
  const refer = (call: TestCall, announce = 'A caller about billing.') =>
    call.asks({ command: 'refer', referId: 'r', target: 'patient', options: { mode: 'attended', announce } });
  const other = () => {
    const start = [...exchange.stories.all.values()].find(({ start: one }) => one?.to === 'patient')?.start;
    if (!start) throw new Error('Nobody has been called.');
    return exchange.sound.caller(callId.parse(start.callId));
  };

  it('lets only the other side hear it, and joins the two afterwards', async () => {
    const call = await exchange.call('', controller);
    await refer(call);
    await exchange.until(() => statuses(call).includes('answered'));
    await exchange.pass(200);
    expect([call.caller.hears, call.caller.music, other().hears.length]).toEqual([[], 'tone:ringback', 1]);
    // 23 letters of 60 ms.
    await exchange.pass(1_400);
    expect([call.caller.hears, call.caller.music]).toEqual([[other().callId], null]);
    expect(other().hears).toEqual([call.id]);
    expect(call.caller.heard).toEqual([]);
  });

  it('joins them all the same when it cannot be said', async () => {
    exchange.sound.world.failsToSpeak = true;
    const call = await exchange.call('', controller);
    await refer(call);
    await exchange.until(() => call.caller.isBridged);
    expect(statuses(call)).toEqual(['trying', 'answered']);
  });

  it('is given up in the middle of it', async () => {
    const call = await exchange.call('', controller);
    await refer(call);
    await exchange.until(() => statuses(call).includes('answered'));
    await exchange.pass(100);
    await call.asks({ command: 'leave', id: 'r' });
    await exchange.until(() => statuses(call).includes('ended'));
    expect(call.caller.isBridged).toBe(false);
    expect(call.isOver).toBe(false);
  });

  it('is given up while it rings', async () => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('open');
    await refer(call);
    await exchange.pass(100);
    await call.asks({ command: 'leave', id: 'r' });
    await exchange.pass(0);
    expect(call.leg.named('referStatus').at(-1)).toMatchObject({ status: 'failed', reason: 'cancelled' });
    release();
  });

  it('cannot be handed over for good', async () => {
    const call = await exchange.call('', controller);
    await call.asks({ command: 'refer', target: 'desk', options: { mode: 'sip' } });
    await exchange.pass(0);
    expect(statuses(call)).toEqual(['trying', 'failed']);
  });
});
