import type { Scope } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallSocketBench } from './call-socket-bench.js';

const NUMBER = '+12025550123';
let bench: CallSocketBench;

beforeEach(async () => {
  bench = await CallSocketBench.open();
});
afterEach(() => bench.close());

const connect = (query = '', ...scopes: Scope[]) => {
  const key = scopes.length > 0 ? scopes : (['calls:dial'] as const);
  return bench.connect(`token=${bench.exchange.key(...key)}&${query}`, {}, 'sip');
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
    const client = await bench.connect('', {}, 'sip');
    client.send({ command: 'invite', callee: NUMBER });
    expect(await client.event('error')).toMatchObject({ code: 'auth.required' });
    await client.closed();
  });
});
