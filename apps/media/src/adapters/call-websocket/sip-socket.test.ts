import type { Scope } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOME } from '../../calls/testing/test-exchange.js';
import { CallSocketBench } from './call-socket-bench.js';

const NUMBER = '+12025550123';
let bench: CallSocketBench;

beforeEach(async () => {
  bench = await CallSocketBench.open({ policy: { allowedPrefixes: ['@pbx.example'] } });
});
afterEach(() => bench.close());

const connect = (query = '', ...scopes: Scope[]) => {
  const key = scopes.length > 0 ? scopes : (['calls:dial'] as const);
  return bench.connect(`token=${bench.exchange.key(...key)}&${query}`, {}, '/sip');
};
const phoneOf = async (target = NUMBER) => {
  await bench.until(() => bench.exchange.dialler.phones.some((one) => one.to === target && one.isCalled));
  return bench.exchange.dialler.phone(target);
};

describe('/call/sip', () => {
  it.each(['seed', 'live', 'callwright'])('calls somebody and tells how it goes (%s)', async (dialect) => {
    const client = await connect(`dialect=${dialect}`);
    client.send({ command: 'invite', callee: NUMBER, caller: '+12025550100' });
    const phone = await phoneOf();
    expect(phone.invite).toMatchObject({ callId: client.callId, callerId: '+12025550100' });
    await phone.rings(true);
    expect(await client.event('ringing')).toMatchObject({ earlyMedia: true, trackId: client.callId });
    await phone.answers();
    await client.event('answer');
    await bench.exchange.pass(100);
    client.send({ command: 'tts', text: 'Hello.', playId: 'p' });
    await bench.until(() => bench.exchange.sound.caller(client.callId).heard.includes('Hello.'));
    phone.vanishes();
    expect(await client.event('hangup')).toMatchObject({ reason: 'transport' });
    expect(await client.closed()).toBe(1000);
  });

  it('tells who did not want to be called, with code and reason', async () => {
    const client = await connect();
    client.send({ command: 'invite', callee: NUMBER });
    (await phoneOf()).refuses('call.busy', 'Busy here.', 486);
    expect(await client.event('reject')).toMatchObject({ reason: 'Busy here.', code: 486 });
    expect(await client.event('hangup')).toMatchObject({ reason: 'busy' });
    await client.closed();
  });

  it('stops the ringing when the client goes', async () => {
    const client = await connect();
    client.send({ command: 'invite', callee: NUMBER });
    const phone = await phoneOf();
    client.socket.close();
    await bench.until(() => phone.closeCount === 1);
  });

  it('stops the ringing when the client hangs up, and after a minute by itself', async () => {
    const [one, two] = [await connect(), await connect('ping=0')];
    one.send({ command: 'invite', callee: NUMBER });
    const phone = await phoneOf();
    one.send({ command: 'hangup' });
    await one.closed();
    expect(phone.closeCount).toBe(1);
    two.send({ command: 'invite', callee: '+12025550124' });
    await phoneOf('+12025550124');
    await bench.exchange.pass(60_000);
    expect(await two.event('hangup')).toMatchObject({ reason: 'noAnswer' });
  });

  it('rings no longer than the client asks', async () => {
    const client = await connect();
    client.send({ command: 'invite', option: { callee: NUMBER, handshakeTimeout: 5 } });
    await phoneOf();
    await bench.exchange.pass(5_000);
    expect(await client.event('hangup')).toMatchObject({ reason: 'noAnswer' });
  });

  it('hands name, password and headers to whoever dials, and to nobody else', async () => {
    const client = await connect();
    const sip = { username: 'ada', password: 'swordfish-42', realm: 'pbx.example', headers: { 'X-Order': '7' } };
    client.send({ command: 'invite', option: { callee: NUMBER, sip } });
    const phone = await phoneOf();
    expect(phone.invite).toMatchObject({ option: { sip }, headers: { 'X-Order': '7' } });
    await phone.answers();
    await client.event('answer');
    client.send({ command: 'hangup' });
    await client.closed();
    const kept = [bench.exchange.logged, bench.exchange.stories.of(client.callId), client.events];
    expect(JSON.stringify(kept)).not.toContain('swordfish');
  });

  it.each<[string, readonly Scope[], object, string]>([
    ['a key without the scope', ['calls:start', 'calls:control'], { callee: NUMBER }, 'auth.forbidden'],
    ['an invite for nobody', ['calls:dial'], {}, 'protocol.badMessage'],
    ['a number that may not be called', ['calls:dial'], { callee: '+19005550100' }, 'call.notAllowed'],
    ['somebody who is not to be reached', ['calls:dial'], { callee: 'nobody of ours' }, 'call.unknownEndpoint'],
    ['an address with a password', ['calls:dial'], { callee: 'sip:ada:swordfish@x' }, 'protocol.badMessage'],
  ])('turns %s away', async (_, scopes, invite, code) => {
    const client = await connect('', ...scopes);
    client.send({ command: 'invite', ...invite });
    expect(await client.event('error')).toMatchObject({ sender: 'invite', code });
    expect([await client.closed(), client.closeReason]).toEqual([1008, code]);
    expect([bench.exchange.dialler.phones, bench.refused]).toEqual([[], [code]]);
    expect(JSON.stringify(client.events)).not.toContain('swordfish');
  });

  it('turns strangers away', async () => {
    const client = await bench.connect('', {}, '/sip');
    client.send({ command: 'invite', callee: NUMBER });
    expect(await client.event('error')).toMatchObject({ code: 'auth.required' });
    await client.closed();
  });
});

