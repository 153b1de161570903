import {
  AppError,
  type SessionEvent,
  sipUserEntry,
  type TrunkEntry,
  trunkEntry,
  workspaceId,
} from '@callwright/protocol';
import { headerOf, headersOf } from '@callwright/sip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ArrivedCall,
  type BenchServer,
  HOME,
  keysOf,
  newCallId,
  phoneSdp,
  RequestQueue,
  type SipBench,
  startBenchServer,
  startSipBench,
} from '../sip-bench.js';
import type { IncomingRequest, IncomingResponse } from '../stack/sip-stack.js';

let bench: SipBench;
/** Two telephones of the carrier's, at one address. */
let far: BenchServer;
let requests: RequestQueue;

const trunk = (change: Partial<TrunkEntry> = {}): TrunkEntry => ({
  ...trunkEntry.parse({
    id: 't-1',
    workspaceId: HOME,
    name: 'carrier',
    gateways: [{ host: '127.0.0.1', port: far.port }],
    inboundAddresses: ['127.0.0.0/8'],
    checksHealth: false,
    auth: null,
    inboundAuth: null,
  }),
  ...change,
});

beforeEach(async () => {
  bench = await startSipBench();
  requests = new RequestQueue();
  far = await startBenchServer((stack) => stack.onRequest(requests.take));
  bench.directory.trunks = [trunk()];
  bench.directory.endpoints.add('support');
});
afterEach(async () => {
  await far.close();
  await bench.close();
});

/** The next request of a method. */
const next = async (method: string): Promise<IncomingRequest> => {
  for (;;) {
    const request = await requests.next();
    if (request.message.method === method) return request;
  }
};

/** Its BYE is answered as soon as it comes. */
const hungUpOn = async (): Promise<IncomingRequest> => {
  const bye = await next('BYE');
  await bye.respond(200);
  return bye;
};

const invite = (headers: Record<string, string | readonly string[]> = {}, body = phoneSdp()) =>
  new Promise<IncomingResponse>((resolve, reject) => {
    const uri = `sip:support@127.0.0.1:${bench.port}`;
    const own = { From: '<sip:+49301111@carrier.example>', ...headers };
    far.stack
      .send({ method: 'INVITE', uri, headers: own, ...(body !== '' && { body }) }, (response) => {
        if (response.message.status >= 200) resolve(response);
      })
      .catch(reject);
  });

const within = (method: string, dialogId: string, headers: Record<string, string> = {}) =>
  new Promise<IncomingResponse>((resolve, reject) => {
    far.stack.send({ method, dialogId, headers }, resolve).catch(reject);
  });

const answer = (): SessionEvent => ({ event: 'answer', timestamp: 0, trackId: 'x' as never, sdp: '' });

/** A call of the first telephone, and what a second one needs to take its place. */
const talking = async (): Promise<{ arrived: ArrivedCall; response: IncomingResponse; replaces: string }> => {
  const arriving = bench.nextCall();
  const answered = invite();
  const arrived = await arriving;
  arrived.leg.send(answer());
  const response = await answered;
  response.acknowledge();
  return { arrived, response, replaces: replacesOf(response) };
};

/** The dialog of a response to its INVITE, as we see it. */
const replacesOf = ({ message }: IncomingResponse): string => {
  const tag = (name: string) => /tag=([^;>]+)/.exec(headerOf(message, name) ?? '')?.[1] ?? '';
  return `${headerOf(message, 'Call-ID')};to-tag=${tag('To')};from-tag=${tag('From')}`;
};

