import { describe, expect, it } from 'vitest';
import { headerOf, headersOf } from '../message/headers.js';
import type { SipResponse } from '../message/sip-message.js';
import { FakeWire, fakePath, fakeRequest } from './fake-wire.js';
import { InviteClientTransaction } from './invite-client.js';
import { completeResponse, plainResponse } from './made-responses.js';
import { NonInviteClientTransaction } from './non-invite-client.js';
import type { SipProtocol } from './path.js';

const watch = () => {
  const heard: (string | number)[] = [];
  return {
    heard,
    events: {
      onResponse: ({ status }: SipResponse) => void heard.push(status),
      onFailure: (failure: string) => void heard.push(failure),
      onEnd: () => void heard.push('end'),
    },
  };
};

const start = (method: string, protocol: SipProtocol) => {
  const wire = new FakeWire();
  const { heard, events } = watch();
  const path = fakePath(protocol);
  const request = fakeRequest(method);
  const transaction =
    method === 'INVITE'
      ? new InviteClientTransaction(request, path, wire, events)
      : new NonInviteClientTransaction(request, path, wire, events);
  transaction.start();
  const receive = (status: number, tag = 't1'): void =>
    transaction.receive(completeResponse(plainResponse(status, 'Reason'), request, tag), path);
  return { wire, heard, transaction, receive, clock: wire.clock };
};

describe('an INVITE that is sent', () => {
  it('is repeated by UDP after T1, 2*T1, 4*T1 (timer A), and given up after 64*T1 (timer B)', () => {
    const { wire, heard, clock } = start('INVITE', 'udp');
    clock.advance(31_999);
    expect(wire.timesOf('INVITE')).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toEqual(['timeout', 'end']);
    expect(clock.timerCount).toBe(0);
  });

  it.each(['tcp', 'tls', 'ws', 'wss'] as const)('is sent once by %s, and given up after 64*T1', (protocol) => {
    const { wire, heard, clock } = start('INVITE', protocol);
    clock.advance(32_000);
    expect(wire.names).toEqual(['INVITE']);
    expect(heard).toEqual(['timeout', 'end']);
  });

  it('is not repeated after a provisional response, and waits as long as it rings', () => {
    const { wire, heard, clock, receive } = start('INVITE', 'udp');
    clock.advance(600);
    receive(100);
    receive(180);
    clock.advance(600_000);
    expect(wire.timesOf('INVITE')).toEqual([0, 500]);
    expect(heard).toEqual([100, 180]);
  });

  it('fails when it cannot be delivered', () => {
    const { wire, heard, clock } = start('INVITE', 'tcp');
    wire.sent[0]?.fail();
    expect(heard).toEqual(['transport', 'end']);
    expect(clock.timerCount).toBe(0);
  });

  it.each([300, 404, 486, 503, 603])('%i is acknowledged, as often as it comes, for 32 s (timer D)', (status) => {
    const { wire, heard, clock, receive } = start('INVITE', 'udp');
    receive(180);
    receive(status);
    clock.advance(500);
    receive(status);
    receive(200);
    expect(wire.timesOf('ACK')).toEqual([0, 500]);
    expect(heard).toEqual([180, status]);
    clock.advance(31_499);
    expect(heard).not.toContain('end');
    clock.advance(1);
    expect(heard).toEqual([180, status, 'end']);
  });

  it('the ACK of a refusal has the branch, Route and CSeq number of the INVITE and the To of the response', () => {
    const { wire, receive } = start('INVITE', 'udp');
    receive(486, 'their-tag');
    const ack = wire.sent[1]?.message ?? fakeRequest('none');
    expect(headersOf(ack, 'Via')).toEqual(['SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKb1']);
    expect(headerOf(ack, 'Route')).toBe('<sip:proxy.example.com;lr>');
    expect(headerOf(ack, 'CSeq')).toBe('7 ACK');
    expect(headerOf(ack, 'To')).toBe('<sip:bob@example.com>;tag=their-tag');
    expect(headerOf(ack, 'From')).toBe('<sip:alice@example.com>;tag=a1');
  });

  it('is over at once after a refusal where nothing gets lost', () => {
    const { wire, heard, clock, receive } = start('INVITE', 'tcp');
    receive(486);
    expect(wire.names).toEqual(['INVITE', 'ACK']);
    expect(heard).toEqual([486, 'end']);
    expect(clock.timerCount).toBe(0);
  });

  it.each(['udp', 'tcp'] as const)(
    'gives every 2xx by %s to the layer above for 64*T1 and sends no ACK',
    (protocol) => {
      const { wire, heard, clock, receive } = start('INVITE', protocol);
      receive(200, 'one');
      clock.advance(500);
      receive(200, 'one');
      receive(200, 'another');
      receive(180);
      receive(486);
      expect(heard).toEqual([200, 200, 200]);
      expect(wire.names).toEqual(['INVITE']);
      clock.advance(31_500);
      expect(heard).toEqual([200, 200, 200, 'end']);
      receive(200);
      expect(heard).toHaveLength(4);
    },
  );

  it('an error of its ACK ends it quietly', () => {
    const { wire, heard, receive } = start('INVITE', 'udp');
    receive(486);
    wire.sent[1]?.fail();
    expect(heard).toEqual([486, 'end']);
  });

  it('fails when its connection closes before anything came, but not while a server may open another', () => {
    const silent = start('INVITE', 'tcp');
    silent.transaction.connectionClosed();
    expect(silent.heard).toEqual(['transport', 'end']);
    const ringing = start('INVITE', 'tcp');
    ringing.receive(180);
    ringing.transaction.connectionClosed();
    expect(ringing.heard).toEqual([180]);
    const browser = start('INVITE', 'wss');
    browser.receive(180);
    browser.transaction.connectionClosed();
    expect(browser.heard).toEqual([180, 'transport', 'end']);
  });

  it('closing ends it without a failure and without timers', () => {
    const { heard, clock, transaction } = start('INVITE', 'udp');
    transaction.close();
    transaction.close();
    expect(heard).toEqual(['end']);
    expect(clock.timerCount).toBe(0);
  });
});

