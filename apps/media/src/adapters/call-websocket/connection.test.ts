import { createHmac, hkdfSync } from 'node:crypto';
import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { HOME } from '../../calls/testing/test-exchange.js';
import {
  BENCH_ORIGIN,
  BENCH_SECRET,
  CallSocketBench,
  type CallSocketClient,
  MAX_SOCKETS,
} from './call-socket-bench.js';

const greeting = drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } });
const patient = drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } });
const invite = { command: 'invite', sdp: FAKE_OFFER };
let bench: CallSocketBench;

beforeEach(async () => {
  bench = await CallSocketBench.open();
  bench.exchange.line('main', greeting);
  bench.exchange.line('patient', patient);
  bench.exchange.line('public', greeting, { isPublic: true });
  bench.exchange.line('publicPatient', patient, { isPublic: true });
  bench.exchange.draft('sketch', patient);
});
afterEach(() => bench.close());

const controlKey = () => bench.exchange.key('calls:control');
const startKey = () => bench.exchange.key('calls:start');
/** As the api signs them. */
const token = (callee: string, afterMs = 60_000): string => {
  const claims = { workspaceId: HOME, callee, caller: 'Ann', expiresAtMs: bench.exchange.clock.nowMs() + afterMs };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const key = Buffer.from(hkdfSync('sha256', BENCH_SECRET, '', 'callwright call token', 32));
  return `cwt.${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`;
};
const expectTurnedAway = async (client: CallSocketClient, code: string): Promise<void> => {
  expect(await client.event('error')).toMatchObject({ code });
  expect(await client.closed()).toBe(1008);
  expect(client.told).toEqual(['error']);
  expect(client.closeReason).toBe(code);
  expect(bench.refused).toContain(code);
  expect(bench.exchange.stories.all.size).toBe(0);
};
const storyOf = (client: CallSocketClient) => bench.exchange.stories.of(client.callId);

describe('the first command', () => {
  it.each([
    ['another command', { command: 'tts', text: 'hi' }, 'protocol.firstCommand'],
    ['an unknown command', { command: 'levitate' }, 'protocol.unknownCommand'],
    ['no JSON', 'hello', 'protocol.badMessage'],
    ['a binary frame', Buffer.from([1, 2, 3]), 'protocol.badMessage'],
  ])('is refused when it is %s', async (_what, message, code) => {
    const client = await bench.connect(`token=${controlKey()}`);
    client.send(message);
    await expectTurnedAway(client, code);
  });

  it('is missed after a while', async () => {
    const client = await bench.connect(`token=${controlKey()}`);
    await bench.exchange.pass(15_000);
    await expectTurnedAway(client, 'protocol.firstCommand');
  });

  it('is the last word on it: an invite behind a wrong command is not heard', async () => {
    const client = await bench.connect(`token=${controlKey()}`);
    client.send({ command: 'hangup' });
    client.send(invite);
    await expectTurnedAway(client, 'protocol.firstCommand');
  });

  it('may be followed by others at once, which wait until the call has begun', async () => {
    const release = bench.exchange.holdDrafts();
    const client = await bench.connect(`dialect=callwright&token=${token('flow:sketch@draft')}`);
    client.send(invite);
    client.send({ command: 'candidate', candidate: ['candidate:1'], commandId: 'early' });
    client.send('{');
    expect(await client.event('error')).toMatchObject({ code: 'protocol.badMessage' });
    release();
    expect(await client.event('ack')).toMatchObject({ command: 'candidate', commandId: 'early', ok: true });
    expect(client.told.filter((name) => name !== 'error')[0]).toBe('session');
  });
});