describe('an INVITE with Replaces', () => {
  it('takes the place of who called: the call goes on with it, and the other one is hung up on', async () => {
    const { arrived, response, replaces } = await talking();
    const taken = await invite({ Replaces: replaces, Require: 'replaces' }, phoneSdp(43_000));
    expect(taken.message.status).toBe(200);
    expect(headersOf(taken.message, 'Supported')).toContain('replaces');
    taken.acknowledge();
    const bye = await hungUpOn();
    expect(headerOf(bye.message, 'Call-ID')).toBe(headerOf(response.message, 'Call-ID'));
    expect(arrived.sound.rtp).toMatchObject({ remote: { port: 43_000 }, phase: 'confirmed' });
    expect(bench.calls).toHaveLength(1);
    expect(arrived.leg.signal.aborted).toBe(false);
    expect((await within('BYE', taken.dialogId ?? '')).message.status).toBe(200);
    await expect.poll(() => arrived.leg.signal.reason).toMatchObject({ ending: { initiator: 'caller' } });
    await arrived.leg.close();
    const callIds = new Set(
      arrived.leg.signalling?.()?.entries.map(({ message }) => /^call-id: *(\S+)/im.exec(message)?.[1]),
    );
    expect(callIds.size).toBe(2);
  });

  it('takes the place of who was called, and is hung up on when that is due', async () => {
    const callId = newCallId();
    const leg = bench.adapter.dialler.dial({ callId, workspaceId: HOME, target: '+49301234567', option: {} });
    const { stream, fake } = await bench.openSound(callId);
    const opened = leg.openSound(stream, () => undefined);
    const called = await next('INVITE');
    const sent = await called.respond(200, { body: phoneSdp() });
    await opened;
    const tag = (value = '') => /tag=([^;>]+)/.exec(value)?.[1] ?? '';
    const theirs = sent && tag(headerOf(sent, 'To'));
    // As the one who is asked for sees it, which is us: our tag is the From of our INVITE.
    const ours = tag(headerOf(called.message, 'From'));
    const replaces = `${headerOf(called.message, 'Call-ID')};to-tag=${ours};from-tag=${theirs}`;
    const taken = await invite({ Replaces: replaces }, phoneSdp(43_000));
    taken.acknowledge();
    await hungUpOn();
    expect(fake.rtp?.remote).toMatchObject({ port: 43_000 });
    const closing = leg.close();
    const bye = await hungUpOn();
    await closing;
    expect(headerOf(bye.message, 'Call-ID')).toBe(headerOf(taken.message, 'Call-ID'));
  });

  it('may come without an offer: ours is in the answer', async () => {
    const { arrived, replaces } = await talking();
    const taken = await invite({ Replaces: replaces }, '');
    expect(taken.body).toContain('m=audio 20000');
    taken.acknowledge({ body: phoneSdp(44_000) });
    await expect.poll(() => arrived.sound.rtp?.remote).toMatchObject({ port: 44_000 });
  });

  it('changes nothing when its sound does not do', async () => {
    const { arrived, response, replaces } = await talking();
    const gsm = phoneSdp()
      .replace('8 101', '3')
      .replace(/a=rtpmap.*\r\n/g, '');
    expect((await invite({ Replaces: replaces }, gsm)).message.status).toBe(488);
    expect(arrived.sound.rtp).toMatchObject({ codec: 'pcma', remote: { port: 40_000 } });
    expect((await within('BYE', response.dialogId ?? '')).message.status).toBe(200);
  });

  it.each([
    ['a call that is not there', 481, () => 'x;to-tag=a;from-tag=b'],
    ['a call that was answered, when it wants one that rings', 486, (replaces: string) => `${replaces};early-only`],
    ['nothing that can be read', 400, () => 'x'],
  ])('for %s is refused by %i', async (_, status, write) => {
    const { replaces } = await talking();
    expect((await invite({ Replaces: write(replaces) })).message.status).toBe(status);
  });

  it('that names two calls is refused', async () => {
    const { replaces } = await talking();
    expect((await invite({ Replaces: [replaces, replaces] })).message.status).toBe(400);
  });

  it('does not take a call that still rings from who calls', async () => {
    const arriving = bench.nextCall();
    const calling = invite();
    const { leg } = await arriving;
    expect((await invite({ Replaces: 'x;to-tag=a;from-tag=b' })).message.status).toBe(481);
    leg.send({ ...answer(), event: 'reject', reason: 'no', code: 486 } as SessionEvent);
    expect((await calling).message.status).toBe(486);
  });

  it('learns nothing of the calls of other workspaces', async () => {
    const { arrived, replaces } = await talking();
    bench.directory.trunks = [trunk({ workspaceId: 'w-2' as never })];
    expect((await invite({ Replaces: replaces })).message.status).toBe(481);
    expect(arrived.leg.signal.aborted).toBe(false);
  });

  it('takes a line of its trunk, and gives back that of the other', async () => {
    bench.directory.trunks = [trunk({ maxCalls: 2 })];
    bench.adapter.refresh();
    const { replaces } = await talking();
    const taken = await invite({ Replaces: replaces });
    taken.acknowledge();
    await expect.poll(() => bench.adapter.state().trunks[0]?.calls).toBe(1);
  });

  it('of a stranger is asked who that is, like any other', async () => {
    const { replaces } = await talking();
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
    expect((await invite({ Replaces: replaces })).message.status).toBe(401);
  });
});

