import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from '../../../calls/testing/test-call.js';
import { controller, TestExchange } from '../../../calls/testing/test-exchange.js';
import { settle } from '../../../platform/settle.js';
import { createJambonzPlatform, type JambonzPlatform } from './index.js';
import { eventually, ScriptedApp } from './testing/scripted-app.js';

let app: ScriptedApp;
let exchange: TestExchange;
let platform: JambonzPlatform;

beforeEach(async () => {
  app = await ScriptedApp.start();
  exchange = new TestExchange();
  let count = 0;
  platform = createJambonzPlatform({
    secret: async () => 'key',
    clock: exchange.clock,
    newId: () => `m${++count}`,
    allowPrivateHosts: ['127.0.0.1'],
  });
  exchange.applicationDriverOf = (application, workspaceId, log) => {
    if (application.kind !== 'jambonz') throw new Error('not of this test');
    return platform.driverOf(application, workspaceId, log);
  };
  exchange.line('app', null, { application: { kind: 'jambonz', url: app.url } });
});

afterEach(async () => {
  await exchange.finish();
  await platform.close();
  await app.stop();
});

const ended = (call: TestCall) => eventually(() => call.isOver, 'The end of the call');
const forkOf = (call: TestCall) => [...call.caller.legs.forks.values()].at(-1);

describe('listen', () => {
  it('sends the call as sound, plays recordings and says when each has been heard', async () => {
    const call = await exchange.call('app');
    await app.begin({
      verb: 'listen',
      url: '/audio',
      mixType: 'mono',
      metadata: { tenant: 'a' },
      passDtmf: true,
      actionHook: '/done',
      finishOnKey: '#',
    });
    await eventually(() => app.audioTexts.length === 1 && forkOf(call) !== undefined);
    expect(app.audioTexts[0]).toMatchObject({
      sampleRate: 8000,
      mixType: 'mono',
      callSid: call.id,
      tenant: 'a',
      callStatus: 'in-progress',
    });
    forkOf(call)?.hears(Uint8Array.from({ length: 320 }, (_value, at) => at % 256));
    await eventually(() => app.audioBytes.length === 1);
    expect(app.audioBytes[0]?.length).toBe(320);
    const raw = Buffer.alloc(16_000).toString('base64');
    app.audio?.send(
      JSON.stringify({
        type: 'playAudio',
        data: { audioContent: raw, audioContentType: 'raw', sampleRate: 8000, id: 'p1' },
      }),
    );
    await eventually(() => (forkOf(call)?.played.length ?? 0) === 1);
    expect(forkOf(call)?.played[0]?.length).toBe(32_000);
    await exchange.pass(1_000);
    await eventually(() => app.audioTexts.some(({ type }) => type === 'playDone'));
    expect(app.audioTexts.at(-1)).toMatchObject({ type: 'playDone', data: { id: 'p1' } });
    call.caller.presses('5');
    await exchange.pass(100);
    await eventually(() => app.audioTexts.some(({ event }) => event === 'dtmf'));
    expect(app.audioTexts.at(-1)).toMatchObject({ event: 'dtmf', dtmf: '5', duration: '800' });
    call.caller.presses('#');
    expect((await app.next('verb:hook')).data).toMatchObject({ digits: '#', dial_call_duration: 1 });
  });

  it('streams both ways, with marks and killAudio, and is paused by a command', async () => {
    const call = await exchange.call('app');
    const both = { enabled: true, streaming: true, sampleRate: 16_000 };
    await app.begin({ verb: 'stream', url: '/audio', bidirectionalAudio: both }, { verb: 'hangup' });
    await eventually(() => forkOf(call) !== undefined);
    expect(forkOf(call)?.options.speaks).toEqual({ codec: 'l16', rateHz: 16_000 });
    app.audio?.send(Buffer.alloc(6_400));
    app.audio?.send(JSON.stringify({ type: 'mark', data: { name: 'a' } }));
    await eventually(() => (forkOf(call)?.played.length ?? 0) === 1);
    await exchange.pass(200);
    await eventually(() => app.audioTexts.length === 2);
    expect(app.audioTexts[1]).toEqual({ type: 'mark', data: { name: 'a', event: 'playout' } });
    app.audio?.send(Buffer.alloc(64_000));
    app.audio?.send(JSON.stringify({ type: 'mark', data: { name: 'b' } }));
    app.audio?.send(JSON.stringify({ type: 'killAudio' }));
    await eventually(() => app.audioTexts.length === 3);
    expect(app.audioTexts[2]).toEqual({ type: 'mark', data: { name: 'b', event: 'cleared' } });
    app.command('listen:status', { listen_status: 'silence' });
    await eventually(() => forkOf(call)?.paused === 'silence');
    app.audio?.send(JSON.stringify({ type: 'disconnect' }));
    await ended(call);
  });

  it('says that nobody is there, and goes on', async () => {
    const call = await exchange.call('app');
    app.refuses = ({ url }) => (url === '/audio' ? { status: 404 } : null);
    await app.begin({ verb: 'listen', url: '/audio' }, { verb: 'hangup' });
    expect((await app.next('jambonz:error')).data).toMatchObject({
      verb: 'listen',
      error: 'The application answered 404.',
    });
    await ended(call);
  });
});