describe('another request that is sent', () => {
  it('is repeated by UDP after T1, doubling up to T2 (timer E), and given up after 64*T1 (timer F)', () => {
    const { wire, heard, clock } = start('OPTIONS', 'udp');
    clock.advance(32_000);
    expect(wire.timesOf('OPTIONS')).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(heard).toEqual(['timeout', 'end']);
    expect(clock.timerCount).toBe(0);
  });

  it('is repeated every T2 after a provisional response, and still given up after 64*T1', () => {
    const { wire, heard, clock, receive } = start('OPTIONS', 'udp');
    clock.advance(600);
    receive(100);
    receive(100);
    clock.advance(31_400);
    expect(wire.timesOf('OPTIONS')).toEqual([0, 500, 4600, 8600, 12_600, 16_600, 20_600, 24_600, 28_600]);
    expect(heard).toEqual([100, 100, 'timeout', 'end']);
  });

  it('is sent once where nothing gets lost', () => {
    const { wire, heard, clock } = start('OPTIONS', 'tcp');
    clock.advance(32_000);
    expect(wire.names).toEqual(['OPTIONS']);
    expect(heard).toEqual(['timeout', 'end']);
  });

  it('absorbs repeated final responses for T4 (timer K)', () => {
    const { wire, heard, clock, receive } = start('BYE', 'udp');
    receive(200);
    receive(200);
    receive(481);
    clock.advance(4999);
    expect(heard).toEqual([200]);
    clock.advance(1);
    expect(heard).toEqual([200, 'end']);
    expect(wire.names).toEqual(['BYE']);
    expect(clock.timerCount).toBe(0);
  });

  it('is over at once after a final response where nothing gets lost', () => {
    const { heard, clock, receive } = start('BYE', 'wss');
    receive(200);
    expect(heard).toEqual([200, 'end']);
    expect(clock.timerCount).toBe(0);
  });

  it('fails when it cannot be delivered, or its connection closes', () => {
    const lost = start('BYE', 'tcp');
    lost.wire.sent[0]?.fail();
    expect(lost.heard).toEqual(['transport', 'end']);
    const closed = start('BYE', 'tcp');
    closed.transaction.connectionClosed();
    expect(closed.heard).toEqual(['transport', 'end']);
  });

  it('an error after the final response changes nothing', () => {
    const { wire, heard, receive } = start('BYE', 'udp');
    receive(200);
    wire.sent[0]?.fail();
    expect(heard).toEqual([200]);
  });
});
