import { describe, expect, it } from 'vitest';
import { headerOf, headersOf, withHeader } from '../message/headers.js';
import type { SipRequest, SipResponse } from '../message/sip-message.js';
import { ClientTransactions } from './client-transactions.js';
import { FakeWire, fakePath, fakeRequest } from './fake-wire.js';
import { completeResponse, plainResponse, tagIn } from './made-responses.js';
import { ServerTransactions } from './server-transactions.js';
import type { ServerTransaction } from './transaction-user.js';

const serve = (maxTransactions = 100) => {
  const wire = new FakeWire();
  const requests: ServerTransaction[] = [];
  const heard: string[] = [];
  let count = 0;
  const servers = new ServerTransactions({
    clock: wire.clock,
    timers: wire.timers,
    send: wire.send,
    newId: () => `id${++count}`,
    newTag: () => `tag${++count}`,
    maxTransactions,
    user: {
      onRequest: (transaction) => void requests.push(transaction),
      onCancel: (_cancel, invite) => void heard.push(`cancel ${invite.id}`),
      onAck: (ack, _path, invite) => void heard.push(`ack ${headerOf(ack, 'CSeq')} ${invite?.id}`),
      onServerEnd: ({ request }, end) => void heard.push(`${request.method} ${end}`),
    },
  });
  const receive = (request: SipRequest): void => servers.receive(request, fakePath());
  const last = (): SipResponse => {
    const message = wire.sent.at(-1)?.message;
    if (message?.kind !== 'response') throw new Error('no response was sent');
    return message;
  };
  return { wire, requests, heard, servers, receive, last, clock: wire.clock };
};