describe('who may call', () => {
  it('is refused with a key that is not known, and with something else', async () => {
    await expectTurnedAway(await bench.connect('token=cwk_main_wrong'), 'auth.required');
    await expectTurnedAway(await bench.connect('token=letmein'), 'auth.required');
  });

  it('is refused with a token that has expired, or is for another line', async () => {
    await expectTurnedAway(await bench.connect(`token=${token('main', -1)}`), 'auth.expired');
    const other = await bench.connect(`token=${token('main')}`);
    other.send({ ...invite, callee: 'patient' });
    await expectTurnedAway(other, 'auth.forbidden');
  });

  it('may show its key in a header, as no browser can', async () => {
    const client = await bench.connect('', { headers: { authorization: `Bearer ${startKey()}` } });
    client.send({ ...invite, callee: 'main' });
    await client.event('answer');
  });

  it('calls the line its token is for, in the name the token gives', async () => {
    const client = await bench.connect(`token=${token('main')}`);
    client.send({ ...invite, caller: 'somebody else' });
    await client.event('answer');
    expect(storyOf(client).start).toMatchObject({ to: 'main', from: 'Ann' });
  });

  it('is refused as a stranger, but on a public line', async () => {
    const refused = await bench.connect();
    refused.send({ ...invite, callee: 'main' });
    await expectTurnedAway(refused, 'auth.required');
    const welcome = await bench.connect();
    welcome.send({ ...invite, callee: 'public' });
    await welcome.event('answer');
  });

  it('is refused for a line that is not there', async () => {
    const client = await bench.connect(`token=${startKey()}`);
    client.send({ ...invite, callee: 'nowhere' });
    await expectTurnedAway(client, 'call.unknownEndpoint');
  });

  it('is refused from another page, unless the line is public', async () => {
    const elsewhere = { origin: 'http://evil.test' };
    await expectTurnedAway(await bench.connect(`token=${startKey()}`, elsewhere), 'auth.badOrigin');
    const stranger = await bench.connect('', elsewhere);
    stranger.send({ ...invite, callee: 'main' });
    await expectTurnedAway(stranger, 'auth.badOrigin');
    const welcome = await bench.connect('', elsewhere);
    welcome.send({ ...invite, callee: 'public' });
    await welcome.event('answer');
    const studio = await bench.connect(`token=${startKey()}`, { origin: BENCH_ORIGIN });
    studio.send({ ...invite, callee: 'main' });
    await studio.event('answer');
  });

  it('may not name its call as it likes', async () => {
    await expectTurnedAway(await bench.connect(`token=${startKey()}&id=..%2Fsecret`), 'protocol.badMessage');
    const client = await bench.connect(`token=${startKey()}&id=my.call-1`);
    client.send({ ...invite, callee: 'main' });
    await client.event('answer');
    expect(storyOf(client).start?.callId).toBe('my.call-1');
  });

  it('cannot get hold of the call of another by its id', async () => {
    const victim = await bench.drive();
    const thief = await bench.connect(`token=${controlKey()}&id=${victim.callId}`);
    thief.send(invite);
    thief.send({ command: 'hangup' });
    expect(await thief.event('error')).toMatchObject({ code: 'api.conflict' });
    expect(await thief.closed()).toBe(1008);
    await bench.exchange.pass(1_000);
    expect(storyOf(victim).end).toBeNull();
    victim.send({ command: 'tts', text: 'Still mine.' });
    await victim.event('trackStart');
  });

  it('finds the door shut when there are too many sockets', async () => {
    const clients = await Promise.all(Array.from({ length: MAX_SOCKETS }, () => bench.connect()));
    await expect(bench.connect()).rejects.toThrow('503');
    clients[0]?.socket.close();
    await clients[0]?.closed();
    // The other side of a closed socket learns of it a moment later.
    for (let turn = 0; turn < 50; turn += 1) await bench.exchange.pass(0);
    const next = await bench.connect(`token=${controlKey()}`);
    next.send(invite);
    await next.event('answer');
  });

  it('breaks nothing by breaking the rules of WebSockets, turned away or not', async () => {
    for (const query of ['token=letmein', `token=${controlKey()}`]) {
      await bench.sendRaw(query, oversizedFrame);
      const next = await bench.drive();
      expect(next.told).toContain('answer');
    }
  });
});

/** The head of a masked text frame that says it is longer than any may be (RFC 6455 §5.2). */
const oversizedFrame = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]);

