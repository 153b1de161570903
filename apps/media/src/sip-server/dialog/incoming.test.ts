import { headerOf, headersOf, type SipResponse, tagIn } from '@callwright/sip';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FakeReceived } from './fake-layer.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

let clock: FakeWorld['clock'];
let layer: FakeWorld['layer'];
let app: FakeWorld['app'];
let agent: FakeWorld['agent'];
let ask: FakeWorld['ask'];
let methodsHeard: FakeWorld['heard'];

beforeEach(() => {
  ({ clock, layer, app, agent, ask, heard: methodsHeard } = fakeWorld());
});

const sdp = 'v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\n';
const invite = (...headers: readonly string[]): FakeReceived =>
  layer.receive(
    'INVITE sip:100@192.0.2.1 SIP/2.0',
    'Max-Forwards: 70',
    'From: <sip:anna@192.0.2.7>;tag=anna',
    'To: <sip:100@192.0.2.1>',
    'Call-ID: call-1',
    'CSeq: 1 INVITE',
    'Contact: <sip:anna@192.0.2.7:5070>',
    ...headers,
    'Content-Type: application/sdp',
    '',
    sdp,
  );
const inDialog = (
  method: string,
  cseq: number,
  call: FakeReceived,
  ...headers: readonly string[]
): readonly string[] => [
  `${method} sip:100@192.0.2.1 SIP/2.0`,
  'Max-Forwards: 70',
  'From: <sip:anna@192.0.2.7>;tag=anna',
  `To: <sip:100@192.0.2.1>;tag=${tagOf(call)}`,
  'Call-ID: call-1',
  `CSeq: ${cseq} ${method}`,
  ...headers,
];
const tagOf = ({ responses }: FakeReceived): string => {
  const tagged = responses.find(({ status }) => status > 100);
  return (tagged && tagIn(tagged, 'To')) ?? '';
};
const respond = ({ transaction }: FakeReceived, status: string, ...headers: readonly string[]): void =>
  ask(`sip|${transaction.id}|`, `SIP/2.0 ${status}`, ...headers);
const answer = (call: FakeReceived, ...headers: readonly string[]): void =>
  respond(call, '200 OK', ...headers, 'content-length: 3', '', 'v=0\r\n');