describe('dial', () => {
  it('asks whoever answers first, joins them, and tells how it went', async () => {
    exchange.dialler.ownPhones.add('alice');
    const call = await exchange.call('app');
    await app.begin({
      verb: 'dial',
      target: [{ type: 'user', name: 'alice' }],
      confirmHook: '/confirm',
      actionHook: '/dialled',
    });
    await settle();
    const phone = await exchange.phone('alice');
    await phone.answers();
    const question = await app.next('dial:confirm');
    expect(question.data).toMatchObject({ parent_call_sid: call.id, direction: 'outbound', to: 'alice' });
    app.ack(question, [{ verb: 'gather', input: ['digits'], numDigits: 1, actionHook: '/sure' }]);
    await settle();
    await eventually(() => exchange.clock.nextDueMs !== null);
    await exchange.pass(1_000);
    exchange.sound.caller(phone.callId).presses('1');
    const sure = await app.next('verb:hook');
    expect(sure).toMatchObject({ hook: '/sure', data: { digits: '1', call_sid: phone.callId } });
    app.ack(sure);
    await eventually(() => call.caller.isBridged);
    phone.vanishes();
    const done = await app.next('verb:hook');
    expect(done).toMatchObject({
      hook: '/dialled',
      data: { dial_call_status: 'completed', dial_call_sid: phone.callId },
    });
    app.ack(done, [{ verb: 'hangup' }]);
    await ended(call);
  });

  it('gives whoever was dialled a session of their own when the application wants that', async () => {
    exchange.dialler.ownPhones.add('bob');
    const call = await exchange.call('app');
    await app.begin({ verb: 'dial', target: [{ type: 'user', name: 'bob' }] }, { verb: 'pause', length: 600 });
    await settle();
    const phone = await exchange.phone('bob');
    await phone.answers();
    await eventually(() => call.caller.isBridged);
    app.command('redirect', { child_call_hook: '/child' });
    const adult = await app.next('session:adulting');
    expect(adult).toMatchObject({
      call_sid: phone.callId,
      hook: '/child',
      data: { parent_call_info: { call_sid: call.id } },
    });
    expect(app.sockets.length).toBe(2);
    app.ack(adult, [{ verb: 'say', text: 'You are on your own' }]);
    await eventually(() => exchange.sound.caller(phone.callId).heard.includes('You are on your own'));
    expect(call.isOver).toBe(false);
    expect(call.caller.isBridged).toBe(false);
    phone.vanishes();
    await eventually(() => app.closeCodes.length === 1);
  });

  it('tells of targets it cannot call, and that nobody wanted the call', async () => {
    const call = await exchange.call('app');
    await app.begin({ verb: 'dial', target: [{ type: 'teams', number: '1' }] }, { verb: 'hangup' });
    expect((await app.next('jambonz:error')).data).toMatchObject({ verb: 'dial' });
    await ended(call);
  });
});

