import type { EndpointApplicationOf } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from '../../../calls/testing/test-call.js';
import { TestExchange } from '../../../calls/testing/test-exchange.js';
import { settle } from '../../../platform/settle.js';
import { createJambonzPlatform, type JambonzPlatform } from './index.js';
import { eventually, ScriptedApp } from './testing/scripted-app.js';

let app: ScriptedApp;
let exchange: TestExchange;
let platform: JambonzPlatform;
const secrets = new Map([['pass', 'geheim\n']]);

beforeEach(async () => {
  app = await ScriptedApp.start();
  exchange = new TestExchange();
  let count = 0;
  platform = createJambonzPlatform({
    secret: async (_workspace, name) => secrets.get(name) ?? null,
    clock: exchange.clock,
    newId: () => `m${++count}`,
    allowPrivateHosts: ['127.0.0.1'],
  });
  exchange.applicationDriverOf = (application, workspaceId, log) => {
    if (application.kind !== 'jambonz') throw new Error('not of this test');
    return platform.driverOf(application, workspaceId, log);
  };
});

afterEach(async () => {
  await exchange.finish();
  await platform.close();
  await app.stop();
});

const lineTo = (more: Partial<EndpointApplicationOf<'jambonz'>> = {}) =>
  exchange.line('app', null, { application: { kind: 'jambonz', url: app.url, ...more } });

const callIn = async (): Promise<TestCall> => {
  lineTo();
  return exchange.call('app');
};

const heardBy = (call: TestCall) => exchange.sound.caller(call.id).heard;

const ended = (call: TestCall) => eventually(() => call.isOver, 'The end of the call');

