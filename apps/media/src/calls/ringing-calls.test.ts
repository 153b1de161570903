import { drawFlow } from '@callwright/flow-engine/testing';
import type { SessionEventName } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeLegOptions } from './testing/fake-leg.js';
import type { TestCall } from './testing/test-call.js';
import { controller, starter, TestExchange } from './testing/test-exchange.js';

const byTelephone: Partial<FakeLegOptions> = { capabilities: ['earlyMedia', 'bridge', 'keysIn'] };
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
});
afterEach(() => exchange.finish());

const rings = (to: string, principal = starter, more: Partial<FakeLegOptions> = {}) =>
  exchange.begin(exchange.leg(to, { ...byTelephone, ...more }), principal);
/** What the caller was told of ringing, answering and ending. */
const told = ({ leg }: TestCall) =>
  leg.events.flatMap((event): readonly (string | number | boolean)[] => {
    if (event.event === 'ringing') return [event.earlyMedia ? 'early' : 'ringing'];
    if (event.event === 'reject') return [`reject ${event.code}`];
    const milestones: readonly SessionEventName[] = ['incoming', 'answer', 'hangup'];
    return milestones.includes(event.event) ? [event.event] : [];
  });
const flow = (steps: Parameters<typeof drawFlow>[0]['steps'], ...lines: (readonly [string, string, string])[]) =>
  drawFlow({ steps, lines });

