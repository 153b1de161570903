import { type CallOption, type SessionEvent, sipUserEntry, type TrunkEntry, trunkEntry } from '@callwright/protocol';
import { headerOf } from '@callwright/sip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerDigest } from './auth/answer-digest.js';
import { challengesOf } from './auth/check-digest.js';
import { dialogIdOf } from './dialog/dialogs.js';
import { tagIn } from './dialog/sip-dialog.js';
import {
  type BenchServer,
  HOME,
  keysOf,
  newCallId,
  phoneSdp,
  RequestQueue,
  type SipBench,
  startBenchServer,
  startSipBench,
} from './sip-bench.js';
import type { IncomingRequest, IncomingResponse } from './stack/sip-stack.js';

let bench: SipBench;
let far: BenchServer;
let requests: RequestQueue;

const trunk = (change: Partial<TrunkEntry> = {}): TrunkEntry => ({
  ...trunkEntry.parse({
    id: 't-1',
    workspaceId: HOME,
    name: 'carrier',
    gateways: [{ host: '127.0.0.1', port: far.port }],
    callerId: '+4930999',
    checksHealth: false,
    auth: { username: 'us', password: 'secret' },
    inboundAuth: null,
  }),
  ...change,
});

beforeEach(async () => {
  bench = await startSipBench();
  requests = new RequestQueue();
  far = await startBenchServer((stack) => stack.onRequest(requests.take));
  bench.directory.trunks = [trunk()];
});
afterEach(async () => {
  await far.close();
  await bench.close();
});

const nextRequest = async (method: string): Promise<IncomingRequest> => {
  for (;;) {
    const request = await requests.next();
    if (request.message.method === method) return request;
  }
};
const nextInvite = () => nextRequest('INVITE');

const dial = async (
  target: string,
  change: { callerId?: string; headers?: Record<string, string>; option?: CallOption } = {},
) => {
  const callId = newCallId();
  const leg = bench.adapter.dialler.dial({ callId, workspaceId: HOME, target, option: {}, ...change });
  const { stream, fake } = await bench.openSound(callId);
  const events: SessionEvent[] = [];
  const opened = leg.openSound(stream, (event) => events.push(event));
  opened.catch(() => undefined);
  return { leg, fake, events, opened };
};

