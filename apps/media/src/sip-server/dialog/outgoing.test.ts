import { headerOf, headersOf, type SipRequest, tagIn } from '@callwright/sip';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FakeSent } from './fake-layer.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

let clock: FakeWorld['clock'];
let layer: FakeWorld['layer'];
let app: FakeWorld['app'];
let agent: FakeWorld['agent'];
let ask: FakeWorld['ask'];
let heard: FakeWorld['heard'];

beforeEach(() => {
  ({ clock, layer, app, agent, ask, heard } = fakeWorld());
});

const contact = 'Contact: <sip:ben@192.0.2.7:5070>';
const methods = (): readonly string[] => layer.sent.map(({ request }) => request.method);

const invite = (...headers: readonly string[]): FakeSent => {
  ask(
    'sip||',
    'INVITE sip:ben@192.0.2.7:5070 SIP/2.0',
    'from: sip:100@localhost',
    ...headers,
    'content-length: 3',
    '',
    'v=0\r\n',
  );
  const sent = layer.sent.at(-1);
  if (!sent) throw new Error('nothing was sent');
  return sent;
};
const dialogOf = ({ request }: FakeSent): string =>
  `${headerOf(request, 'Call-ID')};from-tag=${tagIn(request, 'From')}`;
const answered = (): FakeSent => {
  const call = invite();
  call.answer(200, [contact], 'v=0\r\n');
  ask(`sip||${dialogOf(call)}`, 'ACK sip:ben@192.0.2.7:5070 SIP/2.0');
  return call;
};
const lastRequest = (): SipRequest => layer.sent.at(-1)?.request as SipRequest;

describe('a request of an application', () => {
  it('has whatever RFC 3261 wants, our own address for localhost, and is told as it was written', () => {
    const { request } = invite();
    expect(headerOf(request, 'From')).toMatch(/^<sip:100@192\.0\.2\.1:5060>;tag=id-\d+$/);
    expect(headerOf(request, 'To')).toBe('<sip:ben@192.0.2.7:5070>');
    expect(headerOf(request, 'Contact')).toBe('<sip:100@192.0.2.1:5060>');
    expect(headerOf(request, 'CSeq')).toBe('1 INVITE');
    expect(headerOf(request, 'Max-Forwards')).toBe('70');
    expect(headerOf(request, 'Content-Type')).toBe('application/sdp');
    const [told] = app.toldOf('response', 'f1', 'OK', 'application');
    expect(told?.words[9]).toMatch(/^id-/);
    expect(told?.words[10]).toBe('Msg sent:');
    expect(headersOf(told?.message as SipRequest, 'Via')).toHaveLength(1);
  });

  it('sends the far side to our own address where an application sends it to localhost', () => {
    answered();
    ask(
      `sip||${dialogOf(layer.sent[0] as FakeSent)}`,
      'REFER sip:ben@192.0.2.7:5070 SIP/2.0',
      'Refer-To: <sip:line@localhost>',
    );
    expect(lastRequest().method).toBe('REFER');
    expect(headerOf(lastRequest(), 'Refer-To')).toBe('<sip:line@192.0.2.1:5060>');
  });

  it('keeps the Call-ID, tag and number of one sent again with credentials', () => {
    ask('sip||', 'INVITE sip:ben@192.0.2.7 SIP/2.0', 'CSeq: 2 INVITE', 'call-id: same', 'From: <sip:100@h>;tag=same');
    const request = lastRequest();
    expect(headerOf(request, 'CSeq')).toBe('2 INVITE');
    expect(headerOf(request, 'Call-ID')).toBe('same');
    expect(tagIn(request, 'From')).toBe('same');
  });

  it('goes to the next hop it names, with its own URI', () => {
    ask('sip|||sip:192.0.2.9:5080;transport=tcp', 'OPTIONS sip:ben@example.com SIP/2.0');
    expect(layer.sent[0]?.outgoing.target.uri).toBe('sip:192.0.2.9:5080;transport=tcp');
    expect(lastRequest().uri).toBe('sip:ben@example.com');
    expect(headersOf(lastRequest(), 'Route')).toEqual([]);
  });

  it('to ourselves is answered with 482 and never sent', () => {
    ask('sip||', 'INVITE sip:100@192.0.2.1 SIP/2.0');
    expect(layer.sent).toHaveLength(0);
    expect(app.toldOf('response', 'f1', 'OK')).toHaveLength(1);
    expect(heard()).toEqual(['482']);
  });

  it.each([
    ['sip||', ['INFO sip:ben@192.0.2.7 SIP/2.0', '', 'hello'], 'missing content-type'],
    ['sip||nobody;from-tag=x', ['BYE sip:placeholder SIP/2.0'], 'unable to find dialog for BYE'],
    ['sip|nothing|', ['CANCEL sip:ben@192.0.2.7 SIP/2.0'], 'unable to find transaction for CANCEL'],
    ['sip||', ['OPTIONS mailto:ben@192.0.2.7 SIP/2.0'], 'invalid request-uri or next hop'],
  ])('that cannot be sent is refused: %s %j', (words, message, reason) => {
    ask(words, ...message);
    expect(app.toldOf('response', 'f1', 'NOK', reason)).toHaveLength(1);
    expect(layer.sent).toHaveLength(0);
  });

  it.each([
    ['timeout', '408'],
    ['transport', '503'],
    ['unresolved', '503'],
    ['tooLarge', '513'],
  ] as const)('that fails by %s is answered with %s', (failure, status) => {
    const call = invite();
    call.listener.onFailure(failure);
    expect(heard()).toEqual([status]);
  });

  it.each(['REGISTER', 'OPTIONS', 'MESSAGE', 'NOTIFY', 'PUBLISH'])(
    '%s hears its answer by its transaction',
    (method) => {
      ask('sip||', `${method} sip:ben@192.0.2.7:5070 SIP/2.0`);
      layer.sent[0]?.answer(200);
      expect(heard()).toEqual(['200']);
      expect(app.heard[0]?.words[7]).toBe(app.toldOf('response')[0]?.words[9]);
    },
  );
});