describe('a telephone call whose flow', () => {
  it('has no answer step is answered at once', async () => {
    exchange.line('main', flow({ bye: ['hangup', { text: 'Bye.' }] }));
    const call = await rings('main');
    expect(told(call)).toEqual(['answer']);
    await exchange.until(() => call.isOver);
    expect(call.caller.heard).toEqual(['Bye.']);
  });

  it.each([
    ['the code it has', { code: 486, reason: 'busy' }, 'reject 486', 'busy'],
    ['480 where it has none', {}, 'reject 480', 'completed'],
  ])('hangs up first is turned away with %s, unanswered', async (_, config, last, reason) => {
    exchange.line('main', flow({ no: ['hangup', config] }));
    const call = await rings('main');
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['incoming', last, 'hangup']);
    expect(call.story.end).toMatchObject({ reason, answeredAtMs: null });
  });

  it('hangs up on some before they hear anything answers the others at once', async () => {
    const rules = [
      {
        id: 'ann',
        label: 'Ann',
        match: 'all',
        comparisons: [{ variable: 'call.from', operator: 'equals', value: 'ann' }],
      },
    ];
    exchange.line(
      'main',
      flow(
        {
          who: ['branch', { rules }],
          tag: ['tag', { outcome: 'unwanted' }],
          no: ['hangup', { code: 603 }],
          bye: ['hangup', { text: 'Bye.' }],
        },
        ['who', 'ann', 'tag'],
        ['tag', 'done', 'no'],
        ['who', 'otherwise', 'bye'],
      ),
    );
    const [ann, ben] = [await rings('main', starter, { from: 'ann' }), await rings('main', starter, { from: 'ben' })];
    await exchange.until(() => ann.isOver && ben.isOver);
    expect([told(ann), told(ben)]).toEqual([
      ['incoming', 'reject 603', 'hangup'],
      ['answer', 'hangup'],
    ]);
    expect(ben.caller.heard).toEqual(['Bye.']);
  });

  it('answers itself rings until then', async () => {
    exchange.line(
      'main',
      flow(
        { wait: ['wait', { waitMs: 3_000 }], up: ['answer'], bye: ['hangup', { text: 'Bye.' }] },
        ['wait', 'done', 'up'],
        ['up', 'done', 'bye'],
      ),
    );
    const call = await rings('main');
    await exchange.pass(2_900);
    expect(told(call)).toEqual(['ringing', 'incoming']);
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['ringing', 'incoming', 'answer', 'hangup']);
    const { startedAtMs = 0 } = call.story.start ?? {};
    expect((call.story.end?.answeredAtMs ?? 0) - startedAtMs).toBe(3_000);
  });

  it('says something first is heard before the answer', async () => {
    exchange.line(
      'main',
      flow(
        { hello: ['say', { text: 'One moment.' }], up: ['answer'], bye: ['hangup', { text: 'Bye.' }] },
        ['hello', 'done', 'up'],
        ['up', 'done', 'bye'],
      ),
    );
    const call = await rings('main');
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['ringing', 'incoming', 'early', 'answer', 'hangup']);
    expect(call.caller.heard).toEqual(['One moment.', 'Bye.']);
  });

  it('reads a header of the call decides by it, in small letters whatever the caller wrote', async () => {
    const rule = (id: string, value: string) => ({
      id,
      label: id,
      match: 'all',
      comparisons: [{ variable: 'call.headers.x-customer', operator: 'equals', value }],
    });
    exchange.line(
      'main',
      flow(
        {
          who: ['branch', { rules: [rule('gold', 'gold')] }],
          up: ['answer'],
          bye: ['hangup', { text: 'Hello {{ call.headers["x-customer"] }}.' }],
          busy: ['hangup', { code: 486, reason: 'busy' }],
        },
        ['who', 'gold', 'up'],
        ['who', 'otherwise', 'busy'],
        ['up', 'done', 'bye'],
      ),
    );
    const [gold, other] = [await rings('main', starter, { headers: { 'X-Customer': 'gold' } }), await rings('main')];
    await exchange.until(() => gold.isOver && other.isOver);
    expect([told(gold).at(-2), gold.caller.heard]).toEqual(['answer', ['Hello gold.']]);
    expect(told(other)).toEqual(['ringing', 'incoming', 'reject 486', 'hangup']);
    expect([other.story.end?.answeredAtMs, other.story.end?.reason]).toEqual([null, 'busy']);
  });

  it('hangs up without a code turns the caller away as not available', async () => {
    exchange.line('main', flow({ no: ['hangup', {}], up: ['answer'] }));
    const call = await rings('main');
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['ringing', 'incoming', 'reject 480', 'hangup']);
  });

  it('fails turns the caller away as failed', async () => {
    exchange.line('main', flow({ broken: ['http', { url: '' }], up: ['answer'] }, ['broken', 'done', 'up']));
    const call = await rings('main');
    await exchange.until(() => call.isOver);
    expect([told(call).at(-1), told(call).includes('answer')]).toEqual(['hangup', false]);
    expect(told(call).at(-2)).toMatch(/^reject /);
  });

  it('never gets to its answer is given up before the network does', async () => {
    exchange.line('main', flow({ wait: ['wait', { waitMs: 3_600_000 }], up: ['answer'] }, ['wait', 'done', 'up']));
    const call = await rings('main');
    await exchange.pass(169_000);
    expect(call.isOver).toBe(false);
    await exchange.pass(2_000);
    expect([told(call), call.story.end?.reason]).toEqual([['ringing', 'incoming', 'reject 480', 'hangup'], 'noAnswer']);
  });

  it('is left by the caller before the answer is told nothing more than that', async () => {
    exchange.line('main', flow({ wait: ['wait', { waitMs: 60_000 }], up: ['answer'] }, ['wait', 'done', 'up']));
    const call = await rings('main');
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['ringing', 'incoming', 'hangup']);
    expect(call.story.end).toMatchObject({ initiator: 'caller', outcome: 'abandoned', answeredAtMs: null });
  });

  it('calls one that answers rings, too', async () => {
    const called = flow({ up: ['answer'], back: ['return', {}] }, ['up', 'done', 'back']);
    exchange.line(
      'main',
      flow({ sub: ['subflow', { flow: 'greet', outcomes: ['done'] }], bye: ['hangup', { text: 'Bye.' }] }, [
        'sub',
        'done',
        'bye',
      ]),
      { subflows: { greet: called } },
    );
    const call = await rings('main');
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['ringing', 'incoming', 'answer', 'hangup']);
  });

  it('passes the call on first answers it when somebody talks to it', async () => {
    exchange.line(
      'main',
      flow(
        { out: ['dial', { targets: [{ target: '+12025550123' }] }], up: ['answer'], bye: ['hangup', {}] },
        ['out', 'ended', 'bye'],
        ['out', 'busy', 'up'],
      ),
    );
    const call = await rings('main');
    const phone = await exchange.phone('+12025550123');
    await exchange.pass(2_000);
    expect([told(call), call.caller.music]).toEqual([['ringing', 'incoming', 'early'], 'tone:ringback']);
    await phone.answers();
    await exchange.pass(100);
    expect([told(call).at(-1), call.caller.hears]).toEqual(['answer', [phone.callId]]);
    phone.vanishes();
    await exchange.until(() => call.isOver);
  });

  it('runs in a browser does not ring', async () => {
    exchange.line('main', flow({ up: ['answer'], bye: ['hangup', { text: 'Bye.' }] }, ['up', 'done', 'bye']));
    const call = await exchange.call('main');
    await exchange.until(() => call.isOver);
    expect([told(call), call.caller.heard]).toEqual([['answer', 'hangup'], ['Bye.']]);
  });
});