const statuses = ({ responses }: FakeReceived): readonly number[] => responses.map(({ status }) => status);
const last = ({ responses }: FakeReceived): SipResponse | undefined => responses.at(-1);
describe('a call that comes in', () => {
  it('is told with its transaction and both addresses, and no dialog', () => {
    const { transaction } = invite();
    const [told] = app.heard;
    expect(told?.words.slice(3, 6)).toEqual(['udp', '192.0.2.7', '5070']);
    expect(told?.words.slice(7)).toEqual([transaction.id, '', '192.0.2.1', '5060', '']);
  });

  it('is answered with a tag, our Contact, the route that was recorded and a type for its body', () => {
    const call = invite('Record-Route: <sip:p2;lr>, <sip:p1;lr>');
    answer(call);
    const response = last(call) as SipResponse;
    expect(headerOf(response, 'Contact')).toBe('<sip:100@192.0.2.1:5060>');
    expect(headersOf(response, 'Record-Route')).toEqual(['<sip:p2;lr>', '<sip:p1;lr>']);
    expect(headerOf(response, 'Content-Type')).toBe('application/sdp');
    expect(tagIn(response, 'To')).toBe(call.transaction.localTag);
    const [told] = app.toldOf('response', 'f1', 'OK');
    expect(told?.words[10]).toBe('call-1;from-tag=anna');
    expect(told?.message?.kind).toBe('response');
  });

  it('has the tag an application chose', () => {
    const call = invite();
    respond(call, '180 Ringing', 'to: <sip:100@192.0.2.1>;tag=mine');
    expect(tagIn(last(call) as SipResponse, 'To')).toBe('mine');
  });

  it('says localhost as our address', () => {
    const call = invite();
    answer(call, 'contact: <sip:flow@localhost>');
    expect(headerOf(last(call) as SipResponse, 'Contact')).toBe('<sip:flow@192.0.2.1:5060>');
  });

  it('is not answered with a body of no type', () => {
    const call = invite();
    respond(call, '200 OK', '', 'hello');
    expect(statuses(call)).toEqual([]);
    expect(app.toldOf('response', 'f1', 'NOK', 'missing content-type')).toHaveLength(1);
  });

  it('gets its 2xx again, at 0.5 s, 1.5 s, 3.5 s and then every 4 s, until the ACK, which is told once', () => {
    const call = invite();
    answer(call);
    for (const [atMs, count] of [
      [500, 2],
      [1500, 3],
      [3500, 4],
      [7500, 5],
      [11_500, 6],
    ] as const) {
      clock.advance(atMs - clock.nowMs() - 1);
      expect(call.responses).toHaveLength(count - 1);
      clock.advance(1);
      expect(call.responses).toHaveLength(count);
    }
    const ack = inDialog('ACK', 1, call);
    layer.receiveAck(...ack);
    layer.receiveAck(...ack);
    clock.advance(60_000);
    expect(call.responses).toHaveLength(6);
    expect(methodsHeard()).toEqual(['INVITE', 'ACK']);
    expect(app.heard.at(-1)?.words.slice(7)).toEqual([call.transaction.id, 'call-1;from-tag=anna', '']);
  });

  it('is hung up on only when its ACK has come, or is waited for no more', () => {
    const byes = () => layer.sent.map(({ request }) => `${request.method} ${headerOf(request, 'Reason') ?? ''}`);
    const call = invite();
    answer(call);
    ask('sip||call-1;from-tag=anna', 'BYE sip:placeholder SIP/2.0', 'Reason: Q.850;cause=16');
    clock.advance(31_999);
    expect(byes()).toEqual([]);
    layer.receiveAck(...inDialog('ACK', 1, call));
    expect(byes()).toEqual(['BYE Q.850;cause=16']);
    clock.advance(60_000);
    expect(byes()).toHaveLength(1);
  });

  it('is hung up on without an ACK after 32 s, once, and as the application wanted it', () => {
    const call = invite();
    answer(call);
    ask('sip||call-1;from-tag=anna', 'BYE sip:placeholder SIP/2.0', 'Reason: Q.850;cause=16');
    clock.advance(32_000);
    layer.flush();
    expect(layer.sent.map(({ request }) => headerOf(request, 'Reason'))).toEqual(['Q.850;cause=16']);
    expect(app.toldOf('sip', 'application')).toEqual([]);
    layer.sent.at(-1)?.answer(200);
    expect([agent.stats.dialogs, clock.timerCount]).toEqual([0, 0]);
  });

  it('is ended by a BYE to its Contact when the ACK never comes, which the application is told', () => {
    const call = invite('Record-Route: <sip:192.0.2.9;lr>');
    answer(call);
    clock.advance(32_000);
    expect(layer.sent.map(({ request }) => `${request.method} ${request.uri}`)).toEqual([
      'BYE sip:anna@192.0.2.7:5070',
    ]);
    expect(layer.sent[0]?.outgoing.target.uri).toBe('sip:192.0.2.9;lr');
    const [told] = app.toldOf('sip', 'application');
    expect(told?.words.slice(7)).toEqual(['unsolicited', 'call-1;from-tag=anna', '']);
    expect(headerOf(told?.message ?? (last(call) as SipResponse), 'Reason')).toContain('ACK timeout');
    expect(app.toldOf('cdr:stop').map(({ words }) => words[3])).toEqual(['ackbye']);
    expect(agent.stats.dialogs).toBe(0);
    expect(clock.timerCount).toBe(0);
  });

  it('gets 487 when it is cancelled, and what the application says then is not sent', () => {
    const call = invite();
    respond(call, '180 Ringing');
    layer.receiveCancel(call);
    answer(call);
    expect(statuses(call)).toEqual([180, 487]);
    expect(methodsHeard()).toEqual(['INVITE', 'CANCEL']);
    expect(app.heard.at(-1)?.words[7]).toBe(call.transaction.id);
    expect(app.toldOf('response', 'f1', 'NOK')).toHaveLength(1);
    expect(agent.stats.dialogs).toBe(0);
  });

  it('is cancelled by a BYE in its early dialog too', () => {
    const call = invite();
    respond(call, '183 Session Progress');
    const bye = layer.receive(...inDialog('BYE', 2, call));
    expect(statuses(bye)).toEqual([200]);
    expect(statuses(call)).toEqual([183, 487]);
    expect(methodsHeard()).toEqual(['INVITE', 'CANCEL']);
  });

  it('gets 504 when the application says nothing for 64 s', () => {
    const call = invite();
    clock.advance(64_000);
    expect(statuses(call)).toEqual([504]);
    expect(methodsHeard()).toEqual(['INVITE', 'CANCEL']);
  });

  it('gets 503 when there is no application, and when the one it went to is gone', () => {
    const call = invite();
    app.isOpen = false;
    agent.onGone(app);
    expect(statuses(call)).toEqual([503]);
    expect(statuses(layer.receive(...other('OPTIONS')))).toEqual([503]);
  });

  it('that comes by a second way is refused', () => {
    invite();
    const again = invite();
    expect(statuses(again)).toEqual([482]);
  });
});

const other = (method: string, ...headers: readonly string[]): readonly string[] => [
  `${method} sip:100@192.0.2.1 SIP/2.0`,
  'Max-Forwards: 70',
  'From: <sip:anna@192.0.2.7>;tag=other',
  'To: <sip:100@192.0.2.1>',
  `Call-ID: other-${method}`,
  `CSeq: 1 ${method}`,
  ...headers,
];

