import { drawFlow } from '@callwright/flow-engine/testing';
import { callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakePhone } from './testing/fake-phone.js';
import type { TestCall } from './testing/test-call.js';
import { controller, TestExchange } from './testing/test-exchange.js';

const dialler = { ...controller, scopes: ['calls:dial' as const] } as const;
const NUMBER = '+12025550123';
const OTHER = '+12025550124';
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange({ policy: { allowedPrefixes: ['@allowed.example'] } });
});
afterEach(() => exchange.finish());

const dial = (call: TestCall, targets: readonly string[], ways: object = {}) =>
  call.asks({ command: 'dial', dialId: 'd', targets: targets.map((target) => ({ target })), ...ways });
const refer = (call: TestCall, target: string, options: object = {}) =>
  call.asks({ command: 'refer', referId: 'r', target, options });
const results = (call: TestCall) =>
  call.leg.named('dialResult').map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
const referred = (call: TestCall) =>
  call.leg.named('referStatus').map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
const phoneOf = (target = NUMBER) => exchange.phone(target);
const storyOf = ({ callId: id }: FakePhone) => exchange.stories.of(id);
const endOf = (phone: FakePhone) => {
  const { end } = storyOf(phone);
  return end && { reason: end.reason, initiator: end.initiator, outcome: end.outcome };
};

