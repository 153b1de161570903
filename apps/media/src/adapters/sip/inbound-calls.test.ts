import { AppError, endpointId, type SessionEvent, type TrunkEntry, trunkEntry, trunkId } from '@callwright/protocol';
import { headerOf } from '@callwright/sip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type BenchServer,
  HOME,
  phoneSdp,
  RequestQueue,
  type SipBench,
  startBenchServer,
  startSipBench,
} from './sip-bench.js';
import type { IncomingResponse, SentRequest } from './stack/sip-stack.js';

let bench: SipBench;
let far: BenchServer;
let requests: RequestQueue;

const trunk = (change: Partial<TrunkEntry> = {}): TrunkEntry => ({
  ...trunkEntry.parse({
    id: 't-1',
    workspaceId: HOME,
    name: 'carrier',
    gateways: [{ host: '127.0.0.1', port: 9 }],
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

type Called = {
  readonly sent: SentRequest;
  /** The next response with this status. */
  readonly status: (status: number) => Promise<IncomingResponse>;
  readonly final: () => Promise<IncomingResponse>;
};

const call = async (
  user: string,
  content: { body?: string; headers?: Record<string, string> } = {},
): Promise<Called> => {
  const came: IncomingResponse[] = [];
  const waiting: (() => void)[] = [];
  const { body = phoneSdp(), headers = {} } = content;
  const sent = await far.stack.send(
    {
      method: 'INVITE',
      uri: `sip:${user}@127.0.0.1:${bench.port}`,
      headers: { From: '<sip:+49301111@carrier.example>', ...headers },
      ...(body !== '' && { body }),
    },
    (response) => {
      came.push(response);
      for (const wake of waiting.splice(0)) wake();
    },
  );
  const find = async (matches: (status: number) => boolean): Promise<IncomingResponse> => {
    for (;;) {
      const found = came.find(({ message }) => matches(message.status));
      if (found) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { sent, status: (status) => find((one) => one === status), final: () => find((one) => one >= 200) };
};

const answer = (): SessionEvent => ({
  event: 'answer',
  timestamp: 0,
  trackId: bench.calls[0]?.leg.callId as never,
  sdp: '',
});
const ringing = (earlyMedia: boolean): SessionEvent => ({ ...answer(), event: 'ringing', earlyMedia }) as SessionEvent;
const reject = (code: number): SessionEvent => ({ ...answer(), event: 'reject', reason: 'no', code }) as SessionEvent;
const hangup: SessionEvent = {
  event: 'hangup',
  timestamp: 0,
  reason: 'completed',
  initiator: 'system',
  startTime: '',
  hangupTime: '',
};

const answered = async () => {
  const arriving = bench.nextCall();
  const called = await call('support');
  const arrived = await arriving;
  arrived.leg.send(answer());
  const response = await called.final();
  response.acknowledge();
  const within = async (method: string, content: { body?: string; headers?: Record<string, string> } = {}) =>
    new Promise<IncomingResponse>((resolve, reject) => {
      const dialogId = response.dialogId ?? '';
      far.stack
        .send({ method, dialogId, ...content }, (one) => {
          if (one.message.status < 200) return;
          if (method === 'INVITE') one.acknowledge();
          resolve(one);
        })
        .catch(reject);
    });
  return { called, arrived, response, within };
};

describe('a call that comes in by a trunk', () => {
  it('leads to the endpoint of its user part, with its numbers, and its headers to be read', async () => {
    const arriving = bench.nextCall();
    await call('support', { headers: { 'X-Customer': '42', 'P-Asserted-Identity': '<sip:+4930222@c.example>' } });
    const { leg, principal } = await arriving;
    expect(leg).toMatchObject({ protocol: 'sip', direction: 'inbound', from: '+4930222', to: 'support' });
    expect(leg.identity).toEqual({ asserted: '+4930222', proofs: [] });
    expect(leg.headers['X-Customer']).toBe('42');
    expect(Object.keys(leg.headers)).not.toEqual(expect.arrayContaining(['Via']));
    expect(principal).toMatchObject({ kind: 'telephone', trunkId: 't-1', line: { kind: 'endpoint', name: 'support' } });
  });

  it('leads where its number is mapped to, the longest pattern first', async () => {
    bench.directory.numbers = [
      {
        id: 'n1',
        workspaceId: HOME,
        trunkId: null,
        pattern: '+4930*',
        endpointId: endpointId.parse('all'),
        fallback: null,
      },
      {
        id: 'n2',
        workspaceId: HOME,
        trunkId: null,
        pattern: '+493012*',
        endpointId: endpointId.parse('sales'),
        fallback: null,
      },
    ];
    const arriving = bench.nextCall();
    await call('03012345');
    expect((await arriving).principal.line).toEqual({ kind: 'endpoint', name: 'sales' });
  });

  it('rings, is heard early, is answered, and then has its sound', async () => {
    const arriving = bench.nextCall();
    const called = await call('support');
    const { leg, sound } = await arriving;
    expect(sound.rtp).toMatchObject({ codec: 'pcma', phase: 'early', remote: { port: 40_000 } });
    leg.send(ringing(false));
    expect((await called.status(180)).body).toBe('');
    leg.send(ringing(true));
    expect((await called.status(183)).body).toContain('PCMA');
    leg.send(answer());
    const response = await called.final();
    expect(response.message.status).toBe(200);
    response.acknowledge();
    await expect.poll(() => sound.rtp?.phase).toBe('confirmed');
  });

  it.each([486, 503])('is turned away by the code of a reject: %i', async (code) => {
    const arriving = bench.nextCall();
    const called = await call('support');
    (await arriving).leg.send(reject(code));
    const { message } = await called.final();
    expect([message.status, headerOf(message, 'Retry-After')]).toEqual([code, code === 503 ? '10' : undefined]);
  });

  it('is over when it is taken back', async () => {
    const arriving = bench.nextCall();
    const called = await call('support');
    const { leg } = await arriving;
    leg.send(ringing(false));
    await called.status(180);
    called.sent.cancel();
    expect((await called.final()).message.status).toBe(487);
    await expect.poll(() => leg.signal.aborted).toBe(true);
  });

  it('is not found when nothing answers to its number', async () => {
    expect((await (await call('nobody')).final()).message.status).toBe(404);
  });

  it('is told that nobody is there when its flow cannot run', async () => {
    bench.refuseWith(new AppError('flow.notFound', 'x'));
    const called = await call('support');
    expect((await called.final()).message.status).toBe(480);
  });

  it('is told when to come back when there are too many calls, also to where its number leads then', async () => {
    bench.refuseWith(new AppError('call.busy', 'x'));
    const refused = await (await call('support')).final();
    expect([refused.message.status, headerOf(refused.message, 'Retry-After')]).toEqual([503, '10']);
    const fallback = { kind: 'dial', target: '+49301234567' } as const;
    const lineOf = { id: 'n', workspaceId: HOME, trunkId: null, endpointId: endpointId.parse('x') };
    bench.directory.numbers = [{ ...lineOf, pattern: '77', fallback }];
    const second = await (await call('77')).final();
    expect([second.message.status, headerOf(second.message, 'Retry-After')]).toEqual([503, '10']);
  });

  it('goes to the fallback of its number when the flow cannot run', async () => {
    bench.directory.numbers = [
      {
        id: 'n',
        workspaceId: HOME,
        trunkId: null,
        pattern: '77',
        endpointId: endpointId.parse('x'),
        fallback: { kind: 'reject', code: 606 },
      },
    ];
    bench.refuseWith(new AppError('flow.notFound', 'x'));
    expect((await (await call('77')).final()).message.status).toBe(606);
  });

  it('may offer late: our offer is in the answer, theirs in the ACK', async () => {
    const arriving = bench.nextCall();
    const called = await call('support', { body: '' });
    const { leg, sound } = await arriving;
    leg.send(answer());
    const response = await called.final();
    expect(response.body).toContain('m=audio 20000');
    response.acknowledge({ body: phoneSdp(41_000) });
    await expect.poll(() => sound.rtp).toMatchObject({ codec: 'pcma', remote: { port: 41_000 }, phase: 'confirmed' });
  });

  it('can be held, taken up again, and moved to another port', async () => {
    const { arrived, within } = await answered();
    const held = await within('INVITE', { body: phoneSdp(40_000, 'sendonly') });
    expect(held.body).toContain('a=recvonly');
    expect(arrived.sound.rtp?.direction).toBe('recvonly');
    await within('INVITE', { body: phoneSdp(45_000) });
    expect(arrived.sound.rtp).toMatchObject({ direction: 'sendrecv', remote: { port: 45_000 } });
  });

  it('keeps its sound when a change does not do', async () => {
    const { arrived, within } = await answered();
    const refused = await within('INVITE', {
      body: phoneSdp()
        .replace('8 101', '3')
        .replace(/a=rtpmap.*\r\n/g, ''),
    });
    expect(refused.message.status).toBe(488);
    expect(arrived.sound.rtp?.codec).toBe('pcma');
    expect((await within('INVITE', { body: phoneSdp(46_000) })).message.status).toBe(200);
  });

  it('tells keys by INFO, whichever way they are written', async () => {
    const { within } = await answered();
    const relay = { 'Content-Type': 'application/dtmf-relay' };
    expect((await within('INFO', { headers: relay, body: 'Signal=5\r\nDuration=160\r\n' })).message.status).toBe(200);
    expect((await within('INFO', { headers: { 'Content-Type': 'application/dtmf' }, body: '#' })).message.status).toBe(
      200,
    );
    expect((await within('INFO', { headers: { 'Content-Type': 'text/plain' }, body: 'x' })).message.status).toBe(415);
    const pressed = bench.events.flatMap((event) =>
      event.event === 'dtmf' && event.phase === 'start' ? event.digit : [],
    );
    expect(pressed).toEqual(['5', '#']);
  });

  it('ends when the caller hangs up, and says goodbye when we do', async () => {
    const { arrived, within } = await answered();
    expect((await within('BYE')).message.status).toBe(200);
    await expect.poll(() => arrived.leg.signal.reason).toMatchObject({ ending: { initiator: 'caller' } });
    const second = await answered();
    second.arrived.leg.endWith?.({ 'X-Order': '7', 'Call-ID': 'mine', 'X-Bad': 'a\r\nVia: x' });
    second.arrived.leg.send(hangup);
    const closing = second.arrived.leg.close();
    const bye = await requests.next();
    await bye.respond(200);
    await closing;
    expect(bye.message.method).toBe('BYE');
    expect(headerOf(bye.message, 'Reason')).toContain('Q.850;cause=16');
    expect(headerOf(bye.message, 'X-Order')).toBe('7');
    expect(headerOf(bye.message, 'Call-ID')).not.toBe('mine');
    expect(headerOf(bye.message, 'X-Bad')).toBeUndefined();
  });

  it('may be handed on by REFER, and hears how that went', async () => {
    const { arrived, within } = await answered();
    expect((await within('REFER', { headers: { 'Refer-To': '<sip:+49304444@pbx.example>' } })).message.status).toBe(
      202,
    );
    const notified: string[] = [];
    for (const _ of [1, 2, 3]) {
      const notify = await requests.next();
      notified.push(notify.body.trim());
      await notify.respond(200);
    }
    expect(notified).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK']);
    expect(bench.handed).toEqual(['+49304444']);
    expect(arrived.leg.handles.has('refer')).toBe(true);
  });

  it('is sent elsewhere by REFER, and tells how that goes', async () => {
    const { arrived, within } = await answered();
    const sending = arrived.leg.perform({ command: 'refer', target: '+49305555', options: { mode: 'sip' } });
    const refer = await requests.next();
    expect(headerOf(refer.message, 'Refer-To')).toContain('49305555');
    await refer.respond(202);
    await sending;
    const notify = (body: string, state: string) =>
      within('NOTIFY', {
        headers: { Event: 'refer', 'Subscription-State': state, 'Content-Type': 'message/sipfrag' },
        body,
      });
    await notify('SIP/2.0 180 Ringing', 'active');
    await notify('SIP/2.0 486 Busy Here', 'terminated;reason=noresource');
    expect(bench.events.filter(({ event }) => event === 'referStatus')).toEqual([
      expect.objectContaining({ status: 'busy' }),
    ]);
  });

  it('leaves what was said in it, without passwords', async () => {
    const { arrived, within } = await answered();
    await within('BYE');
    const entries = arrived.leg.signalling?.()?.entries ?? [];
    const titles = entries.map(
      ({ direction, message }) => `${direction} ${message.split('\r\n', 1)[0]?.replace(/ sip:.*/, '')}`,
    );
    expect(titles).toEqual(expect.arrayContaining(['in INVITE', 'out SIP/2.0 200 OK', 'in ACK', 'in BYE']));
  });

  it('gets no further line than the trunk has', async () => {
    bench.directory.trunks = [trunk({ maxCalls: 1 })];
    const first = await answered();
    expect((await (await call('support')).final()).message.status).toBe(503);
    first.arrived.leg.send(hangup);
    const closing = first.arrived.leg.close();
    await (await requests.next()).respond(200);
    await closing;
    const arriving = bench.nextCall();
    await call('support');
    expect((await arriving).leg.to).toBe('support');
  });
});

describe('a stranger', () => {
  beforeEach(() => {
    bench.directory.trunks = [];
  });

  it('is asked who they are, and told nothing else', async () => {
    const response = await (await call('support')).final();
    expect(response.message.status).toBe(401);
    expect(bench.calls).toEqual([]);
  });

  const guess = (nonce: string) => ({
    headers: {
      Authorization: `Digest username="a", realm="callwright", nonce="${nonce}", uri="sip:support@127.0.0.1", response="c"`,
    },
  });

  it('with a wrong password is refused, late and without a reason', async () => {
    const { message } = await (await call('support')).final();
    const nonce = /nonce="([^"]+)"/.exec(headerOf(message, 'WWW-Authenticate') ?? '')?.[1] ?? '';
    expect((await (await call('support', guess(nonce))).final()).message.status).toBe(403);
    expect(bench.refused).toContain('wrongPassword');
  });

  it('with a nonce that was never given there is asked again, so that nobody is blocked in the name of others', async () => {
    for (let attempt = 0; attempt < 12; attempt += 1)
      expect((await (await call('support', guess('b'))).final()).message.status).toBe(401);
    expect(bench.refused).not.toContain('wrongPassword');
  });

  it('who asks too often gets no answer any more', async () => {
    await Promise.all(Array.from({ length: 60 }, () => call('x')));
    await expect.poll(() => bench.refused).toContain('tooMany');
  });
});

describe('a trunk that registers, without a list of addresses', () => {
  const registered = async (grant: Record<string, string> = {}) => {
    const own = trunk({
      gateways: [{ host: '127.0.0.1', port: far.port, transport: 'udp', priority: 1 }],
      inboundAddresses: [],
      registers: true,
      auth: { username: 'account', password: 'secret' },
    });
    bench.directory.trunks = [own];
    bench.adapter.refresh();
    const register = await requests.next();
    expect(register.message.method).toBe('REGISTER');
    return { own, register, answer: (status: number) => register.respond(status, { headers: grant }) };
  };
  const state = () => bench.adapter.state().trunks[0]?.registration.status;

  it('has its calls taken from where it is registered, and only while it is', async () => {
    const { answer } = await registered({ Expires: '3600' });
    expect((await (await call('support')).final()).message.status).toBe(401);
    await answer(200);
    await expect.poll(state).toBe('registered');
    expect(bench.adapter.isTrunk('127.0.0.1')).toBe(true);
    expect(bench.adapter.isTrunk('::ffff:127.0.0.1')).toBe(true);
    expect(bench.adapter.isTrunk('127.0.0.2')).toBe(false);
    const arriving = bench.nextCall();
    await call('support');
    expect((await arriving).principal).toMatchObject({ trunkId: 't-1' });
    bench.directory.trunks = [];
    bench.adapter.refresh();
    expect((await (await call('support')).final()).message.status).toBe(401);
  });

  it('has none taken when it was refused', async () => {
    const { answer } = await registered();
    await answer(403);
    await expect.poll(state).toBe('failed');
    expect(bench.adapter.isTrunk('127.0.0.1')).toBe(false);
  });

  it('is told from others at the same carrier by the name it registered', async () => {
    const { own, answer } = await registered({ Expires: '3600' });
    await answer(200);
    await expect.poll(state).toBe('registered');
    bench.directory.endpoints.add('account');
    bench.directory.trunks = [trunk({ id: trunkId.parse('t-0') }), own];
    const arriving = bench.nextCall();
    await call('account');
    expect((await arriving).principal).toMatchObject({ trunkId: 't-1' });
  });
});
