import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakePhone } from './testing/fake-phone.js';
import type { TestCall } from './testing/test-call.js';
import { controller, TestExchange } from './testing/test-exchange.js';

const ADA = '+12025550101';
const BEN = '+12025550102';
const CHEN = '+12025550103';
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange({ policy: { redirectPrefixes: ['+1'] } });
});
afterEach(() => exchange.finish());

const results = (call: TestCall) => call.leg.named('dialResult').map(({ status }) => status);
/** A call that talks with a telephone it has dialled. */
const talking = async (target: string): Promise<{ readonly call: TestCall; readonly phone: FakePhone }> => {
  const call = await exchange.call('', controller);
  await call.asks({ command: 'dial', dialId: 'd', targets: [{ target }] });
  const phone = await exchange.phone(target);
  await phone.answers();
  await exchange.until(() => results(call).at(-1) === 'answered');
  return { call, phone };
};
const hears = ({ callId }: FakePhone | { readonly callId: TestCall['id'] }) => exchange.sound.caller(callId).hears;
const isOver = ({ callId }: FakePhone) => exchange.stories.of(callId).end !== null;
const { move, join } = {
  move: (call: { readonly callId: TestCall['id'] }, target: string, isOurs = false) =>
    exchange.registry.transfers.move(call.callId, { target }, isOurs),
  join: (one: { readonly callId: TestCall['id'] }, two: { readonly callId: TestCall['id'] }) =>
    exchange.registry.transfers.join(one.callId, two.callId),
};
/** What came of a transfer, as the text of its error; empty while it is open, `done` when it is done. */
const watch = (work: Promise<void>) => {
  const seen = { outcome: '' };
  void work.then(
    () => {
      seen.outcome = 'done';
    },
    (error: { readonly code: string }) => {
      seen.outcome = error.code;
    },
  );
  return seen;
};

describe('a telephone that hands its caller on', () => {
  it('is out of it when somebody else has answered; the caller goes on with them', async () => {
    const { call, phone } = await talking(ADA);
    const seen = watch(move(phone, BEN));
    const ben = await exchange.phone(BEN);
    expect(call.caller.music).toBe('tone:ringback');
    await ben.answers();
    await exchange.until(() => isOver(phone));
    await exchange.pass(100);
    expect([seen.outcome, call.caller.hears, hears(ben), results(call)]).toEqual([
      'done',
      [ben.callId],
      [call.id],
      ['trying', 'answered'],
    ]);
    ben.vanishes();
    await exchange.until(() => results(call).at(-1) === 'ended');
    expect(call.isOver).toBe(false);
  });

  it('is told so before it is hung up on', async () => {
    const { phone } = await talking(ADA);
    const told: boolean[] = [];
    const onJoined = () => void told.push(isOver(phone));
    const moved = exchange.registry.transfers.move(phone.callId, { target: BEN, onJoined }, false);
    await (await exchange.phone(BEN)).answers();
    await moved;
    await exchange.until(() => isOver(phone));
    expect(told).toEqual([false]);
  });

  it('may hang up before that', async () => {
    const { call, phone } = await talking(ADA);
    watch(move(phone, BEN));
    const ben = await exchange.phone(BEN);
    phone.vanishes();
    await exchange.until(() => isOver(phone));
    expect(results(call)).toEqual(['trying', 'answered']);
    await ben.answers();
    await exchange.pass(100);
    expect(call.caller.hears).toEqual([ben.callId]);
  });

  it('talks on when nobody answers', async () => {
    const { call, phone } = await talking(ADA);
    const seen = watch(move(phone, BEN));
    (await exchange.phone(BEN)).refuses('call.busy', 'Busy.', 486);
    await exchange.until(() => seen.outcome !== '');
    expect([seen.outcome, call.caller.hears, hears(phone)]).toEqual(['call.busy', [phone.callId], [call.id]]);
    phone.vanishes();
    await exchange.until(() => results(call).at(-1) === 'ended');
  });

  it.each([
    ['call.busy', 'busy'],
    ['call.rejected', 'rejected'],
    ['media.timeout', 'noAnswer'],
    ['call.unreachable', 'failed'],
  ] as const)('gives the caller back after %s when it has gone, as if it had not answered', async (code, status) => {
    const { call, phone } = await talking(ADA);
    watch(move(phone, BEN));
    const ben = await exchange.phone(BEN);
    phone.vanishes();
    await exchange.until(() => isOver(phone));
    ben.refuses(code, 'No.', 486);
    await exchange.until(() => results(call).at(-1) === status);
    expect([results(call), call.isOver, call.caller.hears]).toEqual([['trying', 'answered', status], false, []]);
    expect(call.leg.named('dialResult').at(-1)).toMatchObject({ reason: 'No.' });
  });

  it('leaves the caller to the flow, which goes on as if nobody had answered', async () => {
    const flow = drawFlow({
      steps: {
        ask: ['transfer', { target: ADA }],
        bye: ['hangup', { text: 'Goodbye.' }],
        later: ['hangup', { text: 'They are all busy.' }],
      },
      lines: [
        ['ask', 'ended', 'bye'],
        ['ask', 'busy', 'later'],
      ],
    });
    exchange.line('main', flow);
    const call = await exchange.call('main');
    const phone = await exchange.phone(ADA);
    await phone.answers();
    await exchange.until(() => call.caller.isBridged);
    watch(move(phone, BEN));
    const ben = await exchange.phone(BEN);
    phone.vanishes();
    await exchange.until(() => isOver(phone));
    ben.refuses('call.busy', 'Busy.', 486);
    await exchange.until(() => call.isOver);
    expect([call.caller.heard.at(-1), call.exits]).toEqual(['They are all busy.', ['ask.busy']]);
  });

  it('hears when it rings at the other end', async () => {
    const { phone } = await talking(ADA);
    let rung = 0;
    const onRinging = () => {
      rung += 1;
    };
    watch(exchange.registry.transfers.move(phone.callId, { target: BEN, onRinging }, false));
    const ben = await exchange.phone(BEN);
    expect(rung).toBe(0);
    await ben.rings();
    await exchange.pass(100);
    expect(rung).toBe(1);
  });

  it('stops the ringing when the caller hangs up', async () => {
    const { call, phone } = await talking(ADA);
    watch(move(phone, BEN));
    const ben = await exchange.phone(BEN);
    call.leg.vanish();
    await exchange.until(() => isOver(ben) && isOver(phone));
  });
});