describe('a telephone call that a client decides on', () => {
  it('waits for the client, rings with a tone of its choice, and stops that when it is accepted', async () => {
    const call = await rings('', controller, { from: '+1202' });
    expect(call.leg.named('incoming')).toMatchObject([{ caller: '+1202', callee: '' }]);
    await exchange.pass(10_000);
    expect(told(call)).toEqual(['incoming']);
    await call.asks({ command: 'ringing', ringtone: 'prompt:music' });
    await exchange.pass(1_000);
    expect([told(call), call.caller.heard]).toEqual([['incoming', 'early'], ['prompt:music']]);
    await call.asks({ command: 'accept' });
    await exchange.pass(100);
    expect(told(call)).toEqual(['incoming', 'early', 'answer']);
    expect(call.leg.named('trackEnd')).toMatchObject([{ interrupted: true }]);
    await call.asks({ command: 'accept' });
    expect(told(call)).toEqual(['incoming', 'early', 'answer']);
  });

  it.each([
    ['its own code', { code: 486, reason: 'busy' }, 'reject 486', 'busy'],
    ['no code', {}, 'reject 603', 'rejected'],
  ])('is rejected with %s', async (_, ways, last, reason) => {
    const call = await rings('', controller);
    await call.asks({ command: 'reject', ...ways });
    await exchange.until(() => call.isOver);
    expect([told(call), call.story.end?.reason]).toEqual([['incoming', last, 'hangup'], reason]);
  });

  it('is hung up on with a code', async () => {
    const call = await rings('', controller);
    await call.asks({ command: 'hangup', code: 404, initiator: 'system' });
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['incoming', 'reject 404', 'hangup']);
  });

  it('can no more be rejected once it is answered', async () => {
    const call = await rings('', controller);
    await call.asks({ command: 'accept' });
    await call.asks({ command: 'reject' });
    expect([call.errors, call.isOver]).toEqual([['call.alreadyInvited'], false]);
  });

  it('is accepted before it is ready as soon as it is', async () => {
    const release = exchange.sound.hold('open');
    const call = await rings('', controller);
    await call.asks({ command: 'accept' });
    expect(told(call)).toEqual([]);
    release();
    await exchange.pass(10);
    expect(told(call)).toEqual(['answer']);
  });

  it('tells the caller why when there is no sound for it', async () => {
    exchange.sound.loseAll();
    const call = await rings('', controller);
    await exchange.until(() => call.isOver);
    expect(told(call)).toEqual(['reject 503', 'hangup']);
  });
});