describe('a call by a trunk', () => {
  it('goes to its gateway with the number as it wants it, rings, is heard early, and is answered', async () => {
    const { opened, fake, events } = await dial('030 1234567', {
      callerId: '+4930555',
      headers: { 'X-Order': '7', Via: 'x' },
    });
    const invite = await nextInvite();
    expect(invite.message.uri).toBe(`sip:+49301234567@127.0.0.1:${far.port}`);
    expect(headerOf(invite.message, 'From')).toContain('+4930555');
    expect(headerOf(invite.message, 'X-Order')).toBe('7');
    await invite.respond(180);
    await invite.respond(183, { body: phoneSdp(42_000) });
    await expect.poll(() => events.map((one) => one.event === 'ringing' && one.earlyMedia)).toEqual([false, true]);
    await invite.respond(200, { body: phoneSdp(42_000) });
    await opened;
    expect(fake.rtp).toMatchObject({ codec: 'pcma', phase: 'confirmed', remote: { port: 42_000 } });
  });

  it('names in its Contact whom the call wants, where the call itself is', async () => {
    await dial('030 1234567', { option: { sip: { contact: 'sip:desk@192.0.2.7:5070' } } });
    const invite = await nextInvite();
    expect(headerOf(invite.message, 'Contact')).toBe(`<sip:desk@127.0.0.1:${invite.source.port}>`);
  });

  it('goes out as it was dialled where the carrier wants that, without its blanks', async () => {
    bench.directory.trunks = [trunk({ numberFormat: 'asDialled', callerId: '030 999' })];
    await dial('030 123-4567');
    const invite = await nextInvite();
    expect(invite.message.uri).toBe(`sip:0301234567@127.0.0.1:${far.port}`);
    expect(headerOf(invite.message, 'From')).toContain('<sip:030999@');
  });

  it.each([
    [{ username: 'us', password: 'secret' }, '1800;refresher=uas', '3600;refresher=uas'],
    [null, '1800', '3600'],
  ])(
    'asks the carrier to keep the session up only when it may want a password for that: %j',
    async (auth, first, longer) => {
      bench.directory.trunks = [trunk({ auth })];
      await dial('+49301234567');
      const invite = await nextInvite();
      expect(headerOf(invite.message, 'Session-Expires')).toBe(first);
      await invite.respond(422, { headers: { 'Min-SE': '3600' } });
      expect(headerOf((await nextInvite()).message, 'Session-Expires')).toBe(longer);
    },
  );

  it('proves who we are when it is asked', async () => {
    const { opened } = await dial('+49301234567');
    const first = await nextInvite();
    await first.respond(407, {
      headers: { 'Proxy-Authenticate': challengesOf({ realm: 'carrier', nonce: 'n1', isStale: false }, ['MD5']) },
    });
    const second = await nextInvite();
    expect(headerOf(second.message, 'Call-ID')).toBe(headerOf(first.message, 'Call-ID'));
    expect(headerOf(second.message, 'Proxy-Authorization')).toContain('username="us"');
    await second.respond(200, { body: phoneSdp() });
    await opened;
  });

  it.each([
    [486, 'call.busy'],
    [603, 'call.rejected'],
    [404, 'call.unreachable'],
    [480, 'media.timeout'],
    [408, 'media.timeout'],
    [600, 'call.busy'],
    [403, 'call.refused'],
    [402, 'call.refused'],
    [488, 'call.refused'],
    [500, 'call.unreachable'],
  ])('comes to nothing on %i as %s, and is told by reject', async (status, code) => {
    const { opened, events } = await dial('+49301234567');
    await (await nextInvite()).respond(status);
    await expect(opened).rejects.toMatchObject({ code, status });
    expect(events).toEqual([expect.objectContaining({ event: 'reject', code: status })]);
  });

  it('goes on to the next gateway when one is out of order, and not when it said no', async () => {
    const gateways = [
      { host: '127.0.0.1', port: far.port, transport: 'udp', priority: 2 },
      { host: 'localhost', port: far.port, transport: 'udp', priority: 1 },
    ] as const;
    bench.directory.trunks = [trunk({ gateways: [...gateways] })];
    const { opened } = await dial('+49301234567');
    const first = await nextInvite();
    expect(first.message.uri).toContain('@localhost');
    await first.respond(503);
    const second = await nextInvite();
    expect(second.message.uri).toContain('@127.0.0.1');
    await second.respond(403);
    await expect(opened).rejects.toMatchObject({
      code: 'call.refused',
      message: expect.stringContaining('caller id'),
    });
  });

  it('stops ringing when nobody waits for it any more', async () => {
    const { leg, opened } = await dial('+49301234567');
    const invite = await nextInvite();
    let isCancelled = false;
    invite.onCancel(() => {
      isCancelled = true;
    });
    await invite.respond(180);
    await leg.close();
    await expect(opened).rejects.toMatchObject({ code: 'call.ended' });
    await expect.poll(() => isCancelled).toBe(true);
  });

  it('ends when the other side hangs up', async () => {
    const { leg, opened } = await dial('+49301234567');
    const invite = await nextInvite();
    await invite.respond(200, { body: phoneSdp() });
    await opened;
    const dialogId = `${headerOf(invite.message, 'Call-ID')};from-tag=${/tag=([^;]+)/.exec(headerOf(invite.message, 'From') ?? '')?.[1]}`;
    await far.stack.send({ method: 'BYE', dialogId }, () => undefined);
    await expect.poll(() => leg.signal.reason).toMatchObject({ ending: { initiator: 'callee' } });
  });

  it('follows a 3xx where that is allowed', async () => {
    const { opened } = await dial('+49301234567');
    const first = await nextInvite();
    await first.respond(302, { headers: { Contact: '<sip:+49307654321@elsewhere.example>' } });
    const second = await nextInvite();
    expect(second.message.uri).toBe(`sip:+49307654321@127.0.0.1:${far.port}`);
    await second.respond(200, { body: phoneSdp() });
    await opened;
  });
});