describe('a REFER with Replaces', () => {
  const refer = (dialogId: string | null, replaces: string) =>
    within('REFER', dialogId ?? '', {
      'Refer-To': `<sip:+49304444@127.0.0.1?Replaces=${encodeURIComponent(replaces)}>`,
    });

  it('joins those two calls talk to when both are ours', async () => {
    const [first, second] = [await talking(), await talking()];
    expect((await refer(first.response.dialogId, second.replaces)).message.status).toBe(202);
    await expect.poll(() => bench.handed).toEqual([`${first.arrived.leg.callId} with ${second.arrived.leg.callId}`]);
  });

  it('calls who was named, for the place in a call elsewhere', async () => {
    const { response } = await talking();
    const elsewhere = 'abc@pbx;to-tag=1;from-tag=2';
    await refer(response.dialogId, elsewhere);
    await expect.poll(() => bench.handed).toEqual([`+49304444 for ${elsewhere}`]);
  });
});

describe('a REFER with Replaces', () => {
  const referTo = async (one: IncomingResponse, replaces: string) => {
    const target = `<sip:support@pbx.example?Replaces=${encodeURIComponent(replaces)}>`;
    expect((await within('REFER', one.dialogId ?? '', { 'Refer-To': target })).message.status).toBe(202);
    await (await next('NOTIFY')).respond(200);
    await expect.poll(() => bench.handed).toHaveLength(1);
    return bench.handed[0];
  };

  it('joins those that two calls talk to', async () => {
    const [first, second] = [await talking(), await talking()];
    expect(await referTo(second.response, first.replaces)).toMatch(/ with c-/);
  });

  it('joins nobody of another workspace', async () => {
    const first = await talking();
    bench.directory.trunks = [trunk({ id: 't-2' as TrunkEntry['id'], workspaceId: workspaceId.parse('w-2') })];
    const second = await talking();
    expect(await referTo(second.response, first.replaces)).not.toMatch(/ with c-/);
  });
});

describe('a REFER that has nobody to hand on', () => {
  it.each([
    ['call.transferFailed', 603],
    ['call.notAllowed', 403],
    ['call.ended', 481],
  ] as const)('is told so by its answer, and by no NOTIFY (%s: %i)', async (code, status) => {
    const { response } = await talking();
    const refer = () => within('REFER', response.dialogId ?? '', { 'Refer-To': '<sip:+49304444@pbx.example>' });
    bench.refuseTransfersWith(new AppError(code, 'x'));
    expect((await refer()).message.status).toBe(status);
    bench.refuseTransfersWith(null);
    expect((await refer()).message.status).toBe(202);
    // So the first NOTIFY there is belongs to the second REFER.
    const notify = await next('NOTIFY');
    await notify.respond(200);
    expect([headerOf(notify.message, 'CSeq'), notify.body.trim()]).toEqual(['1 NOTIFY', 'SIP/2.0 100 Trying']);
    await expect.poll(() => bench.handed).toEqual(['+49304444']);
  });

  it('as one of the two calls to be joined talks to nobody', async () => {
    const [first, second] = [await talking(), await talking()];
    bench.refuseTransfersWith(new AppError('call.transferFailed', 'x'));
    const headers = { 'Refer-To': `<sip:x@127.0.0.1?Replaces=${encodeURIComponent(second.replaces)}>` };
    expect((await within('REFER', first.response.dialogId ?? '', headers)).message.status).toBe(603);
    expect(bench.handed).toEqual([]);
  });
});