describe('a call that goes out', () => {
  it('is acknowledged as the application says, and again for each repeated answer', () => {
    const call = invite();
    call.answer(180, [contact]);
    call.answer(200, [contact, 'Record-Route: <sip:p1;lr>, <sip:p2;lr>'], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'ACK sip:ben@192.0.2.7:5070 SIP/2.0');
    call.answer(200, [contact], 'v=0\r\n');
    expect(heard()).toEqual(['180', '200']);
    expect(layer.acks).toHaveLength(2);
    const ack = layer.acks[0] as SipRequest;
    expect(ack.uri).toBe('sip:ben@192.0.2.7:5070');
    expect(headerOf(ack, 'CSeq')).toBe('1 ACK');
    expect(headersOf(ack, 'Route')).toEqual(['<sip:p2;lr>', '<sip:p1;lr>']);
    expect(tagIn(ack, 'To')).toBe('them');
    expect(app.heard.map(({ words }) => words[8])).toEqual([dialogOf(call), dialogOf(call)]);
  });

  it('carries an answer in its ACK when there was none before', () => {
    ask('sip||', 'INVITE sip:ben@192.0.2.7:5070 SIP/2.0');
    const call = layer.sent[0] as FakeSent;
    call.answer(200, [contact], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'ACK sip:placeholder SIP/2.0', 'content-length: 3', '', 'v=0\r\nm=\r\n');
    expect(Buffer.from(layer.acks[0]?.body ?? []).toString()).toBe('v=0\r\nm=\r\n');
    expect(headerOf(layer.acks[0] as SipRequest, 'Content-Type')).toBe('application/sdp');
  });

  it('has the ACK of a refusal refused, which has been sent', () => {
    const call = invite();
    call.answer(486);
    ask(`sip||${dialogOf(call)}`, 'ACK sip:ben@192.0.2.7:5070 SIP/2.0');
    expect(app.toldOf('response', 'f1', 'NOK')).toHaveLength(1);
    expect(layer.acks).toHaveLength(0);
  });

  it('is cancelled', () => {
    const call = invite();
    const id = app.toldOf('response')[0]?.words[9];
    ask(`sip|${id}|`, 'CANCEL sip:ben@192.0.2.7:5070 SIP/2.0');
    expect(call.isCancelled).toBe(true);
    expect(app.toldOf('response', 'f1', 'OK').at(-1)?.message).toMatchObject({ method: 'CANCEL' });
    call.answer(487);
    expect(heard()).toEqual(['487']);
  });

  it('has early dialogs that each have their own PRACK', () => {
    const call = invite();
    call.answer(183, ['Require: 100rel', 'RSeq: 7', 'Contact: <sip:one@192.0.2.7>'], '', 'one');
    call.answer(183, ['Require: 100rel', 'RSeq: 9', 'Contact: <sip:two@192.0.2.7>'], '', 'two');
    call.answer(183, ['Require: 100rel', 'RSeq: 7', 'Contact: <sip:one@192.0.2.7>'], '', 'one');
    expect(heard()).toEqual(['183', '183']);
    ask(`sip||${dialogOf(call)}`, 'PRACK sip:ben@192.0.2.7 SIP/2.0', 'rack: 7 1 INVITE');
    expect(lastRequest().uri).toBe('sip:one@192.0.2.7');
    ask(`sip||${dialogOf(call)}`, 'PRACK sip:ben@192.0.2.7 SIP/2.0', 'rack: 9 1 INVITE');
    expect(lastRequest().uri).toBe('sip:two@192.0.2.7');
    expect(headerOf(lastRequest(), 'RAck')).toBe('9 1 INVITE');
    expect(agent.stats.dialogs).toBe(2);
    call.answer(486, [], '', 'one');
    expect(agent.stats.dialogs).toBe(0);
  });

  it('that a second branch answers too is ended there, unheard by the application', () => {
    const call = invite();
    call.answer(200, ['Contact: <sip:one@192.0.2.7>'], 'v=0\r\n', 'one');
    call.answer(200, ['Contact: <sip:two@192.0.2.7>'], 'v=0\r\n', 'two');
    expect(heard()).toEqual(['200']);
    expect(layer.acks.map(({ uri }) => uri)).toEqual(['sip:two@192.0.2.7']);
    expect(lastRequest()).toMatchObject({ method: 'BYE', uri: 'sip:two@192.0.2.7' });
    expect(agent.stats.dialogs).toBe(1);
  });

  it('that nobody acknowledges is acknowledged and ended', () => {
    const call = invite();
    call.answer(200, [contact], 'v=0\r\n');
    call.listener.onEnd?.();
    expect(layer.acks).toHaveLength(1);
    expect(methods()).toEqual(['INVITE', 'BYE']);
    expect(app.toldOf('sip', 'application')).toHaveLength(1);
  });

  it('that is answered when its application is gone is ended', () => {
    const call = invite();
    app.isOpen = false;
    agent.onGone(app);
    expect(call.isCancelled).toBe(true);
    call.answer(200, [contact], 'v=0\r\n');
    expect(layer.acks).toHaveLength(1);
    expect(methods()).toEqual(['INVITE', 'BYE']);
  });

  it('whose answer has no Contact is ended once it is acknowledged', () => {
    const call = invite();
    call.answer(200, [], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'ACK sip:ben@192.0.2.7:5070 SIP/2.0');
    expect(layer.acks).toHaveLength(1);
    expect(methods()).toEqual(['INVITE', 'BYE']);
    expect(agent.stats.dialogs).toBe(0);
  });

  it('that comes back to us by a way round is a loop', () => {
    const call = invite();
    const { responses } = layer.receive(
      'INVITE sip:ben@192.0.2.1 SIP/2.0',
      'Max-Forwards: 68',
      `From: ${headerOf(call.request, 'From')}`,
      `To: ${headerOf(call.request, 'To')}`,
      `Call-ID: ${headerOf(call.request, 'Call-ID')}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:100@192.0.2.1>',
    );
    expect(responses.map(({ status }) => status)).toEqual([482]);
  });

  it('is refreshed at half time when the answer wants it of us', () => {
    const call = invite('Session-Expires: 1800');
    call.answer(200, [contact, 'Session-Expires: 90;refresher=uac', 'Allow: UPDATE'], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'ACK sip:ben@192.0.2.7:5070 SIP/2.0');
    clock.advance(45_000);
    expect(methods()).toEqual(['INVITE', 'UPDATE']);
    layer.sent.at(-1)?.answer(501);
    expect(methods()).toEqual(['INVITE', 'UPDATE', 'INVITE']);
    layer.sent.at(-1)?.answer(491);
    clock.advance(4000);
    expect(methods()).toEqual(['INVITE', 'UPDATE', 'INVITE', 'INVITE']);
  });
});

describe('a request in a dialog', () => {
  it('counts on, goes to where the other side is now, and keeps its tags', () => {
    const call = answered();
    ask(
      `sip||${dialogOf(call)}`,
      'INFO sip:placeholder SIP/2.0',
      'content-type: application/dtmf-relay',
      '',
      'Signal=5',
    );
    expect(lastRequest()).toMatchObject({ method: 'INFO', uri: 'sip:ben@192.0.2.7:5070' });
    expect(headerOf(lastRequest(), 'CSeq')).toBe('2 INFO');
    expect(tagIn(lastRequest(), 'To')).toBe('them');
    expect(tagIn(lastRequest(), 'From')).toBe(tagIn(call.request, 'From'));
    ask(`sip||${dialogOf(call)}`, 'INVITE sip:placeholder SIP/2.0', '', 'v=0\r\n');
    layer.sent.at(-1)?.answer(200, ['Contact: <sip:ben@192.0.2.99>'], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'ACK sip:placeholder SIP/2.0');
    expect(layer.acks.at(-1)?.uri).toBe('sip:ben@192.0.2.99');
    expect(headerOf(layer.acks.at(-1) as SipRequest, 'CSeq')).toBe('3 ACK');
  });

  it('INVITE leaves the ACK of the one before as it was', () => {
    const call = answered();
    ask(`sip||${dialogOf(call)}`, 'INVITE sip:placeholder SIP/2.0', '', 'v=0\r\n');
    layer.sent.at(-1)?.answer(200, [contact], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'ACK sip:placeholder SIP/2.0');
    call.answer(200, [contact], 'v=0\r\n');
    expect(layer.acks.map((ack) => headerOf(ack, 'CSeq'))).toEqual(['1 ACK', '2 ACK', '1 ACK']);
  });

  it('goes through strict routers', () => {
    const call = invite();
    call.answer(200, [contact, 'Record-Route: <sip:loose;lr>, <sip:strict>'], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'BYE sip:placeholder SIP/2.0');
    expect(lastRequest().uri).toBe('sip:strict');
    expect(headersOf(lastRequest(), 'Route')).toEqual(['<sip:loose;lr>', '<sip:ben@192.0.2.7:5070>']);
    expect(layer.sent.at(-1)?.outgoing.target.uri).toBe('sip:strict');
  });

  it('goes to where a caller behind a NAT writes from', () => {
    const call = invite();
    call.answer(200, ['Contact: <sip:ben@192.168.0.5:5060>'], 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'BYE sip:placeholder SIP/2.0');
    expect(lastRequest().uri).toBe('sip:ben@192.168.0.5:5060');
    expect(layer.sent.at(-1)?.outgoing.target).toEqual({
      uri: 'sip:192.0.2.7:5070;transport=udp',
      connectionId: 'udp-1',
    });
  });

  it('INVITE waits for the one before: 491', () => {
    const call = answered();
    ask(`sip||${dialogOf(call)}`, 'INVITE sip:placeholder SIP/2.0', '', 'v=0\r\n');
    ask(`sip||${dialogOf(call)}`, 'INVITE sip:placeholder SIP/2.0', '', 'v=0\r\n');
    expect(heard()).toEqual(['200', '491']);
    expect(methods()).toEqual(['INVITE', 'INVITE']);
  });

  it('BYE ends the dialog with its answer, but for one that asks for credentials', () => {
    const call = answered();
    ask(`sip||${dialogOf(call)}`, 'BYE sip:placeholder SIP/2.0');
    layer.sent.at(-1)?.answer(401);
    clock.advance(31_999);
    ask(`sip||${dialogOf(call)}`, 'BYE sip:placeholder SIP/2.0', 'CSeq: 3 BYE', 'Authorization: Digest x="y"');
    expect(headerOf(lastRequest(), 'CSeq')).toBe('3 BYE');
    layer.sent.at(-1)?.answer(200);
    expect(heard()).toEqual(['200', '401', '200']);
    expect(agent.stats.dialogs).toBe(0);
  });

  it('BYE that nobody sends again with credentials ends the dialog all the same', () => {
    const call = answered();
    ask(`sip||${dialogOf(call)}`, 'BYE sip:placeholder SIP/2.0');
    layer.sent.at(-1)?.answer(407);
    clock.advance(32_000);
    expect(agent.stats.dialogs).toBe(0);
  });

  it('NOTIFY may come before the answer to its SUBSCRIBE', () => {
    ask('sip||', 'SUBSCRIBE sip:ben@192.0.2.7:5070 SIP/2.0', 'event: presence');
    const sent = layer.sent[0] as FakeSent;
    const notify = (cseq: number, state: string) =>
      layer.receive(
        'NOTIFY sip:100@192.0.2.1 SIP/2.0',
        'Max-Forwards: 70',
        'From: <sip:ben@192.0.2.7>;tag=them',
        `To: ${headerOf(sent.request, 'From')}`,
        `Call-ID: ${headerOf(sent.request, 'Call-ID')}`,
        `CSeq: ${cseq} NOTIFY`,
        contact,
        `Subscription-State: ${state}`,
      );
    notify(1, 'active');
    sent.answer(200, [contact]);
    expect(heard()).toEqual(['NOTIFY', '200']);
    expect(agent.stats.dialogs).toBe(1);
    const { transaction } = notify(2, 'terminated;reason=timeout');
    ask(`sip|${transaction.id}|`, 'SIP/2.0 200 OK');
    expect(agent.stats.dialogs).toBe(0);
  });
});
