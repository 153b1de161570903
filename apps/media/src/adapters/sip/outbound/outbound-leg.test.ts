import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError, callId, type SessionEvent, trunkEntry, workspaceId } from '@callwright/protocol';
import { encodeText, headerOf, type SipRequest } from '@callwright/sip';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeSound } from '../../../calls/fake-sound.js';
import { silentLog } from '../../../platform/logging.js';
import { settle } from '../../../platform/settle.js';
import { Dialogs } from '../dialog/dialogs.js';
import { phoneSdp } from '../sip-bench.js';
import type { SipParts } from '../sip-parts.js';
import type { IncomingResponse, OutgoingRequest, ResponseListener, SentRequest, SipStack } from '../stack/sip-stack.js';
import { CallTraces } from '../trace/call-traces.js';
import { Transfers } from '../transfer/transfers.js';
import { TrunkCalls } from '../trunks/trunk-calls.js';
import { OutboundLeg } from './outbound-leg.js';
import type { Route, RoutePlan } from './route-plan.js';

/** A request as it went out, and what the far side makes of it. */
class Asked {
  readonly request: OutgoingRequest;
  readonly #onResponse: ResponseListener;
  readonly #id: string;
  isCancelled = false;
  acknowledged = 0;
  /** What was said with the acknowledgement. */
  said = '';

  constructor(request: OutgoingRequest, onResponse: ResponseListener, id: string) {
    this.request = request;
    this.#onResponse = onResponse;
    this.#id = id;
  }