describe('a call that has been handed on', () => {
  it('can be handed on again', async () => {
    const { call, phone } = await talking(ADA);
    watch(move(phone, BEN));
    const ben = await exchange.phone(BEN);
    await ben.answers();
    await exchange.until(() => isOver(phone));
    await exchange.pass(100);
    watch(move(ben, CHEN));
    const chen = await exchange.phone(CHEN);
    await chen.answers();
    await exchange.until(() => isOver(ben));
    await exchange.pass(100);
    expect([call.caller.hears, results(call)]).toEqual([[chen.callId], ['trying', 'answered']]);
  });

  it('can be handed on again when it came to nothing, but not meanwhile', async () => {
    const { call, phone } = await talking(ADA);
    for (const by of [phone, { callId: call.id }]) {
      const seen = watch(move(by, BEN));
      const ben = await exchange.phone(BEN);
      await expect(move(by, CHEN)).rejects.toMatchObject({ code: 'call.transferFailed' });
      ben.refuses('call.busy', 'Busy.', 486);
      await exchange.until(() => seen.outcome !== '');
      expect([seen.outcome, call.caller.hears]).toEqual(['call.busy', [phone.callId]]);
      await exchange.pass(1_000);
    }
  });
});

describe('a caller that hands on whom it called', () => {
  it('is out of it, and they live on without it', async () => {
    const { call, phone } = await talking(ADA);
    const seen = watch(move({ callId: call.id }, BEN));
    const ben = await exchange.phone(BEN);
    await ben.answers();
    await exchange.until(() => seen.outcome !== '');
    await exchange.until(() => call.isOver);
    await exchange.pass(100);
    expect([seen.outcome, hears(phone), hears(ben)]).toEqual(['done', [ben.callId], [phone.callId]]);
    ben.vanishes();
    await exchange.until(() => isOver(phone));
  });

  it('may hang up before that', async () => {
    const { call, phone } = await talking(ADA);
    watch(move({ callId: call.id }, BEN));
    const ben = await exchange.phone(BEN);
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    expect(isOver(phone)).toBe(false);
    await ben.answers();
    await exchange.pass(100);
    expect(hears(phone)).toEqual([ben.callId]);
    phone.vanishes();
    await exchange.until(() => isOver(ben));
  });

  it('leaves nobody hanging when it has gone and nobody answers', async () => {
    const { call, phone } = await talking(ADA);
    watch(move({ callId: call.id }, BEN));
    const ben = await exchange.phone(BEN);
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    ben.refuses('media.timeout', 'No answer.', 408);
    await exchange.until(() => isOver(phone));
    expect(exchange.stories.of(phone.callId).end).toMatchObject({ reason: 'transferFailed', outcome: 'failed' });
  });

  it('talks on when nobody answers, and then they end together as before', async () => {
    const { call, phone } = await talking(ADA);
    const seen = watch(move({ callId: call.id }, BEN));
    (await exchange.phone(BEN)).refuses('media.timeout', 'No answer.', 408);
    await exchange.until(() => seen.outcome !== '');
    expect([seen.outcome, call.caller.hears]).toEqual(['media.timeout', [phone.callId]]);
    call.leg.vanish();
    await exchange.until(() => isOver(phone));
  });
});