describe('a call that calls a telephone', () => {
  it('hears it ring, talks to who answers, and has itself back when they hang up', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER], { callerId: '+12025550100', headers: { 'X-Order': '7' } });
    const phone = await phoneOf();
    await phone.rings();
    await exchange.pass(1_000);
    expect([results(call), call.caller.music]).toEqual([['trying'], 'tone:ringback']);
    await phone.answers();
    await exchange.until(() => results(call).length === 2);
    expect([results(call), call.caller.music]).toEqual([['trying', 'answered'], null]);
    expect([call.caller.hears, exchange.sound.caller(phone.callId).hears]).toEqual([[phone.callId], [call.id]]);
    expect(phone.invite).toMatchObject({ callerId: '+12025550100', headers: { 'X-Order': '7' } });
    await exchange.pass(5_000);
    phone.vanishes();
    await exchange.until(() => results(call).length === 3);
    expect(results(call).at(-1)).toBe('ended');
    expect([call.isOver, call.caller.isBridged]).toEqual([false, false]);
  });

  it('tells on what the network says of the caller, but not of another number it shows', async () => {
    const identity = { asserted: '+12025550188', privacy: 'id', proofs: ['signed;info=<x>'] };
    const call = await exchange.call('', controller, { from: 'anonymous', identity });
    await dial(call, [NUMBER]);
    expect((await phoneOf()).invite).toMatchObject({ callerId: 'anonymous', identity });
    const other = await exchange.call('', controller, { from: 'anonymous', identity });
    await dial(other, [OTHER], { callerId: '+12025550100' });
    expect((await phoneOf(OTHER)).invite.identity).toBeUndefined();
  });

  it('is beside it as a call of its own, with its own story and recording', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    await phone.answers();
    await exchange.pass(3_000);
    phone.vanishes();
    await exchange.until(() => storyOf(phone).end !== null);
    const { start, end, lines } = storyOf(phone);
    expect(start).toMatchObject({ direction: 'outbound', to: NUMBER, parentCallId: call.id, flow: null });
    expect(lines.flatMap((line) => (line.kind === 'event' ? [line.event.event] : []))).toEqual(
      expect.arrayContaining(['session', 'answer', 'mediaReady', 'hangup']),
    );
    expect(end?.recording?.file).not.toBe(`${call.id}.wav`);
    expect(end).toMatchObject({ outcome: 'completed', recording: { file: expect.stringContaining(phone.callId) } });
  });

  it('hears what comes from there before the answer, instead of our own tone', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    await phone.rings(true);
    await exchange.pass(20);
    expect([call.caller.music, call.caller.hears]).toEqual([null, [phone.callId]]);
    expect(exchange.sound.caller(phone.callId).hears).toEqual([]);
    await phone.answers();
    await exchange.until(() => results(call).length === 2);
    expect(exchange.sound.caller(phone.callId).hears).toEqual([call.id]);
  });

  it('hears our tone again when the one it heard gives up while another rings', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER, OTHER]);
    const [first, second] = [await phoneOf(NUMBER), await phoneOf(OTHER)];
    await first.rings(true);
    await second.rings(true);
    await exchange.pass(20);
    expect(call.caller.hears).toEqual([first.callId]);
    first.refuses('call.busy', 'Busy here.', 486);
    await exchange.pass(20);
    expect([call.caller.music, call.caller.hears]).toEqual(['tone:ringback', []]);
    await second.answers();
    await exchange.until(() => results(call).length === 2);
    expect(call.caller.hears).toEqual([second.callId]);
  });

  it.each([
    ['call.busy', 'Busy here.', 486, 'busy: Busy here.', { reason: 'busy', initiator: 'callee', outcome: 'busy' }],
    [
      'media.timeout',
      'No answer.',
      408,
      'noAnswer: No answer.',
      { reason: 'noAnswer', initiator: 'system', outcome: 'noAnswer' },
    ],
    [
      'call.rejected',
      'Declined.',
      603,
      'rejected: Declined.',
      { reason: 'rejected', initiator: 'callee', outcome: 'rejected' },
    ],
    [
      'call.unreachable',
      'No route.',
      404,
      'failed: No route.',
      { reason: 'failed', initiator: 'system', outcome: 'failed' },
    ],
  ] as const)('tells %s in words, and why', async (code, words, status, ...[result, end]) => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    phone.refuses(code, words, status);
    await exchange.until(() => results(call).length === 2);
    expect([results(call).at(-1), endOf(phone)]).toEqual([result, end]);
    expect(phone.named('reject').map((event) => event.code)).toEqual([status]);
    expect(phone.closeCount).toBe(1);
    expect(call.isOver).toBe(false);
  });

  it('tells a refusal once where its leg has not', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    phone.refuses('call.busy', 'All trunks are busy.');
    await exchange.until(() => results(call).length === 2);
    expect(phone.named('reject').map(({ reason }) => reason)).toEqual(['All trunks are busy.']);
  });

  it.each([
    ['in time', { timeoutMs: 4_000 }, 'noAnswer: Nobody answered in time.'],
    ['before it is passed over', { targets: [{ target: NUMBER, timeoutMs: 4_000 }] }, /^noAnswer: /],
  ])('stops the ringing when nobody answers %s', async (_, ways, result) => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER], ways);
    const phone = await phoneOf();
    await phone.rings();
    await exchange.pass(3_900);
    expect(phone.closeCount).toBe(0);
    await exchange.pass(100);
    expect(results(call).at(-1)).toMatch(result);
    expect([phone.closeCount, endOf(phone)?.reason]).toEqual([1, 'noAnswer']);
  });

  it('stops the ringing when it is given up', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    await call.asks({ command: 'leave', id: 'd' });
    await exchange.pass(0);
    expect([results(call).at(-1), endOf(phone)]).toEqual([
      'cancelled',
      { reason: 'canceled', initiator: 'caller', outcome: 'canceled' },
    ]);
  });

  it('stops the ringing when the caller hangs up', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    call.leg.vanish();
    await exchange.until(() => storyOf(phone).end !== null);
    expect(endOf(phone)?.initiator).toBe('caller');
  });

  it('hangs up at both ends when the caller does', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    await phone.answers();
    await exchange.until(() => results(call).length === 2);
    call.leg.vanish();
    await exchange.until(() => storyOf(phone).end !== null);
    expect(endOf(phone)).toMatchObject({ initiator: 'caller' });
  });

  it('rings many at once, joins the first, and tells the others it was answered elsewhere', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER, OTHER], { order: 'together' });
    const [first, second] = [await phoneOf(NUMBER), await phoneOf(OTHER)];
    await second.answers();
    await exchange.until(() => results(call).length === 2);
    await exchange.until(() => storyOf(first).end !== null);
    expect([endOf(first)?.reason, storyOf(second).end]).toEqual(['answeredElsewhere', null]);
  });

  it('rings one after another, and the next only when the one before has failed', async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER, OTHER], { order: 'oneAfterAnother' });
    const first = await phoneOf(NUMBER);
    expect(exchange.dialler.phones).toHaveLength(1);
    first.refuses('call.busy', 'Busy here.', 486);
    const second = await phoneOf(OTHER);
    await second.answers();
    await exchange.until(() => results(call).length === 2);
    expect(results(call)).toEqual(['trying', 'answered']);
  });

  it('is joined by a line of ours all the same where one has the name', async () => {
    exchange.line(NUMBER, drawFlow({ steps: { bye: ['hangup', { text: 'A line of ours.' }] } }));
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    await exchange.until(() => call.caller.heard.includes('A line of ours.'));
    expect(exchange.dialler.phones).toEqual([]);
    await exchange.until(() => results(call).at(-1) === 'ended');
  });

  it('fails when its sound cannot be made, and leaves no call behind', async () => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('open');
    await dial(call, [NUMBER]);
    await exchange.pass(10);
    exchange.sound.loseAll();
    release();
    await exchange.until(() => exchange.registry.liveCount === 0);
  });
});

describe('keys between a call and a telephone', () => {
  const joined = async () => {
    const call = await exchange.call('', controller);
    await dial(call, [NUMBER]);
    const phone = await phoneOf();
    await phone.answers();
    await exchange.until(() => results(call).length === 2);
    const pressed = () =>
      storyOf(phone).lines.flatMap((line) =>
        line.kind === 'event' && line.event.event === 'dtmfSent' ? [line.event.digits] : [],
      );
    return { call, phone, pressed };
  };

  it('are pressed at the other end, both ways', async () => {
    const { call, phone, pressed } = await joined();
    call.caller.presses('5');
    exchange.sound.caller(phone.callId).presses('7');
    await exchange.pass(200);
    expect(pressed()).toEqual(['5']);
    expect(call.leg.named('dtmfSent').map(({ digits }) => digits)).toEqual(['7']);
  });

  it('are not passed when they answer a question, least of all a secret one', async () => {
    const { call, pressed } = await joined();
    for (const secret of [false, true]) {
      await call.asks({ command: 'gather', gatherId: `g${secret}`, input: ['dtmf'], maxDigits: 2, secret });
      for (const digit of ['1', '2']) {
        call.caller.presses(digit);
        await exchange.pass(200);
      }
    }
    expect(pressed()).toEqual([]);
    call.caller.presses('3');
    await exchange.pass(200);
    expect(pressed()).toEqual(['3']);
  });
});