describe('a request', () => {
  it('of an extension nobody knows gets 420', () => {
    const { responses } = layer.receive(...other('OPTIONS', 'Require: teleport'));
    expect(responses[0]?.status).toBe(420);
    expect(headerOf(responses[0] as SipResponse, 'Unsupported')).toBe('teleport');
  });

  it.each([[], ['Contact: *']])('that is to make a dialog without a Contact gets 400: %j', (...headers) => {
    expect(statuses(layer.receive(...other('INVITE', ...headers)))).toEqual([400]);
    expect(methodsHeard()).toEqual([]);
  });

  it('of a session shorter than 90 s gets 422', () => {
    const call = invite('Supported: timer', 'Session-Expires: 60');
    expect(statuses(call)).toEqual([422]);
    expect(headerOf(last(call) as SipResponse, 'Min-SE')).toBe('90');
  });

  it('of a dialog that does not exist gets 481', () => {
    const lines = other('BYE').map((line) => (line.startsWith('To:') ? `${line};tag=none` : line));
    expect(statuses(layer.receive(...lines))).toEqual([481]);
  });

  it.each(['REGISTER', 'OPTIONS', 'SUBSCRIBE', 'MESSAGE', 'REFER', 'NOTIFY', 'PUBLISH'])('%s is told', (method) => {
    layer.receive(...other(method, 'Contact: <sip:anna@192.0.2.7>'));
    expect(methodsHeard()).toEqual([method]);
  });

  it.each(['INFO', 'NOTIFY', 'REFER', 'MESSAGE', 'OPTIONS', 'UPDATE'])('%s in a dialog is told with it', (method) => {
    const call = accepted();
    const received = layer.receive(...inDialog(method, 2, call, 'Contact: <sip:anna@192.0.2.8>'));
    expect(app.heard.at(-1)?.words.slice(7)).toEqual([received.transaction.id, 'call-1;from-tag=anna', '']);
    respond(received, '200 OK');
    expect(statuses(received)).toEqual([200]);
  });

  it('that comes out of order gets 500', () => {
    const call = accepted();
    layer.receive(...inDialog('INFO', 5, call));
    expect(statuses(layer.receive(...inDialog('INFO', 4, call)))).toEqual([500]);
  });

  it('BYE ends the dialog when the application has answered it', () => {
    const call = accepted();
    const bye = layer.receive(...inDialog('BYE', 2, call));
    respond(bye, '200 OK');
    expect(agent.stats.dialogs).toBe(0);
    expect(app.toldOf('cdr:stop').map(({ words }) => words[3])).toEqual(['normal-release']);
  });

  it('INVITE in a dialog waits for the answer to the one before', () => {
    const call = accepted();
    const hold = layer.receive(...inDialog('INVITE', 2, call, 'Contact: <sip:anna@192.0.2.7:5070>'));
    expect(statuses(layer.receive(...inDialog('INVITE', 3, call)))).toEqual([500]);
    answer(hold);
    expect(statuses(hold)).toEqual([200]);
    clock.advance(500);
    expect(statuses(hold)).toEqual([200, 200]);
    layer.receiveAck(...inDialog('ACK', 2, call));
    expect(methodsHeard()).toEqual(['INVITE', 'ACK', 'INVITE', 'ACK']);
  });
});

const accepted = (...headers: readonly string[]): FakeReceived => {
  const call = invite(...headers);
  answer(call);
  layer.receiveAck(...inDialog('ACK', 1, call));
  return call;
};

describe('the ACK of a call', () => {
  it('may come after the next INVITE, when the one before was lost', () => {
    const call = invite();
    answer(call);
    const hold = layer.receive(...inDialog('INVITE', 2, call, 'Contact: <sip:anna@192.0.2.7:5070>'));
    answer(hold);
    layer.receiveAck(...inDialog('ACK', 2, call));
    layer.receiveAck(...inDialog('ACK', 1, call));
    clock.advance(60_000);
    expect(methodsHeard()).toEqual(['INVITE', 'INVITE', 'ACK', 'ACK']);
    expect(statuses(call)).toEqual([200]);
    expect(layer.sent).toHaveLength(0);
  });
});