describe('a dialect', () => {
  const names = async (query: string, message: object): Promise<CallSocketClient> => {
    const client = await bench.connect(`token=${startKey()}&${query}`);
    client.send(message);
    await client.event('answer');
    await bench.exchange.pass(200);
    bench.exchange.sound.caller(client.callId).says('yes');
    await bench.until(() => client.told.some((name) => /transcriptionFinal|asrFinal/.test(name)));
    return client;
  };

  it("is the seed's for a flat invite", async () => {
    const client = await names('', { ...invite, callee: 'patient' });
    expect(client.told[0]).toBe('answer');
    expect(client.told).toEqual(expect.arrayContaining(['startSpeaking', 'silence', 'transcriptionFinal']));
    expect(client.named('trackStart')[0]).toMatchObject({ trackId: 'callee' });
    expect(client.told).not.toContain('session');
  });

  it('is that of live clients for an option', async () => {
    const client = await names('', { command: 'invite', option: { offer: FAKE_OFFER, callee: 'patient' } });
    expect(client.told).toEqual(expect.arrayContaining(['speaking', 'silence', 'asrFinal']));
    expect(client.named('trackStart')[0]).toMatchObject({ trackId: 'server-side-track' });
  });

  it('is ours when it is asked for', async () => {
    const option = { offer: FAKE_OFFER, callee: 'patient' };
    const client = await names('dialect=callwright', { command: 'invite', option });
    expect(client.told.slice(0, 3)).toEqual(['session', 'answer', 'mediaReady']);
    expect(client.told).toContain('transcriptionFinal');
  });

  it('is what the address says before what the invite looks like', async () => {
    const client = await names('dialect=live&serverSideTrack=bot', { ...invite, callee: 'patient' });
    expect(client.named('trackStart')[0]).toMatchObject({ trackId: 'bot' });
    expect(client.told).toContain('asrFinal');
  });

  it('lets a client of the seed drive as the seed has it', async () => {
    const client = await bench.drive();
    client.send({ command: 'tts', text: 'One.', play_id: 'a' });
    client.send({ command: 'tts', text: 'Two.', play_id: 'a' });
    client.send({ command: 'play', url: 'prompt:jingle', play_id: 'b' });
    client.send({ command: 'mute', track_id: client.callId });
    client.send({ command: 'candidate', candidate: ['candidate:1'] });
    client.send({ command: 'unmute' });
    await client.event('trackStart', 2);
    await bench.exchange.pass(4_000);
    await client.event('trackEnd', 2);
    client.send({ command: 'hangup' });
    expect(await client.closed()).toBe(1000);
    expect(client.told).toEqual([
      ...['answer', 'trackStart', 'interruption', 'trackEnd', 'trackStart', 'trackEnd', 'hangup'],
    ]);
    expect(client.named('trackEnd').map(({ playId }) => playId)).toEqual(['a', 'b']);
  });
});

