import { drawFlow } from '@callwright/flow-engine/testing';
import { AppError } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controller, starter, stranger, TestExchange, tokenFor } from './testing/test-exchange.js';

const greeting = drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } });
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange({ maxCalls: 3 });
  exchange.line('private', greeting);
  exchange.line('public', greeting, { isPublic: true });
  exchange.draft('sketch', greeting);
});
afterEach(() => exchange.finish());

const refusal = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : `not refused: ${String(error)}`;
};

describe('who may call', () => {
  it('lets a stranger call a public line, and no private one', async () => {
    const call = await exchange.call('public', stranger);
    await exchange.until(() => call.isOver);
    expect(call.caller.heard).toEqual(['Hello.']);
    expect(await refusal(exchange.call('private', stranger))).toBe('auth.required');
    expect(await refusal(exchange.call('nowhere', stranger))).toBe('auth.required');
  });

  it('tells a stranger what they say and hear, and nothing of what goes on behind the line', async () => {
    const asks = drawFlow({
      steps: { ask: ['menu', { prompt: 'One?', answers: [{ id: 'one', key: '1' }] }], end: ['hangup'] },
      lines: [['ask', 'one', 'end']],
    });
    exchange.line('open-menu', asks, { isPublic: true });
    const call = await exchange.call('open-menu', stranger);
    await exchange.until(() => call.caller.heard.length === 1);
    call.caller.tells({ event: 'metrics', timestamp: 0, key: 'ttfb.tts.flite', duration: 5 });
    call.caller.presses('1');
    await exchange.until(() => call.isOver);
    expect(call.told).toEqual([
      'session',
      'answer',
      'mediaReady',
      'trackStart',
      'interruption',
      'trackEnd',
      'dtmf',
      'hangup',
    ]);
    expect(call.events.map(({ event }) => event)).toEqual(expect.arrayContaining(['metrics', 'gatherResult']));
  });

  it('lets a call token call its own line only', async () => {
    const call = await exchange.call('private', tokenFor('private'));
    await exchange.until(() => call.isOver);
    expect(await refusal(exchange.call('public', tokenFor('private')))).toBe('auth.forbidden');
  });

  it('lets a draft be called by token, and by no key', async () => {
    const call = await exchange.call('flow:sketch@draft', tokenFor('flow:sketch@draft'));
    await exchange.until(() => call.isOver);
    expect(call.story.start).toMatchObject({ flow: { flowId: 'sketch', draftRevision: 3, version: null } });
    expect(await refusal(exchange.call('flow:sketch@draft', controller))).toBe('auth.forbidden');
  });

  it('knows an endpoint that is not there', async () => {
    expect(await refusal(exchange.call('nowhere'))).toBe('call.unknownEndpoint');
    expect(exchange.stories.all.size).toBe(0);
  });
});

describe('how many may call', () => {
  it('leaves lines free for those it knows, however many strangers call a public one', async () => {
    await exchange.call('public', stranger);
    await exchange.call('public', stranger);
    expect(await refusal(exchange.call('public', stranger))).toBe('call.busy');
    expect(await refusal(exchange.call('', controller))).toMatch('not refused');
  });

  it('refuses what is more than all lines, until one is free', async () => {
    const [first] = [
      await exchange.call('', controller),
      await exchange.call('', controller),
      await exchange.call('', controller),
    ];
    expect(await refusal(exchange.call('private'))).toBe('call.busy');
    await first.asks({ command: 'hangup' });
    await exchange.until(() => first.isOver);
    const next = await exchange.call('private');
    await exchange.until(() => next.isOver);
  });

  it('refuses an id that a call has, or had', async () => {
    const call = await exchange.call('', controller, {});
    const again = () => exchange.call('', controller, { callId: call.id });
    expect(await refusal(again())).toBe('api.conflict');
    await call.asks({ command: 'hangup' });
    await exchange.until(() => call.isOver);
    expect(await refusal(again())).toBe('api.conflict');
  });

  it('takes in one of two that ask for the same id at the same time', async () => {
    const release = exchange.holdDrafts();
    const token = tokenFor('flow:sketch@draft');
    const leg = () => exchange.leg('flow:sketch@draft', { callId: exchange.leg('').callId });
    const one = leg();
    const other = exchange.leg('flow:sketch@draft', { callId: one.callId });
    const calls = Promise.allSettled([exchange.begin(one, token), exchange.begin(other, token)]);
    release();
    expect((await calls).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(other.events).toEqual([]);
  });

  it('takes in nothing any more once it is stopping', async () => {
    const call = await exchange.call('', controller);
    const stopped = exchange.registry.stop();
    await stopped;
    expect(call.story.end).toMatchObject({ reason: 'shutdown', initiator: 'system' });
    expect(await refusal(exchange.call('private'))).toBe('call.busy');
  });
});

describe('a call that cannot be answered', () => {
  it('is told so, then hung up on once, for an offer that is none', async () => {
    const call = await exchange.call('private', starter, { offer: 'v=0 nonsense' });
    expect(call.told).toEqual(['session', 'error', 'hangup']);
    expect(call.leg.named('error')).toMatchObject([{ code: 'media.badSdp', sender: 'invite' }]);
    expect(call.story.end).toMatchObject({ reason: 'failed', outcome: 'failed', answeredAtMs: null, recording: null });
  });

  it('is told so for an invite without an offer', async () => {
    const call = await exchange.call('private', starter, { offer: null });
    expect(call.errors).toEqual(['media.badSdp']);
  });

  it('is told so when there is no sound process', async () => {
    exchange.sound.loseAll();
    const call = await exchange.call('private');
    expect(call.told).toEqual(['session', 'error', 'hangup']);
    expect(call.errors).toEqual(['media.soundLost']);
  });

  it('ends when no sound ever flows', async () => {
    exchange.sound.world.connectMs = null;
    const call = await exchange.call('private');
    expect(call.isOver).toBe(false);
    await exchange.pass(20_000);
    expect(call.told).toEqual(['session', 'answer', 'error', 'hangup']);
    expect(call.errors).toEqual(['media.timeout']);
    expect(call.path).toEqual([]);
    expect(call.story.end).toMatchObject({ reason: 'transport', initiator: 'caller', outcome: 'abandoned' });
  });
});

describe('a caller who goes while being answered', () => {
  it('never becomes a call when they go while it is found out where they call', async () => {
    const release = exchange.holdDrafts();
    const leg = exchange.leg('flow:sketch@draft');
    const begun = refusal(exchange.begin(leg, tokenFor('flow:sketch@draft')));
    leg.vanish();
    release();
    expect(await begun).toBe('call.ended');
    expect(exchange.stories.all.size).toBe(0);
  });

  it.each(['open', 'answer'] as const)('leaves no stream behind when they go during "%s"', async (request) => {
    const release = exchange.sound.hold(request);
    const call = await exchange.begin(exchange.leg('private'));
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    release();
    await exchange.pass(30_000);
    expect(call.told).toEqual(['session', 'hangup']);
    expect(call.story.end).toMatchObject({ reason: 'transport', initiator: 'caller', answeredAtMs: null });
    expect(exchange.sound.openCount).toBe(0);
  });
});