describe('a reliable provisional response', () => {
  it('has a number, comes again until its PRACK, and holds back the answer until then', () => {
    const call = invite('Supported: 100rel');
    respond(call, '183 Session Progress', 'require: 100rel');
    answer(call);
    expect(headerOf(last(call) as SipResponse, 'RSeq')).toBe('1');
    clock.advance(1500);
    expect(statuses(call)).toEqual([183, 183, 183]);
    const prack = layer.receive(...inDialog('PRACK', 2, call, 'RAck: 1 1 INVITE'));
    expect(methodsHeard()).toEqual(['INVITE', 'PRACK']);
    expect(app.heard.at(-1)?.words[7]).toBe(prack.transaction.id);
    expect(statuses(call)).toEqual([183, 183, 183, 200]);
  });

  it('is not sent to somebody who does not know them', () => {
    const call = invite();
    respond(call, '183 Session Progress', 'require: 100rel');
    expect(statuses(call)).toEqual([]);
    expect(app.toldOf('response', 'f1', 'NOK')).toHaveLength(1);
  });

  it('is every one for somebody who requires them', () => {
    const call = invite('Require: 100rel');
    respond(call, '180 Ringing');
    expect(headerOf(last(call) as SipResponse, 'RSeq')).toBe('1');
    expect(headerOf(last(call) as SipResponse, 'Require')).toBe('100rel');
  });

  it('without a PRACK for 32 s ends the call with 504, which is a CANCEL to the application', () => {
    const call = invite('Supported: 100rel');
    respond(call, '183 Session Progress', 'require: 100rel');
    clock.advance(32_000);
    expect(last(call)?.status).toBe(504);
    expect(methodsHeard()).toEqual(['INVITE', 'CANCEL']);
    expect(agent.stats.dialogs).toBe(0);
  });

  it('has a PRACK of another number refused', () => {
    const call = invite('Supported: 100rel');
    respond(call, '183 Session Progress', 'require: 100rel');
    expect(statuses(layer.receive(...inDialog('PRACK', 2, call, 'RAck: 2 1 INVITE')))).toEqual([481]);
  });
});

describe('a session that expires', () => {
  it('is left to a caller who knows timers, and ended when it does not refresh', () => {
    const call = accepted('Supported: timer', 'Session-Expires: 120');
    expect(headerOf(last(call) as SipResponse, 'Session-Expires')).toBe('120;refresher=uac');
    expect(headerOf(last(call) as SipResponse, 'Require')).toBe('timer');
    clock.advance(87_000);
    expect(layer.sent).toHaveLength(0);
    clock.advance(1000);
    expect(layer.sent.map(({ request }) => request.method)).toEqual(['BYE']);
    expect(app.toldOf('sip', 'application')).toHaveLength(1);
  });

  it('goes on when the caller refreshes it', () => {
    const call = accepted('Supported: timer', 'Session-Expires: 120');
    clock.advance(60_000);
    const update = layer.receive(
      ...inDialog('UPDATE', 2, call, 'Supported: timer', 'Session-Expires: 120;refresher=uac'),
    );
    respond(update, '200 OK');
    expect(headerOf(last(update) as SipResponse, 'Session-Expires')).toBe('120;refresher=uac');
    clock.advance(87_000);
    expect(layer.sent).toHaveLength(0);
    clock.advance(1000);
    expect(layer.sent.map(({ request }) => request.method)).toEqual(['BYE']);
  });

  it('is refreshed at half time by UPDATE for a caller that takes it', () => {
    accepted('Supported: timer', 'Session-Expires: 120;refresher=uas', 'Allow: INVITE, UPDATE');
    clock.advance(60_000);
    const [refresh] = layer.sent;
    expect(refresh?.request.method).toBe('UPDATE');
    expect(headerOf(refresh?.request as never, 'Session-Expires')).toBe('120;refresher=uac');
    refresh?.answer(200, ['Session-Expires: 120;refresher=uac']);
    clock.advance(60_000);
    expect(layer.sent.map(({ request }) => request.method)).toEqual(['UPDATE', 'UPDATE']);
  });

  it('is refreshed by an INVITE with the last description otherwise, whose answer is acknowledged', () => {
    accepted('Session-Expires: 120');
    clock.advance(60_000);
    const [refresh] = layer.sent;
    expect(refresh?.request.method).toBe('INVITE');
    expect(Buffer.from(refresh?.request.body ?? []).toString()).toBe('v=0\r\n');
    refresh?.answer(200, ['Contact: <sip:anna@192.0.2.7:5070>'], sdp);
    expect(layer.acks.map((ack) => headerOf(ack, 'CSeq'))).toEqual(['1 ACK']);
    refresh?.answer(200, ['Contact: <sip:anna@192.0.2.7:5070>'], sdp);
    expect(layer.acks).toHaveLength(2);
    expect(app.told.filter(({ words }) => words[0] === 'sip')).toHaveLength(2);
  });

  it('that the other side knows nothing of is over', () => {
    accepted('Session-Expires: 120');
    clock.advance(60_000);
    layer.sent[0]?.answer(481);
    expect(layer.sent.map(({ request }) => request.method)).toEqual(['INVITE', 'BYE']);
    expect(agent.stats.dialogs).toBe(0);
  });
});