describe('two calls of one telephone that are joined', () => {
  it('that were both called by it live on as one', async () => {
    const [one, two] = [await talking(ADA), await talking(BEN)];
    await join({ callId: one.call.id }, { callId: two.call.id });
    await exchange.until(() => one.call.isOver && two.call.isOver);
    await exchange.pass(100);
    expect([hears(one.phone), hears(two.phone)]).toEqual([[two.phone.callId], [one.phone.callId]]);
    two.phone.vanishes();
    await exchange.until(() => isOver(one.phone));
  });

  it('are told so before either goes on by its flow', async () => {
    const flow = drawFlow({
      steps: { ask: ['transfer', { target: ADA }], bye: ['hangup', {}] },
      lines: [['ask', 'ended', 'bye']],
    });
    exchange.line('main', flow);
    const calls = [];
    for (const _line of [1, 2]) {
      const call = await exchange.call('main');
      await (await exchange.phone(ADA)).answers();
      await exchange.until(() => call.caller.isBridged);
      calls.push(call);
    }
    const [one, two] = calls;
    if (!one || !two) throw new Error('There are not two calls.');
    const atJoined: unknown[] = [];
    const onJoined = () => void atJoined.push(one.exits, two.exits, one.isOver, two.isOver);
    await exchange.registry.transfers.join(one.id, two.id, onJoined);
    await exchange.until(() => one.isOver && two.isOver);
    expect(atJoined).toEqual([[], [], false, false]);
  });

  it('one of which called it and one was called by it', async () => {
    const [one, two] = [await talking(ADA), await talking(BEN)];
    await join(one.phone, { callId: two.call.id });
    await exchange.until(() => isOver(one.phone) && two.call.isOver);
    await exchange.pass(100);
    expect([one.call.caller.hears, hears(two.phone)]).toEqual([[two.phone.callId], [one.call.id]]);
    one.call.leg.vanish();
    await exchange.until(() => isOver(two.phone));
  });

  it('that both called it are with each other until one goes, and the other has itself back', async () => {
    const [one, two] = [await talking(ADA), await talking(BEN)];
    await join(one.phone, two.phone);
    await exchange.until(() => isOver(one.phone) && isOver(two.phone));
    await exchange.pass(100);
    expect([one.call.caller.hears, two.call.caller.hears]).toEqual([[two.call.id], [one.call.id]]);
    one.call.leg.vanish();
    await exchange.until(() => results(two.call).at(-1) === 'ended');
    expect([two.call.isOver, two.call.caller.hears]).toEqual([false, []]);
  });
});

describe('a hand-over', () => {
  it('is nothing for a call that talks to nobody else, or is not there', async () => {
    const call = await exchange.call('', controller);
    await expect(move({ callId: call.id }, BEN)).rejects.toMatchObject({ code: 'call.transferFailed' });
    await call.session.close({ reason: 'x', initiator: 'system' });
    await expect(move({ callId: call.id }, BEN)).rejects.toMatchObject({ code: 'call.ended' });
  });

  it('is known beforehand to come to nothing for whoever talks to a flow alone, or is sent where nobody may', async () => {
    const { transfers } = exchange.registry;
    const call = await exchange.call('', controller);
    const failed = expect.objectContaining({ code: 'call.transferFailed' });
    expect(() => transfers.check(call.id, { target: BEN }, true)).toThrow(failed);
    expect(() => transfers.check(call.id, null, true)).toThrow(failed);
    const { phone } = await talking(ADA);
    transfers.check(phone.callId, { target: BEN }, false);
    transfers.check(phone.callId, null, false);
    const forbidden = { target: '+4930123456' };
    expect(() => transfers.check(phone.callId, forbidden, false)).toThrow(
      expect.objectContaining({ code: 'call.notAllowed' }),
    );
    transfers.check(phone.callId, forbidden, true);
  });

  it('goes nowhere the policy forbids, with one more rule for the far side', async () => {
    const { phone } = await talking(ADA);
    await exchange.pass(0);
    await expect(move(phone, '+4930123456')).rejects.toMatchObject({ code: 'call.notAllowed' });
    await expect(move(phone, '+19005550100', true)).rejects.toMatchObject({ code: 'call.transferFailed' });
    expect(exchange.dialler.phones.map(({ to }) => to)).toEqual([ADA]);
  });
});