describe('/call/sip?id= of a call that waits', () => {
  const rings = async () => {
    bench.exchange.line('desk', null);
    const line = { kind: 'endpoint', name: 'desk' } as const;
    const who = { kind: 'telephone', workspaceId: HOME, trunkId: null, userId: null, line } as const;
    const ways = { from: '+12025550100', capabilities: ['earlyMedia'], headers: { 'X-Order': '7' } };
    return bench.exchange.begin(bench.exchange.leg('desk', ways), who);
  };
  const comesFor = (id: string, query = '', scope: Scope = 'calls:control') =>
    bench.connect(`token=${bench.exchange.key(scope)}&id=${id}&${query}`, {}, '/sip');

  it.each(['seed', 'live', 'callwright'])('tells of the call at once, and the client decides (%s)', async (dialect) => {
    const call = await rings();
    const client = await comesFor(call.id, `dialect=${dialect}`);
    const incoming = await client.event('incoming');
    expect(incoming).toMatchObject({ caller: '+12025550100', callee: 'desk', headers: { 'X-Order': '7' } });
    client.send({ command: 'ringing' });
    client.send({ command: 'accept', option: {} });
    await client.event('answer');
    await bench.exchange.pass(100);
    client.send({ command: 'tts', text: 'Hello.', playId: 'p' });
    await bench.until(() => call.caller.heard.includes('Hello.'));
    call.leg.vanish();
    await client.event('hangup');
    expect(await client.closed()).toBe(1000);
    expect(call.leg.named('answer')).toHaveLength(1);
  });

  it('speaks the live dialect with a client that does not say which', async () => {
    const call = await rings();
    const client = await comesFor(call.id);
    await client.event('incoming');
    client.send({ command: 'accept', option: {} });
    await client.event('answer');
    await bench.exchange.pass(100);
    client.send({ command: 'tts', text: 'Hello.', playId: 'p' });
    expect(await client.event('trackStart')).toMatchObject({ trackId: 'server-side-track' });
    client.socket.close();
    await bench.until(() => call.isOver);
    expect(call.story.end?.reason).toBe('transport');
  });

  it('rejects it with the code of the client', async () => {
    const call = await rings();
    const client = await comesFor(call.id);
    await client.event('incoming');
    client.send({ command: 'reject', code: 486, reason: 'busy' });
    expect(await client.event('hangup')).toMatchObject({ reason: 'busy' });
    expect(call.leg.named('reject')).toMatchObject([{ code: 486 }]);
  });

  it.each(['accept', 'reject', 'ringing'])('says that no call waits to whoever would %s one', async (command) => {
    const client = await connect();
    client.send({ command });
    expect(await client.event('reject')).toMatchObject({ reason: 'no pending call', code: 486 });
    expect([await client.closed(), client.closeReason]).toEqual([1008, 'call.ended']);
  });

  it('needs the scope calls:control, and is nothing to strangers', async () => {
    const call = await rings();
    const weak = await comesFor(call.id, '', 'calls:dial');
    expect(await weak.event('error')).toMatchObject({ code: 403, errorCode: 'auth.forbidden' });
    expect(await weak.closed()).toBe(1008);
    const stranger = await bench.connect(`id=${call.id}`, {}, '/sip');
    stranger.send({ command: 'accept' });
    expect(await stranger.event('reject')).toMatchObject({ reason: 'no pending call' });
    await stranger.closed();
    expect(call.isOver).toBe(false);
  });
});