describe('a call that an application decides in', () => {
  it('is told with its facts, the secret and the subprotocol, and carries the verbs out in order', async () => {
    lineTo({ username: 'me', passwordSecret: 'pass', env: { greeting: 'Hi' } });
    const call = await exchange.call('app');
    const first = await app.begin(
      { verb: 'say', text: 'Press a key' },
      { gather: { input: ['digits'], numDigits: 2, actionHook: '/keys' } },
    );
    expect(app.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:geheim').toString('base64')}`);
    expect(app.requests[0]?.headers['sec-websocket-protocol']).toBe('ws.jambonz.org');
    expect(first.call_sid).toBe(call.id);
    expect(first.data).toMatchObject({
      call_sid: call.id,
      direction: 'inbound',
      from: 'memory',
      to: 'app',
      call_status: 'trying',
      env_vars: { greeting: 'Hi' },
      defaults: { synthesizer: { vendor: 'default' } },
    });
    await eventually(() => heardBy(call).includes('Press a key'));
    await exchange.pass(10_000 - 9_000);
    await exchange.pass(2_000);
    call.caller.presses('4');
    call.caller.presses('2');
    await settle();
    const hook = await app.next('verb:hook');
    expect(hook).toMatchObject({
      hook: '/keys',
      data: { reason: 'dtmfDetected', digits: '42', call_status: 'in-progress' },
    });
    app.ack(hook, [{ verb: 'hangup' }]);
    await ended(call);
    await eventually(() => app.closeCodes.length === 1);
    expect(app.closeCodes).toEqual([1000]);
    expect(app.types).toEqual(['session:new', 'call:status', 'verb:hook', 'call:status']);
    expect(app.heard.at(-1)?.data).toMatchObject({ call_status: 'completed', call_termination_by: 'jambonz' });
    expect(call.story.end).toMatchObject({ reason: 'application' });
  });

  it('ends in failure when the application does not answer within five seconds', async () => {
    const call = await callIn();
    await app.next('session:new');
    await exchange.pass(5_000);
    await ended(call);
    expect(call.story.end).toMatchObject({ reason: 'applicationFailed', outcome: 'failed' });
  });

  it('is declined as not available when the application cannot be reached and it has not been answered', async () => {
    exchange.line('app', null, {
      application: { kind: 'jambonz', url: `ws://127.0.0.1:${app.port}/hook#rc=1&rp=5xx` },
    });
    app.refuses = () => ({ status: 503 });
    const call = await exchange.call('app', undefined, { capabilities: ['earlyMedia', 'keysIn'] });
    await eventually(() => app.requests.length === 1);
    await eventually(
      () => exchange.clock.nextDueMs !== null && exchange.clock.nextDueMs - exchange.clock.nowMs() <= 500,
    );
    await exchange.pass(500);
    await ended(call);
    expect(app.requests.length).toBe(2);
    expect(call.leg.events.find(({ event }) => event === 'reject')).toMatchObject({ code: 480 });
  });

  it('follows a redirect, and does not follow a third', async () => {
    let hops = 0;
    app.refuses = ({ url }) => (url === '/hook' && hops++ === 0 ? { status: 302, location: '/other' } : null);
    const call = await callIn();
    await app.begin({ verb: 'hangup' });
    await ended(call);
    app.refuses = () => ({ status: 302, location: '/again' });
    const lost = await exchange.call('app');
    await ended(lost);
    expect(lost.story.end).toMatchObject({ reason: 'applicationFailed' });
    expect(app.requests.length).toBe(5);
  });

  it('reaches no application at a private address that is not allowed', async () => {
    exchange.line('app', null, { application: { kind: 'jambonz', url: `ws://[::1]:${app.port}/hook` } });
    const call = await exchange.call('app');
    await ended(call);
    expect(call.errors).toContain('http.refusedAddress');
    expect(app.requests).toEqual([]);
  });

  it('ends when no subprotocol is chosen', async () => {
    app.protocol = false;
    lineTo({ url: `${app.url}#rc=0` });
    const call = await exchange.call('app');
    await ended(call);
    expect(call.story.end).toMatchObject({ reason: 'applicationFailed' });
  });

  it('goes on with its verbs when a hook is not answered', async () => {
    const call = await callIn();
    await app.begin(
      { verb: 'gather', input: ['digits'], numDigits: 1, actionHook: '/k' },
      { verb: 'say', text: 'Next' },
    );
    await settle();
    call.caller.presses('1');
    await app.next('verb:hook');
    await exchange.pass(5_000);
    await eventually(() => heardBy(call).includes('Next'));
  });

  it('is told what cannot be done, and goes on with the next verb', async () => {
    const call = await callIn();
    await app.begin(
      { verb: 'openai_s2s', llmOptions: {} },
      { verb: 'say' },
      7,
      { verb: 'pause' },
      { verb: 'say', text: 'On' },
    );
    expect((await app.next('jambonz:error')).data.error).toContain('not understood');
    expect((await app.next('jambonz:error')).data).toMatchObject({ verb: 'openai_s2s' });
    expect((await app.next('jambonz:error')).data).toMatchObject({ verb: 'pause' });
    await eventually(() => heardBy(call).includes('On'));
  });

  it.each([
    [{ verb: 'openai_s2s', llmOptions: {} }, { completion_reason: 'connection failure' }],
    [{ verb: 'sip:request', method: 'INFO' }, { result: 'failed' }],
  ])('is told by its hook that %o came to nothing', async (verb, results) => {
    const call = await callIn();
    await app.begin({ ...verb, actionHook: '/over' });
    expect((await app.next('jambonz:error')).data).toMatchObject({ verb: verb.verb });
    const told = await app.next('verb:hook');
    expect(told).toMatchObject({ hook: '/over', data: results });
    app.ack(told, [{ verb: 'say', text: 'A person instead' }]);
    await eventually(() => heardBy(call).includes('A person instead'));
  });

  it('says what is wrong with a message, and keeps the socket', async () => {
    const call = await callIn();
    await app.begin();
    app.send('no json');
    expect((await app.next('jambonz:error')).data).toMatchObject({ msg: 'InvalidMessage', content: 'no json' });
    app.send({ type: 'nonsense' });
    expect((await app.next('jambonz:error')).data).toMatchObject({ msg: 'InvalidMessage' });
    app.command('fly', {});
    expect((await app.next('jambonz:error')).data).toMatchObject({ verb: 'fly' });
    app.command('redirect', [{ verb: 'say', text: 'Still here' }]);
    await eventually(() => heardBy(call).includes('Still here'));
    expect(app.sockets.length).toBe(1);
  });

  it('puts verbs of a redirect behind the others, or in their place', async () => {
    const call = await callIn();
    await app.begin({ verb: 'pause', length: 60 });
    await settle();
    app.command('redirect', [{ verb: 'say', text: 'Later' }], { queueCommand: true });
    app.command('tag', {});
    await app.next('jambonz:error');
    expect(heardBy(call)).toEqual([]);
    await exchange.pass(60_000);
    await eventually(() => heardBy(call).includes('Later'));
    app.command('redirect', [{ verb: 'pause', length: 60 }]);
    app.command('redirect', [{ verb: 'say', text: 'Now' }]);
    await eventually(() => heardBy(call).includes('Now'));
  });

  it('is told again on a new connection when the socket is lost, and what it missed meanwhile', async () => {
    const call = await callIn();
    const first = await app.begin({ verb: 'gather', input: ['digits'], numDigits: 1, actionHook: '/k' });
    await settle();
    app.socket.close(1011);
    await eventually(() => app.closeCodes.length === 1);
    await eventually(
      () => exchange.clock.nextDueMs !== null && exchange.clock.nextDueMs - exchange.clock.nowMs() <= 500,
    );
    call.caller.presses('3');
    await settle();
    await exchange.pass(500);
    const again = await app.next('session:reconnect');
    expect(again.data).toEqual(first.data);
    app.ack(again);
    expect((await app.next('verb:hook')).data).toMatchObject({ digits: '3' });
  });

  it('is told on the new connection that the call has ended meanwhile, which is then closed in order', async () => {
    const call = await callIn();
    await app.begin({ verb: 'pause', length: 60 });
    await settle();
    app.socket.close(1011);
    await eventually(() => app.closeCodes.length === 1);
    await eventually(
      () => exchange.clock.nextDueMs !== null && exchange.clock.nextDueMs - exchange.clock.nowMs() <= 500,
    );
    call.leg.vanish();
    await ended(call);
    await exchange.pass(500);
    app.ack(await app.next('session:reconnect'));
    expect((await app.next('call:status')).data).toMatchObject({ call_status: 'completed' });
    await eventually(() => app.closeCodes.length === 2);
    expect(app.closeCodes).toEqual([1011, 1000]);
  });

  it('hands the answer that is still due over to the new connection', async () => {
    const call = await callIn();
    await app.next('session:new');
    app.socket.terminate();
    await eventually(
      () => exchange.clock.nextDueMs !== null && exchange.clock.nextDueMs - exchange.clock.nowMs() <= 500,
    );
    await exchange.pass(500);
    app.ack(await app.next('session:reconnect'), [{ verb: 'say', text: 'Back' }]);
    await eventually(() => heardBy(call).includes('Back'));
  });

  it('runs its verbs out, and ends, when the application has said that it is done', async () => {
    const call = await callIn();
    await app.begin({ verb: 'pause', length: 5 });
    await settle();
    app.socket.close(1000);
    await eventually(() => app.closeCodes.length === 1);
    await settle();
    expect(call.isOver).toBe(false);
    await exchange.pass(5_000);
    await ended(call);
    expect(app.sockets.length).toBe(1);
  });

  it('ends when the application sends sound on its hook socket', async () => {
    const call = await callIn();
    await app.begin();
    app.socket.send(Buffer.alloc(4));
    await ended(call);
    expect(call.story.end).toMatchObject({ reason: 'applicationFailed' });
  });

  it('is connected anew after a message that is too large', async () => {
    const call = await callIn();
    await app.begin();
    app.command('redirect', [{ verb: 'say', text: 'x'.repeat(30_000) }]);
    await eventually(() => app.closeCodes.length === 1);
    expect(app.closeCodes).toEqual([1009]);
    await exchange.pass(500);
    await app.next('session:reconnect');
    expect(call.isOver).toBe(false);
  });

  it('rings until it is answered, or is declined with a status', async () => {
    lineTo();
    const call = await exchange.call('app', undefined, { capabilities: ['earlyMedia', 'keysIn'] });
    await app.begin({ verb: 'sip:decline', status: 486, reason: 'Busy' });
    await ended(call);
    expect(call.leg.events.find(({ event }) => event === 'reject')).toMatchObject({ code: 486 });
    await eventually(() => app.closeCodes.length === 1);
    expect(app.heard.at(-1)?.data).toMatchObject({ call_status: 'failed' });
  });

  it('tells the life of its verbs when it was asked to', async () => {
    const call = await callIn();
    await app.begin({ verb: 'config', notifyEvents: true }, { verb: 'say', id: 'hello', text: 'Hello' });
    await eventually(() => heardBy(call).includes('Hello'));
    await exchange.pass(2_000);
    await eventually(() => app.heard.filter(({ type }) => type === 'verb:status').length >= 5);
    const told = app.heard.filter(({ type, data }) => type === 'verb:status' && data.id === 'hello');
    expect(told.map(({ data }) => data.event)).toEqual(['starting', 'start-playback', 'stop-playback', 'finished']);
  });

  it('listens all the time when it was asked to, and acts on what it hears', async () => {
    const call = await callIn();
    await app.begin(
      { verb: 'config', bargeIn: { enable: true, input: ['digits'], numDigits: 1, actionHook: '/barge' } },
      { verb: 'pause', length: 60 },
    );
    await settle();
    call.caller.presses('9');
    const hook = await app.next('verb:hook');
    expect(hook).toMatchObject({ hook: '/barge', data: { digits: '9' } });
    app.ack(hook, [{ verb: 'say', text: 'Nine' }]);
    await eventually(() => heardBy(call).includes('Nine'));
  });

  it('speaks what is written piece by piece, and says when it is too much', async () => {
    const call = await callIn();
    await app.begin({ verb: 'config', ttsStream: { enable: true } });
    expect((await app.next('tts:streaming-event')).data).toMatchObject({ event_type: 'stream_open' });
    app.command('tts:tokens', { id: 1, tokens: 'Good ' });
    expect((await app.next('tts:tokens-result')).data).toMatchObject({ id: 1, status: 'ok' });
    app.command('tts:tokens', { id: 2, tokens: 'y'.repeat(4_999) });
    expect((await app.next('tts:tokens-result')).data).toMatchObject({ id: 2, status: 'failed', reason: 'full' });
    expect(call.story.lines.some((line) => line.kind === 'problem')).toBe(false);
  });
});