describe('a call that is passed on to a telephone', () => {
  it('hears it ring and is joined', async () => {
    const call = await exchange.call('', controller);
    await refer(call, NUMBER);
    const phone = await phoneOf();
    await exchange.pass(20);
    expect(call.caller.music).toBe('tone:ringback');
    await phone.answers();
    await exchange.until(() => referred(call).length === 2);
    expect([referred(call), call.caller.hears]).toEqual([['trying', 'answered'], [phone.callId]]);
    phone.vanishes();
    await exchange.until(() => referred(call).length === 3);
    expect(referred(call).at(-1)).toBe('ended');
  });

  it('whispers to whoever answers before they talk', async () => {
    const call = await exchange.call('', controller);
    await refer(call, NUMBER, { mode: 'attended', announce: 'Ada is calling.' });
    const phone = await phoneOf();
    await phone.answers();
    await exchange.until(() => referred(call).length === 2);
    await exchange.pass(200);
    expect([call.caller.music, call.caller.hears]).toEqual(['tone:ringback', []]);
    await exchange.until(() => call.caller.isBridged);
    expect(call.caller.hears).toEqual([phone.callId]);
    expect(exchange.sound.caller(phone.callId).hears).toEqual([call.id]);
  });

  it.each([
    ['call.busy', 'busy: No.'],
    ['media.timeout', 'noAnswer: No.'],
    ['call.rejected', 'rejected: No.'],
    ['call.unreachable', 'failed: No.'],
  ] as const)('has itself back after %s', async (code, result) => {
    const call = await exchange.call('', controller);
    await refer(call, NUMBER);
    (await phoneOf()).refuses(code, 'No.');
    await exchange.until(() => referred(call).length === 2);
    expect([referred(call).at(-1), call.caller.music, call.isOver]).toEqual([result, null, false]);
  });

  it('says that it cannot be handed over by REFER where its leg cannot', async () => {
    const call = await exchange.call('', controller);
    await refer(call, NUMBER, { mode: 'sip' });
    await exchange.until(() => referred(call).length === 2);
    expect(referred(call)).toEqual(['trying', 'failed: This call cannot be handed over by REFER.']);
  });

  const client = { signal: new AbortController().signal, send: () => undefined, close: async () => undefined };
  const sendable = async () => {
    const order = { callId: callId.parse('out'), target: NUMBER, option: {} };
    const session = exchange.registry.telephone.callForClient(order, dialler, client);
    const phone = await phoneOf();
    phone.handles.add('refer');
    await phone.answers();
    await exchange.pass(1_000);
    return { session, phone };
  };

  it('is handed over by REFER to nobody that may not be called', async () => {
    const { session, phone } = await sendable();
    const said: string[] = [];
    session.onEvent((event) => {
      if (event.event === 'referStatus') said.push(`${event.status} ${event.reason ?? ''}`.trim());
    });
    for (const target of ['+19005550100', '911', 'sip:ada@example.com']) {
      await session.request({ command: 'refer', target, options: { mode: 'sip' } });
      await exchange.until(() => said.at(-1)?.startsWith('failed') ?? false);
      expect(said.splice(0)).toEqual(['trying', expect.stringMatching(/^failed This may not be called/)]);
    }
    expect(phone.performed).toEqual([]);
  });

  it('names no place for its account that the policy does not allow', async () => {
    const order = (realm: string) => ({
      callId: callId.parse(`to-${exchange.dialler.phones.length}`),
      target: NUMBER,
      option: { sip: { username: 'ada', password: 'secret', realm } },
    });
    const call = (realm: string) => exchange.registry.telephone.callForClient(order(realm), dialler, client);
    for (const realm of [
      'elsewhere.example',
      '169.254.169.254:80;transport=tcp',
      'a b',
      'allowed.example;maddr=10.0.0.1',
    ])
      expect(() => call(realm)).toThrow(expect.objectContaining({ code: 'call.notAllowed' }));
    expect(exchange.dialler.phones).toEqual([]);
    expect(call('allowed.example').isEnding).toBe(false);
  });

  it('is handed over by REFER where its leg can', async () => {
    const { session, phone } = await sendable();
    await session.request({ command: 'refer', target: OTHER, options: { mode: 'sip' } });
    await exchange.pass(10);
    expect(phone.performed).toMatchObject([{ command: 'refer', target: OTHER }]);
    await session.request({ command: 'refer', target: OTHER, options: { mode: 'bridge' } });
    await phoneOf(OTHER);
    expect(phone.performed).toHaveLength(1);
  });
});