describe('a phone of ours', () => {
  const register = async (headers: Record<string, string> = {}): Promise<IncomingResponse> => {
    const uri = `sip:127.0.0.1:${bench.port}`;
    const ask = (more: Record<string, string>) =>
      new Promise<IncomingResponse>((resolve, reject) => {
        const own = {
          From: '<sip:anna@127.0.0.1>',
          To: '<sip:anna@127.0.0.1>',
          Contact: `<sip:anna@127.0.0.1:${far.port}>`,
        };
        far.stack.send({ method: 'REGISTER', uri, headers: { ...own, ...headers, ...more } }, resolve).catch(reject);
      });
    const challenge = await ask({});
    const request = { method: 'REGISTER', uri, body: new Uint8Array() };
    const answer = answerDigest(challenge.message, { username: 'anna', password: 'correct horse' }, request, 'c0');
    return ask({ Authorization: answer?.value ?? '' });
  };

  beforeEach(() => {
    bench.directory.trunks = [];
    bench.directory.users = [
      sipUserEntry.parse({
        id: 'u-1',
        workspaceId: HOME,
        username: 'anna',
        displayName: 'Anna',
        ...keysOf('anna', 'correct horse'),
        mayDialOut: false,
        isEnabled: true,
      }),
    ];
  });

  it('registers, is told of, is called, and goes', async () => {
    const registered = await register();
    expect(registered.message.status).toBe(200);
    expect(headerOf(registered.message, 'Contact')).toMatch(/expires=3600/);
    expect(bench.adapter.state().phones).toEqual([expect.objectContaining({ userId: 'u-1', transport: 'udp' })]);
    const { opened } = await dial('anna');
    const invite = await nextInvite();
    expect(invite.message.uri).toBe(`sip:anna@127.0.0.1:${far.port}`);
    await invite.respond(200, { body: phoneSdp() });
    await opened;
    expect((await register({ Expires: '0' })).message.status).toBe(200);
    expect(bench.adapter.state().phones).toEqual([]);
  });

  it.each([
    [true, ['+49304444']],
    [false, []],
  ])('hands calls on as ours when it may dial out: %s', async (mayDialOut, asOurs) => {
    bench.directory.users = bench.directory.users.map((user) => ({ ...user, mayDialOut }));
    await register();
    const { opened } = await dial('anna');
    const invite = await nextInvite();
    await invite.respond(200, { body: phoneSdp() });
    await opened;
    const headers = { 'Refer-To': '<sip:+49304444@pbx.example>' };
    const dialogId = dialogIdOf(headerOf(invite.message, 'Call-ID') ?? '', tagIn(invite.message, 'From'));
    await far.stack.send({ method: 'REFER', dialogId, headers }, () => undefined);
    await (await nextRequest('NOTIFY')).respond(200);
    await expect.poll(() => bench.handed).toEqual(['+49304444']);
    expect(bench.handedAsOurs).toEqual(asOurs);
  });

  it('is one phone, however it writes its address', async () => {
    await register();
    expect((await register({ Contact: `<SIP:%61nna@127.0.0.1:${far.port}>` })).message.status).toBe(200);
    expect(bench.adapter.state().phones).toHaveLength(1);
  });

  it('registers at the address of a trunk as well', async () => {
    bench.directory.trunks = [trunk({ inboundAddresses: ['127.0.0.0/8'] })];
    expect((await register()).message.status).toBe(200);
  });

  it('comes back no sooner than it should, and registers nobody else', async () => {
    expect((await register({ Expires: '5' })).message.status).toBe(423);
    expect((await register({ To: '<sip:bert@127.0.0.1>' })).message.status).toBe(403);
  });

  it('that is not registered is reached by nobody', () => {
    expect(() =>
      bench.adapter.dialler.dial({ callId: newCallId(), workspaceId: HOME, target: 'anna', option: {} }),
    ).toThrow(expect.objectContaining({ code: 'media.timeout' }));
  });
});