  get message(): SipRequest {
    const { method, uri = '', headers = {} } = this.request;
    const all = { 'Call-ID': this.#id, CSeq: `1 ${method}`, From: '<sip:us>;tag=us', ...headers };
    const lines = Object.entries(all).map(([name, value]) => ({ name, value: String(value) }));
    return { kind: 'request', method, uri, headers: lines, body: new Uint8Array() };
  }

  answers(status: number, headers: Record<string, string> = {}, body = ''): void {
    const all = { 'Call-ID': this.#id, To: '<sip:them>;tag=them', 'Content-Type': 'application/sdp', ...headers };
    const response: IncomingResponse = {
      message: {
        ...{ kind: 'response', status, reason: 'x', body: encodeText(body) },
        headers: Object.entries(all).map(([name, value]) => ({ name, value })),
      },
      body,
      source: { transport: 'udp', address: '192.0.2.1', port: 5060 },
      dialogId: `${this.#id};from-tag=us`,
      acknowledge: ({ body: said } = {}) => {
        this.acknowledged += 1;
        this.said = said ?? '';
      },
    };
    this.#onResponse(response);
  }
}

let clock: FakeClock;
let asked: Asked[];
let isRefused: boolean;
let hasBrowsers: boolean;

const stack: SipStack = {
  isConnected: () => true,
  onRequest: () => undefined,
  onConnection: () => undefined,
  close: async () => undefined,
  send: async (request, onResponse): Promise<SentRequest> => {
    if (isRefused) throw new Error('no');
    const one = new Asked(request, onResponse, `c${asked.length}`);
    asked.push(one);
    return {
      message: one.message,
      cancel: () => {
        one.isCancelled = true;
      },
      onUpdate: () => undefined,
    };
  },
};

const trunk = trunkEntry.parse({
  ...{ id: 't-1', workspaceId: 'w-1', name: 'carrier', auth: null, inboundAuth: null },
  gateways: [{ host: 'one.example' }],
});
const routeTo = (host: string, change: Partial<Route> = {}): Route => ({
  ...{ uri: `sip:x@${host}`, login: null, headers: {}, trunk },
  profile: { codecs: ['pcma'], srtp: 'off', hasKeys: true },
  ...change,
});

const dial = async (plan: RoutePlan) => {
  const id = callId.parse('c-1');
  const trunkCalls = new TrunkCalls(() => undefined);
  const dialogs = new Dialogs();
  const handOver = { check: () => undefined, move: async () => undefined, join: async () => undefined };
  const parts = {
    ...{ stack, clock, dialogs, trunkCalls, newId: () => 'id', newKey: () => 'a2V5', newSeed: () => 1 },
    ...{ log: silentLog, traces: new CallTraces() },
    transfers: new Transfers({ dialogs, handOver, clock, log: silentLog }),
  } as unknown as SipParts;
  const leg = new OutboundLeg({
    ...parts,
    ...{ callId: id, workspaceId: workspaceId.parse('w-1'), from: '', to: 'x', option: {}, plan },
    redirected: () => [],
  });
  const sound = new FakeSound(clock);
  const opening = await sound.open({ callId: id }, { onEvent: () => undefined, onLost: () => undefined });
  const offerWebrtc = async () => {
    throw new AppError('media.noWorker', 'No browsers.');
  };
  const stream = hasBrowsers ? opening : { ...opening, offerWebrtc };
  const events: SessionEvent[] = [];
  const opened = leg.openSound(stream, (event) => events.push(event));
  opened.catch(() => undefined);
  await settle();
  return { leg, opened, events, trunkCalls };
};
const pass = async (ms: number) => {
  clock.advance(ms);
  await settle();
};
/** Whoever was asked so many times before. */
const at = (index: number): Asked => {
  const one = asked[index];
  if (!one) throw new Error(`Nobody has been asked ${index + 1} times.`);
  return one;
};

beforeEach(() => {
  clock = new FakeClock();
  asked = [];
  isRefused = false;
  hasBrowsers = true;
});

describe('a call to a phone that is a page of a browser', () => {
  const browser = () => routeTo('page', { isBrowser: true, trunk: null });
  const offer = [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0'],
    ...['a=rtpmap:111 opus/48000/2', 'a=fingerprint:sha-256 00', 'a=setup:actpass', ''],
  ].join('\r\n');

  it('is offered what browsers speak, and may answer that', async () => {
    const { opened } = await dial([[browser()]]);
    expect(at(0).request.body).toBe('v=0 offer to browsers');
    at(0).answers(200, {}, offer);
    await opened;
    expect([at(0).acknowledged, at(0).said]).toEqual([1, '']);
  });

  it('says itself what it speaks where it does not take that', async () => {
    const { opened } = await dial([[browser()]]);
    at(0).answers(488);
    await settle();
    expect(asked.map(({ request }) => request.body)).toEqual(['v=0 offer to browsers', '']);
    at(1).answers(200, {}, offer);
    await opened;
    expect(at(1).said).toBe('v=0 answer');
  });

  it('is asked twice and no more', async () => {
    const { opened } = await dial([[browser()]]);
    at(0).answers(488);
    await settle();
    at(1).answers(488);
    await expect(opened).rejects.toMatchObject({ code: 'call.refused' });
    expect(asked).toHaveLength(2);
  });

  it('rings beside a telephone, and gets the call when it is the first to answer', async () => {
    const { opened } = await dial([[routeTo('desk', { trunk: null }), browser()]]);
    expect(asked.map(({ request }) => request.body === 'v=0 offer to browsers')).toEqual([false, true]);
    at(1).answers(200, {}, offer);
    await opened;
    expect([at(0).isCancelled, at(1).acknowledged]).toEqual([true, 1]);
  });

  it('does not ring where browsers cannot be connected, and the telephone beside it does', async () => {
    hasBrowsers = false;
    await dial([[routeTo('desk', { trunk: null }), browser()]]);
    expect(asked.map(({ request }) => request.uri)).toEqual(['sip:x@desk']);
    const { opened } = await dial([[browser()]]);
    await expect(opened).rejects.toMatchObject({ code: 'media.noWorker' });
  });

  it('is acknowledged when its sound is none of ours, and the call has failed', async () => {
    const { opened } = await dial([[browser()]]);
    at(0).answers(200, {}, '');
    await expect(opened).rejects.toMatchObject({ code: 'media.noCommonCodec' });
    expect(at(0).acknowledged).toBe(1);
  });
});

describe('a call by several gateways', () => {
  const two = () => dial([[routeTo('one')], [routeTo('two')]]);

  it('goes on to the next when one says nothing for four seconds, and takes back what it asked of it', async () => {
    const { opened, trunkCalls } = await two();
    await pass(3999);
    expect(asked).toHaveLength(1);
    await pass(1);
    expect(at(0).isCancelled).toBe(true);
    expect(at(1).request.uri).toBe('sip:x@two');
    at(1).answers(200, {}, phoneSdp());
    await opened;
    expect(trunkCalls.count(trunk.id)).toBe(1);
  });

  it('waits for one that has said as much as 100', async () => {
    await two();
    at(0).answers(100);
    await pass(60_000);
    expect(asked).toHaveLength(1);
  });

  it.each([408, 500, 503, 504])('goes on to the next after %i', async (status) => {
    await two();
    at(0).answers(status);
    await settle();
    expect(asked).toHaveLength(2);
  });

  it.each([403, 404, 480, 486, 600, 603])('does not go on after %i', async (status) => {
    const { opened } = await two();
    at(0).answers(status);
    await expect(opened).rejects.toThrow(String(status));
    expect(asked).toHaveLength(1);
  });

  it('goes on when nothing could be sent, and gives up when that was the last', async () => {
    isRefused = true;
    await expect((await two()).opened).rejects.toMatchObject({ code: 'call.unreachable' });
  });

  it('believes the telephone network where the status says little', async () => {
    const { opened } = await dial([[routeTo('one')]]);
    at(0).answers(480, { Reason: 'Q.850;cause=17;text="User busy"' });
    await expect(opened).rejects.toMatchObject({ code: 'call.busy', message: expect.stringContaining('cause 17') });
  });

  it('hangs up on an answer that crosses the end of its patience', async () => {
    await two();
    await pass(4000);
    at(0).answers(200, {}, phoneSdp());
    await settle();
    expect(at(0).acknowledged).toBe(1);
    expect(asked.at(-1)?.request).toMatchObject({ method: 'BYE', dialogId: 'c0;from-tag=us' });
  });
});

describe('a call of a user with several phones', () => {
  const phone = (host: string) => routeTo(host, { trunk: null });
  const all = () => dial([[phone('desk'), phone('softphone'), phone('kitchen')]]);

  it('rings all of them at once; who answers first has it, and the others stop', async () => {
    const { opened, events } = await all();
    expect(asked.map(({ request }) => request.uri)).toEqual(['sip:x@desk', 'sip:x@softphone', 'sip:x@kitchen']);
    at(0).answers(180);
    at(2).answers(486);
    at(1).answers(200, {}, phoneSdp(41_000));
    await opened;
    expect([at(0).isCancelled, at(1).isCancelled, at(1).acknowledged]).toEqual([true, false, 1]);
    expect(events).toEqual([expect.objectContaining({ event: 'ringing' })]);
  });

  it('is busy when one is busy and the others do not answer', async () => {
    const { opened } = await all();
    at(0).answers(480);
    at(1).answers(486);
    at(2).answers(480);
    await expect(opened).rejects.toMatchObject({ code: 'call.busy' });
  });

  it('hangs up on a second one that answers at the same moment', async () => {
    const { opened } = await all();
    at(0).answers(200, {}, phoneSdp());
    at(1).answers(200, {}, phoneSdp());
    await opened;
    await settle();
    const byes = asked.filter(({ request }) => request.method === 'BYE');
    expect(byes.map(({ request }) => request.dialogId)).toEqual(['c1;from-tag=us']);
  });
});

describe('a call that is on its way', () => {
  it('acknowledges reliable ringing, and hears what comes with it', async () => {
    const { events } = await dial([[routeTo('one')]]);
    at(0).answers(183, { Require: '100rel', RSeq: '1' }, phoneSdp());
    await settle();
    expect(at(0).acknowledged).toBe(1);
    expect(events).toEqual([expect.objectContaining({ event: 'ringing', earlyMedia: true })]);
    at(0).answers(180);
    expect(at(0).acknowledged).toBe(1);
  });

  it('tells once that it rings, and once that it is heard early, however often the network says so', async () => {
    const { events } = await dial([[routeTo('one')]]);
    at(0).answers(180);
    at(0).answers(180);
    await settle();
    at(0).answers(183, {}, phoneSdp());
    await settle();
    at(0).answers(183, {}, phoneSdp());
    at(0).answers(180);
    await settle();
    expect(events.map((one) => one.event === 'ringing' && one.earlyMedia)).toEqual([false, true]);
  });

  it('lasts as long as the far side wants it to', async () => {
    const { opened } = await dial([[routeTo('one')]]);
    at(0).answers(422, { 'Min-SE': '1800' });
    await settle();
    expect(at(1).request.headers).toMatchObject({ 'Session-Expires': '1800', 'Min-SE': '1800', CSeq: '2 INVITE' });
    expect(headerOf(at(1).message, 'Call-ID')).toBe('c0');
    at(1).answers(422, { 'Min-SE': '3600' });
    await expect(opened).rejects.toThrow('422');
  });

  it('is hung up on when it is answered at the moment it is given up', async () => {
    const { leg, opened } = await dial([[routeTo('one')]]);
    at(0).answers(200, {}, phoneSdp());
    const closing = leg.close();
    await settle();
    at(1).answers(200);
    await expect(opened).rejects.toMatchObject({ code: 'call.ended' });
    await closing;
    expect([at(0).acknowledged, at(1).request.method]).toEqual([1, 'BYE']);
  });

  it('is over 4 s after it was hung up on, where nobody is there any more to say goodbye', async () => {
    const { leg, opened } = await dial([[routeTo('one')]]);
    at(0).answers(200, {}, phoneSdp());
    await opened;
    let isClosed = false;
    const closing = leg.close().then(() => {
      isClosed = true;
    });
    await pass(3999);
    expect([at(1).request.method, isClosed]).toEqual(['BYE', false]);
    await pass(1);
    await closing;
  });

  it('ends when an answer brings no sound', async () => {
    const { opened } = await dial([[routeTo('one')]]);
    at(0).answers(200);
    await expect(opened).rejects.toMatchObject({ code: 'media.badSdp' });
  });
});
