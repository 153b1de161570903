import { describe, expect, it } from 'vitest';
import { FakeWire, fakePath, fakeRequest } from './fake-wire.js';
import { InviteServerTransaction } from './invite-server.js';
import { completeResponse, plainResponse } from './made-responses.js';
import { NonInviteServerTransaction } from './non-invite-server.js';
import type { SipProtocol } from './path.js';

const startInvite = (protocol: SipProtocol) => {
  const wire = new FakeWire();
  const ends: string[] = [];
  const request = fakeRequest('INVITE');
  const onEnd = (end: string): void => void ends.push(end);
  const transaction = new InviteServerTransaction(request, fakePath(protocol), wire, { onEnd });
  transaction.start(completeResponse(plainResponse(100, 'Trying'), request, ''));
  const respond = (status: number): boolean => transaction.respond(plainResponse(status, 'Reason'));
  return { wire, ends, transaction, respond, clock: wire.clock };
};

const startOther = (protocol: SipProtocol) => {
  const wire = new FakeWire();
  const ends: string[] = [];
  const onEnd = (end: string): void => void ends.push(end);
  const transaction = new NonInviteServerTransaction(fakeRequest('OPTIONS'), fakePath(protocol), wire, { onEnd });
  transaction.start();
  const respond = (status: number): boolean => transaction.respond(plainResponse(status, 'Reason'));
  return { wire, ends, transaction, respond, clock: wire.clock };
};

describe('an INVITE that is received', () => {
  it('gets 100 after 200 ms when the layer above says nothing, and not when it has spoken', () => {
    const silent = startInvite('udp');
    silent.clock.advance(199);
    expect(silent.wire.names).toEqual([]);
    silent.clock.advance(1);
    expect(silent.wire.names).toEqual([100]);
    const quick = startInvite('udp');
    quick.respond(180);
    quick.clock.advance(1000);
    expect(quick.wire.names).toEqual([180]);
  });

  it('coming again gets the last provisional response again, or nothing when there was none', () => {
    const { wire, transaction, respond } = startInvite('udp');
    transaction.receiveAgain();
    expect(wire.names).toEqual([]);
    respond(180);
    respond(183);
    transaction.receiveAgain();
    expect(wire.names).toEqual([180, 183, 183]);
  });

  it('a refusal is repeated by UDP after T1, doubling up to T2 (timer G), for 64*T1 without an ACK (timer H)', () => {
    const { wire, ends, respond, clock } = startInvite('udp');
    respond(486);
    clock.advance(31_999);
    expect(wire.timesOf(486)).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(ends).toEqual([]);
    clock.advance(1);
    expect(ends).toEqual(['noAck']);
    expect(clock.timerCount).toBe(0);
  });

  it.each([401, 407])('a challenge (%i) is said once, and again only when the INVITE comes again', (status) => {
    const { wire, ends, transaction, respond, clock } = startInvite('udp');
    respond(status);
    clock.advance(10_000);
    expect(wire.timesOf(status)).toEqual([0]);
    transaction.receiveAgain();
    clock.advance(22_000);
    expect([wire.timesOf(status), ends]).toEqual([[0, 10_000], ['noAck']]);
    expect(clock.timerCount).toBe(0);
  });

  it('a refusal is sent once where nothing gets lost, and its ACK is still awaited', () => {
    const { wire, ends, respond, clock } = startInvite('tls');
    respond(486);
    clock.advance(32_000);
    expect(wire.names).toEqual([486]);
    expect(ends).toEqual(['noAck']);
  });

  it('the ACK ends repeating; more ACKs and INVITEs are absorbed for T4 (timer I)', () => {
    const { wire, ends, transaction, respond, clock } = startInvite('udp');
    respond(486);
    transaction.receiveAgain();
    expect(transaction.receiveAck()).toBe(false);
    transaction.receiveAgain();
    expect(transaction.receiveAck()).toBe(false);
    clock.advance(4999);
    expect(wire.names).toEqual([486, 486]);
    expect([transaction.state, ends]).toEqual(['confirmed', []]);
    clock.advance(1);
    expect(ends).toEqual(['done']);
    expect(clock.timerCount).toBe(0);
  });

  it('is over with the ACK where nothing gets lost', () => {
    const { ends, transaction, respond, clock } = startInvite('tcp');
    respond(600);
    transaction.receiveAck();
    expect(ends).toEqual(['done']);
    expect(clock.timerCount).toBe(0);
  });

  it('a 2xx is sent when the layer above says so and never by itself, for 64*T1 (timer L)', () => {
    const { wire, ends, transaction, respond, clock } = startInvite('udp');
    expect(respond(200)).toBe(true);
    transaction.receiveAgain();
    clock.advance(500);
    expect(respond(200)).toBe(true);
    expect([respond(180), respond(486)]).toEqual([false, false]);
    expect(wire.timesOf(200)).toEqual([0, 500]);
    expect(transaction.receiveAck()).toBe(true);
    clock.advance(31_500);
    expect(ends).toEqual(['done']);
    expect(respond(200)).toBe(false);
    expect(clock.timerCount).toBe(0);
  });

  it('takes no other response after a refusal', () => {
    const { wire, respond } = startInvite('tcp');
    respond(486);
    expect([respond(200), respond(180), respond(603)]).toEqual([false, false, false]);
    expect(wire.names).toEqual([486]);
  });

  it('an error ends it only when the refusal cannot be delivered', () => {
    const { wire, ends, respond } = startInvite('tcp');
    respond(180);
    wire.sent[0]?.fail();
    expect(ends).toEqual([]);
    respond(486);
    wire.sent[1]?.fail();
    expect(ends).toEqual(['transport']);
    const accepted = startInvite('tcp');
    accepted.respond(200);
    accepted.wire.sent[0]?.fail();
    expect([accepted.ends, accepted.transaction.state]).toEqual([[], 'accepted']);
  });

  it('is given up 15 minutes after the last thing the layer above said', () => {
    const { ends, respond, clock } = startInvite('udp');
    clock.advance(600_000);
    respond(183);
    clock.advance(899_999);
    expect(ends).toEqual([]);
    clock.advance(1);
    expect(ends).toEqual(['unanswered']);
    expect(clock.timerCount).toBe(0);
  });
});

