import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakePhone } from './testing/fake-phone.js';
import type { TestCall } from './testing/test-call.js';
import { controller, stranger, TestExchange } from './testing/test-exchange.js';

const NUMBER = '+12025550123';
const OTHER = '+12025550124';
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
});
afterEach(() => exchange.finish());

const dial = (call: TestCall, targets: readonly string[]) =>
  call.asks({ command: 'dial', dialId: 'd', targets: targets.map((target) => ({ target })) });
const results = (call: TestCall) =>
  call.leg.named('dialResult').map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
const phoneOf = (target = NUMBER) => exchange.phone(target);
const storyOf = ({ callId: id }: FakePhone) => exchange.stories.of(id);

describe('whom a call may call', () => {
  it.each([
    ['a number that costs extra', '+19005550100', /failed: This may not be called/],
    ['a number abroad', '+4930123456', /failed: This may not be called/],
    ['an emergency number', '911', /failed: This may not be called/],
    ['a SIP address nobody allowed', 'sip:ada@example.com', /failed: This may not be called/],
    ['an address with a password in it', 'sip:ada:secret@example.com', /failed: An address with a password/],
  ])('is not %s', async (_, target, result) => {
    const call = await exchange.call('', controller);
    await dial(call, [target]);
    await exchange.until(() => results(call).length === 2);
    expect(results(call).at(-1)).toMatch(result);
    expect(exchange.dialler.phones).toEqual([]);
    expect(exchange.logged.join()).not.toContain('secret');
  });

  it('is nobody with a line break among the headers', async () => {
    const call = await exchange.call('', controller);
    const headers = { 'X-Order': '7\r\nRoute: <sip:evil@example.com>' };
    await call.asks({ command: 'dial', dialId: 'd', targets: [{ target: NUMBER }], headers });
    await exchange.until(() => results(call).length === 2);
    expect([results(call).at(-1), exchange.dialler.phones]).toEqual(['failed: A header has no line breaks in it.', []]);
  });

  it('is counted where it is refused', async () => {
    const call = await exchange.call('', controller);
    await dial(call, ['911']);
    await exchange.until(() => results(call).length === 2);
    expect(exchange.refusedDials).toEqual(['call.notAllowed']);
  });

  it('is a phone of its own without regard to numbers', async () => {
    exchange.dialler.ownPhones.add('ada');
    const call = await exchange.call('', controller);
    await dial(call, ['ada']);
    await (await phoneOf('ada')).answers();
    await exchange.until(() => results(call).length === 2);
    expect(results(call).at(-1)).toBe('answered');
  });

  it('is told to be busy when the trunks are', async () => {
    exchange.dialler.isFull = true;
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    await exchange.until(() => results(call).length === 2);
    expect(results(call).at(-1)).toBe('busy: All trunks are busy.');
    exchange.dialler.isFull = false;
  });
});

describe('the limits of a workspace', () => {
  it('hold for the number of calls, and a call that is over makes room', async () => {
    await exchange.finish();
    exchange = new TestExchange({ policy: { maxConcurrentCalls: 1 } });
    const [one, two] = [await exchange.call('', controller), await exchange.call('', controller)];
    await dial(one, [NUMBER]);
    const phone = await phoneOf(NUMBER);
    await dial(two, [OTHER]);
    await exchange.until(() => results(two).length === 2);
    expect(results(two).at(-1)).toBe('busy: The workspace has as many calls out as it may have.');
    phone.refuses('call.busy', 'Busy.');
    await exchange.until(() => storyOf(phone).end !== null);
    await dial(two, [OTHER]);
    await phoneOf(OTHER);
  });

  it('are those of the whole server, too: a call there is no room for keeps nothing', async () => {
    await exchange.finish();
    exchange = new TestExchange({ maxCalls: 1, policy: { maxConcurrentCalls: 1 } });
    const call = await exchange.call('', controller);
    for (let turn = 0; turn < 2; turn += 1) {
      await dial(call, [NUMBER]);
      await exchange.until(() => results(call).length === 2 * (turn + 1));
      expect(results(call).at(-1)).toBe('busy: All lines are busy.');
    }
    expect(exchange.dialler.phones.map(({ closeCount }) => closeCount)).toEqual([1, 1]);
  });

  it('hold for how long a call may last', async () => {
    await exchange.finish();
    exchange = new TestExchange({ policy: { maxCallSeconds: 60 } });
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    await exchange.pass(10_000);
    await phone.answers();
    await exchange.pass(59_000);
    expect(storyOf(phone).end).toBeNull();
    await exchange.pass(2_000);
    expect(storyOf(phone).end?.reason).toBe('maxDuration');
    expect(results(call).at(-1)).toBe('ended');
  });
});

describe('the call of somebody nobody knows', () => {
  const asks = (target: string) => ({
    to: ['collect', { prompt: 'Number?', minDigits: 11, maxDigits: 11, saveAs: 'to' }] as const,
    out: ['dial', { targets: [{ target }] }] as const,
    bye: ['hangup', { text: 'Bye.' }] as const,
  });

  it('reaches whom the flow names, without showing what the stranger calls themselves', async () => {
    const steps = { out: ['dial', { targets: [{ target: NUMBER }] }], bye: ['hangup', {}] } as const;
    exchange.line('open', drawFlow({ steps, lines: [['out', 'ended', 'bye']] }), { isPublic: true });
    await exchange.call('open', stranger, { from: '+12025550999' });
    const phone = await phoneOf();
    expect(phone.invite.callerId).toBeUndefined();
  });

  it('never reaches a number they choose themselves', async () => {
    const flow = drawFlow({
      steps: asks('+{{ to }}'),
      lines: [
        ['to', 'digits', 'out'],
        ['out', 'failed', 'bye'],
      ],
    });
    exchange.line('open', flow, { isPublic: true });
    const call = await exchange.call('open', stranger);
    for (const digit of '12025550123') {
      call.caller.presses(digit);
      await exchange.pass(150);
    }
    await exchange.until(() => call.isOver);
    expect([call.exits, exchange.dialler.phones]).toEqual([['to.digits', 'out.failed'], []]);
  });
});
