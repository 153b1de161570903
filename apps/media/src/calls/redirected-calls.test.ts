import { drawFlow } from '@callwright/flow-engine/testing';
import type { Command, SessionEventOf } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controller, HOME, starter, TestExchange } from './testing/test-exchange.js';

let exchange: TestExchange;
beforeEach(() => {
  exchange = new TestExchange();
  exchange.line('message', drawFlow({ steps: { hello: ['hangup', { text: 'Goodbye now.' }] } }));
  exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
});
afterEach(() => exchange.finish());

const request = async (call: Awaited<ReturnType<TestExchange['call']>>, command: Command) => {
  await call.session.request(command);
  await exchange.pass(20);
};

describe('a call that its client hands to a flow', () => {
  it('is driven by it to the end', async () => {
    const call = await exchange.call('', controller);
    await request(call, { command: 'redirect', target: 'message' });
    await exchange.until(() => call.isOver);
    expect(call.caller.heard).toContain('Goodbye now.');
    expect(call.story.end).toMatchObject({ initiator: 'system', reason: 'completed' });
  });

  it('is not for the client to command meanwhile, until it takes the call back', async () => {
    const call = await exchange.call('', controller);
    await request(call, { command: 'redirect', target: 'patient' });
    await exchange.until(() => call.caller.heard.includes('Well?'));
    await request(call, { command: 'tts', text: 'Mine.' });
    expect(call.leg.named('error')).toMatchObject([{ code: 'call.notDriver' }]);
    await request(call, { command: 'redirect' });
    await request(call, { command: 'tts', text: 'Mine.' });
    await exchange.pass(100_000);
    expect(call.caller.heard).toEqual(['Well?', 'Mine.']);
    expect(call.isOver).toBe(false);
  });

  it('stays with the client when there is no such flow', async () => {
    const call = await exchange.call('', controller);
    await request(call, { command: 'redirect', target: 'nowhere' });
    expect(call.leg.named('error')).toHaveLength(1);
    await request(call, { command: 'tts', text: 'Mine.' });
    expect(call.caller.heard).toEqual(['Mine.']);
  });

  it('cannot be handed on by who only takes part in it', async () => {
    const call = await exchange.call('patient', starter);
    await request(call, { command: 'redirect' });
    expect(call.leg.named('error')).toMatchObject([{ code: 'call.notDriver' }]);
  });
});

describe('a playback that waits for input', () => {
  const silences = (events: readonly SessionEventOf<'silence'>[]) => events.map(({ duration }) => duration);

  it('tells of silence when the caller says nothing for so long after it', async () => {
    const call = await exchange.call('', controller);
    await request(call, { command: 'tts', text: 'Well?', playId: 'p', waitInputTimeout: 3000 });
    await exchange.until(() => call.leg.named('trackEnd').length === 1);
    await exchange.pass(2_900);
    expect(call.leg.named('silence')).toEqual([]);
    await exchange.pass(200);
    expect(silences(call.leg.named('silence'))).toEqual([3000]);
  });

  it.each(['a key', 'another playback'])('tells of none after %s', async (sign) => {
    const call = await exchange.call('', controller);
    await request(call, { command: 'tts', text: 'Well?', waitInputTimeout: 3000 });
    await exchange.until(() => call.leg.named('trackEnd').length === 1);
    if (sign === 'a key') call.caller.presses('1');
    else await request(call, { command: 'tts', text: 'Hm.' });
    await exchange.pass(10_000);
    expect(call.leg.named('silence')).toEqual([]);
  });
});

describe('what a client is told again at the end', () => {
  it('is its own extra and the headers it asked for, with who called whom', async () => {
    const option = { extra: { order: '7' }, sip: { extractHeaders: ['x-order'] } };
    const ways = { option, headers: { 'X-Order': '12' }, from: 'sip:ann@example.org' };
    const call = await exchange.call('', controller, ways);
    await request(call, { command: 'hangup', reason: 'done' });
    expect(call.leg.named('hangup')).toMatchObject([
      {
        reason: 'done',
        extra: { order: '7', 'X-Order': '12' },
        from: { username: 'ann', realm: 'example.org', source: 'sip:ann@example.org' },
        to: { username: '', source: '' },
      },
    ]);
  });
});

describe('a call that is accepted with an option', () => {
  it('listens as the option says from its answer on', async () => {
    exchange.line('desk', null);
    const line = { kind: 'endpoint', name: 'desk' } as const;
    const who = { kind: 'telephone', workspaceId: HOME, trunkId: null, userId: null, line } as const;
    const call = await exchange.begin(exchange.leg('desk', { capabilities: ['earlyMedia'] }), who);
    const signal = new AbortController().signal;
    exchange.registry.claim(call.id, controller, { signal, send: () => undefined, close: async () => undefined });
    const option = { eou: { silence: 300 }, denoise: true, amd: {}, inactivityTimeout: 30 };
    await request(call, { command: 'accept', option });
    expect(exchange.sound.listening).toMatchObject([
      { callId: call.id, change: { eou: { silence: 300 }, denoise: true, amd: {} } },
    ]);
    expect(call.leg.named('answer')).toHaveLength(1);
    await exchange.pass(60_000);
    expect(call.story.end).toMatchObject({ reason: 'inactivityTimeout' });
  });

  it('ends when its sound does not come in the time its client gives it', async () => {
    exchange.sound.world.connectMs = null;
    const call = await exchange.call('', controller, { option: { handshakeTimeout: 3 } });
    await exchange.pass(2_900);
    expect(call.isOver).toBe(false);
    await exchange.pass(200);
    expect(call.story.end).toMatchObject({ reason: 'transport' });
  });
});