describe('another request that is received', () => {
  it('coming again is absorbed until there is a response, then gets that one again', () => {
    const { wire, transaction, respond } = startOther('udp');
    transaction.receiveAgain();
    expect(wire.names).toEqual([]);
    respond(100);
    transaction.receiveAgain();
    respond(200);
    transaction.receiveAgain();
    expect(wire.names).toEqual([100, 100, 200, 200]);
  });

  it('keeps its final response for 64*T1 by UDP (timer J) and takes no other', () => {
    const { wire, ends, transaction, respond, clock } = startOther('udp');
    respond(200);
    expect([respond(200), respond(500)]).toEqual([false, false]);
    clock.advance(31_999);
    transaction.receiveAgain();
    expect(wire.timesOf(200)).toEqual([0, 31_999]);
    clock.advance(1);
    expect(ends).toEqual(['done']);
    transaction.receiveAgain();
    expect(wire.names).toEqual([200, 200]);
    expect(clock.timerCount).toBe(0);
  });

  it('is over with its final response where nothing gets lost', () => {
    const { ends, respond, clock } = startOther('tcp');
    respond(200);
    expect(ends).toEqual(['done']);
    expect(clock.timerCount).toBe(0);
  });

  it('ends without a word when the client has given up', () => {
    const { wire, ends, respond, clock } = startOther('udp');
    respond(100);
    clock.advance(32_000);
    expect(wire.names).toEqual([100]);
    expect(ends).toEqual(['unanswered']);
    expect(respond(200)).toBe(false);
  });

  it('an error ends it', () => {
    const { wire, ends, respond, clock } = startOther('udp');
    respond(200);
    wire.sent[0]?.fail();
    expect(ends).toEqual(['transport']);
    expect(clock.timerCount).toBe(0);
  });
});