describe('requests received', () => {
  it('the same request is one transaction; another branch, sent-by or method is another', () => {
    const { requests, receive } = serve();
    receive(fakeRequest('OPTIONS'));
    receive(fakeRequest('OPTIONS'));
    receive(withHeader(fakeRequest('OPTIONS', 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKb2'), 'Call-ID', 'c2'));
    receive(withHeader(fakeRequest('OPTIONS', 'SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bKb1'), 'Call-ID', 'c3'));
    receive(withHeader(fakeRequest('INFO'), 'Call-ID', 'c4'));
    expect(requests).toHaveLength(4);
  });

  it('one that took two ways here is refused on the second (RFC 3261 §8.2.2.2), unless its Request-URI was changed', () => {
    const { requests, receive, last } = serve();
    receive(fakeRequest('INVITE'));
    receive(fakeRequest('INVITE', 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKb2'));
    expect([requests.length, last().status]).toEqual([1, 482]);
    const spiral = fakeRequest('INVITE', 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKb3');
    receive({ ...spiral, uri: 'sip:carol@example.com' });
    expect(requests).toHaveLength(2);
  });

  it('a response has what it takes from the request, and one tag in all responses but 100', () => {
    const { requests, receive, last, clock, wire } = serve();
    receive(fakeRequest('INVITE'));
    clock.advance(200);
    expect(tagIn(last(), 'To')).toBeUndefined();
    const written = requests[0]?.respond(plainResponse(180, 'Ringing'));
    expect(tagIn(last(), 'To')).toBe(requests[0]?.localTag);
    expect(written).toEqual(last());
    expect(headersOf(last(), 'Via')).toEqual(headersOf(fakeRequest('INVITE'), 'Via'));
    expect(headerOf(last(), 'CSeq')).toBe('7 INVITE');
    requests[0]?.respond({
      ...plainResponse(183, 'Session Progress'),
      headers: [{ name: 'To', value: '<sip:b@c>;tag=own' }],
    });
    expect(tagIn(last(), 'To')).toBe('own');
    expect(wire.names).toEqual([100, 180, 183]);
  });

  it('within a dialog the tag is that of the request', () => {
    const { requests, receive, last } = serve();
    receive(withHeader(fakeRequest('BYE'), 'To', '<sip:bob@example.com>;tag=known'));
    requests[0]?.respond(plainResponse(200, 'OK'));
    expect([requests[0]?.localTag, tagIn(last(), 'To')]).toEqual(['known', 'known']);
  });

  it('CANCEL gets 200 with the INVITE’s tag and goes up once; then the 487 is repeated until its ACK', () => {
    const { requests, receive, last, heard, wire, clock } = serve();
    receive(fakeRequest('INVITE'));
    const cancel = { ...fakeRequest('CANCEL') };
    receive(cancel);
    receive(cancel);
    expect([last().status, tagIn(last(), 'To')]).toEqual([200, requests[0]?.localTag]);
    expect(heard).toEqual([`cancel ${requests[0]?.id}`]);
    requests[0]?.respond(plainResponse(487, 'Request Terminated'));
    clock.advance(500);
    receive(fakeRequest('ACK'));
    clock.advance(40_000);
    expect(wire.timesOf(487)).toEqual([0, 500]);
    expect(heard).toEqual([`cancel ${requests[0]?.id}`, 'INVITE done']);
  });

  it('CANCEL for nothing gets 481, and one that comes after the answer goes no further', () => {
    const { requests, receive, last, heard } = serve();
    receive(fakeRequest('CANCEL', 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKnone'));
    expect(last().status).toBe(481);
    receive(fakeRequest('INVITE'));
    requests[0]?.respond(plainResponse(200, 'OK'));
    receive(fakeRequest('CANCEL'));
    expect([last().status, heard]).toEqual([200, []]);
  });

  it('ACK for a 2xx goes up with its own branch and, with the INVITE, when it wrongly has that branch', () => {
    const { requests, receive, heard } = serve();
    receive(fakeRequest('INVITE'));
    requests[0]?.respond(plainResponse(200, 'OK'));
    receive(fakeRequest('ACK', 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKown'));
    receive(fakeRequest('ACK'));
    expect(heard).toEqual(['ack 7 ACK undefined', `ack 7 ACK ${requests[0]?.id}`]);
  });

  it('callers of RFC 2543, without a branch, are matched by what else they say', () => {
    const old = 'SIP/2.0/UDP 192.0.2.2:5070';
    const { requests, receive, wire, heard } = serve();
    receive(fakeRequest('INVITE', old));
    receive(fakeRequest('INVITE', old));
    expect(requests).toHaveLength(1);
    requests[0]?.respond(plainResponse(486, 'Busy Here'));
    receive(fakeRequest('INVITE', old));
    expect(wire.names).toEqual([486, 486]);
    receive(withHeader(fakeRequest('ACK', old), 'To', '<sip:bob@example.com>;tag=x'));
    expect([requests[0]?.isAlive(), heard]).toEqual([true, []]);
    receive({
      ...fakeRequest('OPTIONS', `${old};branch=1`),
      headers: withHeader(fakeRequest('OPTIONS', `${old};branch=1`), 'CSeq').headers,
    });
    expect(requests).toHaveLength(2);
  });

  it('beyond the bound a request gets 503 with Retry-After and leaves nothing behind; known ones go on', () => {
    const { requests, servers, receive, last } = serve(1);
    receive(fakeRequest('INVITE'));
    receive(fakeRequest('INVITE', 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKb2'));
    expect([last().status, headerOf(last(), 'Retry-After')]).toEqual([503, '5']);
    expect(tagIn(last(), 'To')).toBeDefined();
    expect([requests.length, servers.count]).toEqual([1, 1]);
    receive(fakeRequest('CANCEL', 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKnone'));
    expect(last().status).toBe(503);
    receive(fakeRequest('CANCEL'));
    expect(last().status).toBe(200);
    requests[0]?.respond(plainResponse(487, 'Request Terminated'));
    receive(fakeRequest('ACK'));
    expect(requests[0]?.finalStatus()).toBe(487);
  });

  it('an INVITE nobody answers gets 408 in the end', () => {
    const { requests, receive, last, heard, clock, servers } = serve();
    receive(fakeRequest('INVITE'));
    requests[0]?.respond(plainResponse(180, 'Ringing'));
    clock.advance(900_000);
    expect([last().status, heard, servers.count]).toEqual([408, ['INVITE unanswered'], 0]);
  });

  it('a request without a readable Via is dropped', () => {
    const { requests, receive, wire } = serve();
    receive(fakeRequest('OPTIONS', 'nonsense'));
    expect([requests.length, wire.sent.length]).toEqual([0, 0]);
  });

  it('closing ends all, tells so, and leaves no timers', () => {
    const { receive, heard, servers, clock, requests } = serve();
    receive(fakeRequest('INVITE'));
    receive(fakeRequest('OPTIONS'));
    servers.close();
    servers.close();
    expect(heard).toEqual(['INVITE closed', 'OPTIONS closed']);
    expect([clock.timerCount, servers.count, requests[0]?.isAlive()]).toEqual([0, 0, false]);
    expect(requests[0]?.respond(plainResponse(200, 'OK'))).toBeUndefined();
  });
});

const ask = () => {
  const wire = new FakeWire();
  const clients = new ClientTransactions(wire);
  const heard: (string | number)[] = [];
  const events = {
    onResponse: ({ status }: SipResponse) => void heard.push(status),
    onFailure: (failure: string) => void heard.push(failure),
    onEnd: () => void heard.push('end'),
  };
  const start = (method: string) => clients.start(fakeRequest(method), fakePath(), events);
  const receive = (method: string, status: number): boolean =>
    clients.receive(completeResponse(plainResponse(status, 'Reason'), fakeRequest(method), 't'), fakePath());
  return { wire, clients, heard, start, receive, clock: wire.clock };
};

describe('requests sent', () => {
  it('a response is matched by branch and method', () => {
    const { heard, start, receive, clients } = ask();
    start('OPTIONS');
    expect([receive('INVITE', 200), receive('OPTIONS', 200)]).toEqual([false, true]);
    const other = completeResponse(
      plainResponse(200, 'OK'),
      fakeRequest('OPTIONS', 'SIP/2.0/UDP a;branch=z9hG4bKx'),
      't',
    );
    expect(clients.receive(other, fakePath())).toBe(false);
    expect(clients.receive({ ...other, headers: [] }, fakePath())).toBe(false);
    expect(heard).toEqual([200]);
  });

  it('a CANCEL waits for a provisional response (RFC 3261 §9.1), and is made from the INVITE', () => {
    const { wire, start, receive } = ask();
    const invite = start('INVITE');
    invite.cancel('Q.850;cause=16');
    expect(wire.names).toEqual(['INVITE']);
    receive('INVITE', 100);
    expect(wire.names).toEqual(['INVITE', 'CANCEL']);
    invite.cancel();
    receive('INVITE', 180);
    expect(wire.names).toEqual(['INVITE', 'CANCEL']);
    const cancel = wire.sent[1]?.message ?? fakeRequest('none');
    expect(headersOf(cancel, 'Via')).toEqual(['SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKb1']);
    expect([headerOf(cancel, 'CSeq'), headerOf(cancel, 'Reason')]).toEqual(['7 CANCEL', 'Q.850;cause=16']);
    expect([headerOf(cancel, 'Route'), headerOf(cancel, 'To')]).toEqual([
      '<sip:proxy.example.com;lr>',
      '<sip:bob@example.com>',
    ]);
  });

  it('the answer to a CANCEL is kept from the listener, the INVITE’s own 487 is not', () => {
    const { heard, start, receive, wire } = ask();
    const invite = start('INVITE');
    receive('INVITE', 180);
    invite.cancel();
    receive('CANCEL', 200);
    receive('INVITE', 487);
    expect(heard).toEqual([180, 487]);
    expect(wire.names).toEqual(['INVITE', 'CANCEL', 'ACK']);
  });

  it('no CANCEL follows a final response that was quicker', () => {
    const { wire, start, receive, heard } = ask();
    const invite = start('INVITE');
    invite.cancel();
    receive('INVITE', 200);
    expect([wire.names, heard]).toEqual([['INVITE'], [200]]);
  });

  it('a cancelled INVITE nobody ends is given up after 64*T1', () => {
    const { start, receive, heard, clock, clients } = ask();
    const invite = start('INVITE');
    receive('INVITE', 180);
    clock.advance(5000);
    invite.cancel();
    clock.advance(32_000);
    expect(heard).toEqual([180, 'timeout', 'end']);
    clock.advance(1);
    expect([clients.count, clock.timerCount]).toEqual([0, 0]);
  });

  it('closing ends all without a failure', () => {
    const { start, clients, heard, clock } = ask();
    start('INVITE');
    start('OPTIONS');
    clients.close();
    expect([heard, clients.count, clock.timerCount]).toEqual([['end', 'end'], 0, 0]);
  });

  it('a request that could not be matched again is not sent', () => {
    const { clients, wire } = ask();
    const events = { onResponse: () => undefined, onFailure: () => undefined, onEnd: () => undefined };
    expect(() => clients.start(withHeader(fakeRequest('INFO'), 'Via'), fakePath(), events)).toThrow('Via');
    expect(wire.sent).toEqual([]);
  });
});