describe('queues and rooms', () => {
  it('lets a call wait, entertained by the application, until another takes it', async () => {
    const waiting = await exchange.call('app');
    await app.begin({ verb: 'enqueue', name: 'support', waitHook: '/wait', actionHook: '/left' });
    const wait = await app.next('verb:hook');
    expect(wait).toMatchObject({ hook: '/wait', data: { queue_sid: 'support' } });
    app.ack(wait, [
      { verb: 'say', text: 'One moment' },
      { verb: 'pause', length: 30 },
    ]);
    await eventually(() => waiting.caller.heard.includes('One moment'));
    const agent = await exchange.call('app');
    await app.begin({ verb: 'dequeue', name: 'support', actionHook: '/served' });
    await eventually(() => waiting.caller.isBridged && agent.caller.isBridged);
    await agent.session.close({ reason: 'caller', initiator: 'caller' });
    await eventually(() => app.heard.some(({ hook }) => hook === '/left'));
    expect(app.heard.find(({ hook }) => hook === '/left')?.data).toMatchObject({ queue_result: 'bridged' });
  });

  it('tells that a caller has hung up in a queue, before the end of the call', async () => {
    const call = await exchange.call('app');
    await app.begin({ verb: 'enqueue', name: 'support', actionHook: '/left' });
    await eventually(() => call.events.some(({ event }) => event === 'queueResult'));
    await call.session.close({ reason: 'caller', initiator: 'caller' });
    await eventually(() => app.closeCodes.length === 1);
    expect(app.heard.slice(-2).map(({ type, data }) => [type, data.queue_result ?? data.call_status])).toEqual([
      ['verb:hook', 'hangup'],
      ['call:status', 'completed'],
    ]);
  });

  it('joins calls in a conference and tells who comes', async () => {
    const one = await exchange.call('app');
    await app.begin({ verb: 'conference', name: 'weekly', statusHook: '/status' });
    const two = await exchange.call('app');
    await app.begin({ verb: 'conference', name: 'weekly', joinMuted: true });
    await eventually(() => one.caller.isBridged && two.caller.isBridged);
    const status = await eventuallyHook('/status');
    expect(status.data).toMatchObject({ event: 'join', friendly_name: 'weekly', members: 2 });
    app.command('conf:mute-status', { conf_mute_status: 'unmute' });
    await eventually(() =>
      two.story.lines.some((line) => line.kind === 'command' && line.command.command === 'unmute'),
    );
  });
});

const eventuallyHook = async (hook: string) => {
  await eventually(() => app.heard.some((one) => one.hook === hook), hook);
  return app.heard.find((one) => one.hook === hook) ?? app.next('never');
};

describe('an application behind webhooks', () => {
  it('is asked by signed requests, is told of the end, and ends the call when it wants nothing more', async () => {
    const asked: { path: string; body: string; headers: IncomingHttpHeaders }[] = [];
    const answers = new Map<string, object>([
      ['/call', [{ verb: 'gather', input: ['digits'], numDigits: 1, actionHook: '/key' }]],
      ['/key', [{ verb: 'say', text: 'Thanks' }]],
    ]);
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const path = request.url ?? '';
        asked.push({ path, body: Buffer.concat(parts).toString(), headers: request.headers });
        response.end(answers.has(path) ? JSON.stringify(answers.get(path)) : '');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const application = {
      kind: 'jambonz',
      url: `${base}/call`,
      statusUrl: `${base}/status`,
      signatureSecret: 's',
    } as const;
    exchange.line('web', null, { application });
    const call = await exchange.call('web');
    await eventually(() => asked.some(({ path }) => path === '/call'));
    await eventually(() =>
      call.story.lines.some((line) => line.kind === 'command' && line.command.command === 'gather'),
    );
    call.caller.presses('7');
    await eventually(() => call.caller.heard.includes('Thanks'));
    await exchange.pass(2_000);
    await ended(call);
    await eventually(() => asked.some(({ path, body }) => path === '/status' && body.includes('completed')));
    server.close();
    server.closeAllConnections();
    const key = asked.find(({ path }) => path === '/key');
    expect(JSON.parse(key?.body ?? '')).toMatchObject({ reason: 'dtmfDetected', digits: '7', call_sid: call.id });
    const [, seconds, proof] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(key?.headers['jambonz-signature'])) ?? [];
    expect(proof).toBe(createHmac('sha256', 'key').update(`${seconds}.${key?.body}`).digest('hex'));
  });
});

describe('bad input', () => {
  it('leaves a call standing whatever an application sends', async () => {
    const call = await exchange.call('app', controller);
    await app.begin({ verb: 'pause', length: 3_600 });
    const seeds = [
      { type: 'command', command: 'redirect', data: [{ verb: 'say', text: 'a' }], queueCommand: true },
      { type: 'command', command: 'mute:status', data: { mute_status: 'mute' } },
      { type: 'command', command: 'dub', data: { action: 'addTrack', track: 't', play: 'tone:beep', loop: true } },
      { type: 'command', command: 'record', data: { action: 'startCallRecording' } },
      { type: 'ack', msgid: 'm1', data: [{ verb: 'gather', timeout: 'x' }] },
    ];
    let random = 1;
    const next = (max: number) => {
      random = (random * 48_271) % 2_147_483_647;
      return random % max;
    };
    for (let round = 0; round < 600; round += 1) {
      const text = JSON.stringify(seeds[next(seeds.length)]);
      const at = next(text.length);
      const mutated =
        next(3) === 0 ? text : text.slice(0, at) + String.fromCharCode(32 + next(90)) + text.slice(at + 1);
      app.send(mutated);
    }
    app.command('tag', {});
    await eventually(() => app.heard.some(({ data }) => data.verb === 'tag'));
    expect(call.isOver).toBe(false);
    expect(app.sockets.length).toBe(1);
  });
});