describe('a call on the wire', () => {
  it.each([
    ['no JSON', 'hello', 'protocol.badMessage'],
    ['an unknown command', { command: 'levitate' }, 'protocol.unknownCommand'],
    ['a binary frame', Buffer.from([1, 2, 3]), 'protocol.badMessage'],
    ['a second invite', invite, 'call.alreadyInvited'],
    ['a command that lacks something', { command: 'play' }, 'protocol.badMessage'],
    ['a transfer to nowhere', { command: 'refer', target: 'nowhere' }, 'call.transferFailed'],
  ])('goes on after %s, which is refused', async (_what, message, code) => {
    const client = await bench.drive();
    client.send(message);
    expect(await client.event('error')).toMatchObject({ code });
    client.send({ command: 'tts', text: 'Still here.' });
    await client.event('trackStart');
    expect(client.isClosed).toBe(false);
  });

  it('ends with the hangup event, and then the socket closes', async () => {
    const client = await bench.connect(`token=${startKey()}`);
    client.send({ ...invite, callee: 'main' });
    await bench.until(() => client.isClosed);
    expect(await client.closed()).toBe(1000);
    expect(client.told.filter((name) => name === 'hangup')).toHaveLength(1);
    expect(client.events.at(-1)).toMatchObject({ event: 'hangup', reason: 'completed', initiator: 'system' });
  });

  it('is told what is wrong with its offer, and ends once', async () => {
    const client = await bench.connect(`token=${controlKey()}`);
    client.send({ command: 'invite', sdp: 'v=0 nonsense' });
    expect(await client.closed()).toBe(1000);
    expect(client.told).toEqual(['error', 'hangup']);
    expect(client.events[0]).toMatchObject({ code: 'media.badSdp', sender: 'invite' });
  });

  it('is hung up on as lost when its socket breaks', async () => {
    const client = await bench.drive();
    client.socket.terminate();
    await bench.until(() => storyOf(client).end !== null);
    expect(storyOf(client).end).toMatchObject({ reason: 'transport', initiator: 'caller' });
  });

  it('is hung up on as lost when its socket closes without a hangup', async () => {
    const client = await bench.drive();
    client.socket.close(1000);
    await bench.until(() => storyOf(client).end !== null);
    expect(storyOf(client).end).toMatchObject({ reason: 'transport' });
  });

  it('never begins when its socket breaks while it is found out where it calls', async () => {
    const release = bench.exchange.holdDrafts();
    const client = await bench.connect(`token=${token('flow:sketch@draft')}`);
    client.send(invite);
    client.send({ command: 'mute' });
    await bench.exchange.pass(100);
    client.socket.terminate();
    await client.closed();
    await bench.exchange.pass(100);
    release();
    await bench.exchange.pass(100);
    expect(bench.exchange.stories.all.size).toBe(0);
  });

  it('is hung up on as lost when its client answers no pings', async () => {
    const query = `token=${controlKey()}`;
    const client = await bench.connect(query, { autoPong: false });
    client.send(invite);
    await client.event('answer');
    await bench.exchange.pass(39_000);
    expect(client.isClosed).toBe(false);
    await bench.exchange.pass(1_000);
    expect(await client.closed()).toBe(1006);
    await bench.until(() => storyOf(client).end !== null);
    expect(storyOf(client).end).toMatchObject({ reason: 'transport' });
  });

  it.each([
    ['answers its pings', '', true],
    ['wants none', 'ping=0', false],
  ])('goes on for a client that %s', async (_what, query, autoPong) => {
    const client = await bench.connect(`dialect=callwright&token=${controlKey()}&${query}`, { autoPong });
    client.send(invite);
    await client.event('answer');
    let pingCount = 0;
    client.socket.on('ping', () => {
      pingCount += 1;
    });
    for (let round = 1; round <= 4; round += 1) {
      await bench.exchange.pass(20_000);
      if (autoPong) await bench.until(() => pingCount === round);
      // What is answered later than the pong tells that the pong has arrived.
      client.send({ command: 'candidate', candidate: [] });
      await client.event('ack', round);
    }
    expect(client.isClosed).toBe(false);
    expect(pingCount).toBe(autoPong ? 4 : 0);
  });

  it('refuses what a client piles up without waiting for anything', async () => {
    const release = bench.exchange.sound.hold('answer');
    const client = await bench.connect(`token=${controlKey()}`);
    client.send(invite);
    for (let at = 0; at < 300; at += 1) client.send({ command: 'tts', text: 'x', commandId: String(at) });
    expect(await client.event('error')).toMatchObject({ code: 'call.busy', sender: 'tts', commandId: '256' });
    release();
    await client.event('answer');
  });

  it('refuses a flood of commands without a line of the journal, and goes on when it has passed', async () => {
    const client = await bench.connect();
    client.send({ ...invite, callee: 'publicPatient' });
    await client.event('answer');
    for (let at = 0; at < 1200; at += 1) client.send({ command: 'tts', text: 'x' });
    const codes = async (count: number) => {
      await client.event('error', count);
      return client.named('error').map(({ code }) => code);
    };
    expect((await codes(1200)).filter((code) => code === 'api.tooManyRequests')).toHaveLength(200);
    await bench.exchange.pass(10_000);
    client.send({ command: 'tts', text: 'x' });
    expect((await codes(1201)).at(-1)).toBe('call.notDriver');
    expect(storyOf(client).lines.filter(({ kind }) => kind === 'problem').length).toBeLessThanOrEqual(1001);
  });
});
