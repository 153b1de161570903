import { createServer, type Server } from 'node:net';
import { headerOf, plainResponse } from '@callwright/sip';
import { afterEach, describe, expect, it } from 'vitest';
import type { SipProtocol } from '../ports.js';
import { openDatagramPeer } from './fake-peer.js';
import type { DnsPort } from './resolve/dns-port.js';
import { type Bench, makeRequest, openBench, sendFrom } from './test-bench.js';

const open: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const bench = async (protocol: SipProtocol, dns?: DnsPort): Promise<Bench> => {
  const made = await openBench({ listeners: [{ protocol, address: '127.0.0.1', port: 0 }], dns });
  open.push(made.layer);
  return made;
};

const portOf = ({ layer }: Bench): number => layer.listeners[0]?.port ?? 0;

/** A name whose servers are these ports of 127.0.0.1, in this order. */
const dnsOf = (...ports: readonly number[]): DnsPort => ({
  naptr: async () => [],
  srv: async () => ports.map((port, priority) => ({ priority, weight: 0, port, name: 'server.example.com' })),
  addresses: async () => [{ address: '127.0.0.1', family: 4 }],
});

const uriOf = (protocol: SipProtocol): string => `sip:bob@example.com;transport=${protocol}`;

/** A port nobody listens on. */
const freePort = async (): Promise<number> => {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address && typeof address === 'object' ? address.port : 0;
};

describe('a request goes on to the next server (RFC 3263 §4.3)', () => {
  it('when the first cannot be reached', async () => {
    const second = await bench('tcp');
    const client = await bench('tcp', dnsOf(await freePort(), portOf(second)));
    const uri = uriOf('tcp');
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    (await second.requests.next()).respond(plainResponse(200, 'OK'));
    expect((await sent.responses.next()).status).toBe(200);
    expect(sent.failures.size).toBe(0);
  });

  it('when the first answers 503, which is acknowledged and kept from the caller; each has a branch of its own', async () => {
    const first = await bench('udp');
    const second = await bench('udp');
    const client = await bench('udp', dnsOf(portOf(first), portOf(second)));
    const uri = uriOf('udp');
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    (await first.requests.next()).respond(plainResponse(503, 'Service Unavailable'));
    (await second.requests.next()).respond(plainResponse(200, 'OK'));
    expect((await sent.responses.next()).status).toBe(200);
    expect((await first.ends.next()).end).toBe('done');
    const vias = [await sent.written.next(), await sent.written.next()].map(({ request }) => headerOf(request, 'Via'));
    expect(vias[0]).not.toBe(vias[1]);
  });

  it('when the first says nothing at all', async () => {
    const silent = await openDatagramPeer();
    const second = await bench('udp');
    open.push(silent);
    const client = await bench('udp', dnsOf(silent.port, portOf(second)));
    const uri = uriOf('udp');
    const sent = sendFrom(client, { request: makeRequest('OPTIONS', uri), target: { uri } });
    (await second.requests.next()).respond(plainResponse(200, 'OK'));
    expect((await sent.responses.next()).status).toBe(200);
    expect(silent.received.size).toBeGreaterThan(3);
  });

  it('but not on any other answer, nor after a provisional one', async () => {
    const first = await bench('udp');
    const second = await bench('udp');
    const client = await bench('udp', dnsOf(portOf(first), portOf(second)));
    const uri = uriOf('udp');
    const refused = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    (await first.requests.next()).respond(plainResponse(500, 'Server Internal Error'));
    expect((await refused.responses.next()).status).toBe(500);
    const slow = sendFrom(client, { request: makeRequest('OPTIONS', uri), target: { uri } });
    (await first.requests.next()).respond(plainResponse(100, 'Trying'));
    expect((await slow.responses.next()).status).toBe(100);
    expect(await slow.failures.next()).toBe('timeout');
    expect(second.requests.size).toBe(0);
  });

  it('and when all refuse with 503, that is told', async () => {
    const first = await bench('udp');
    const second = await bench('udp');
    const client = await bench('udp', dnsOf(portOf(first), portOf(second)));
    const uri = uriOf('udp');
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    for (const server of [first, second]) {
      (await server.requests.next()).respond(plainResponse(503, 'Service Unavailable'));
    }
    expect((await sent.responses.next()).status).toBe(503);
    await sent.ended;
    expect([sent.responses.size, sent.failures.size]).toEqual([0, 0]);
    expect([(await first.ends.next()).end, (await second.ends.next()).end]).toEqual(['done', 'done']);
  });
});

describe('a request that gets nowhere', () => {
  it('has no address, or nobody there', async () => {
    const client = await bench('tcp', { ...dnsOf(), addresses: async () => [] });
    for (const uri of ['sip:bob@nobody.example.com', 'tel:+4930', 'sip:bob@127.0.0.1;transport=sctp']) {
      const sent = sendFrom(client, { request: makeRequest('INVITE', 'sip:x@y'), target: { uri } });
      expect(await sent.failures.next()).toBe('unresolved');
      await sent.ended;
    }
    const uri = `sip:127.0.0.1:${await freePort()};transport=tcp`;
    expect(await sendFrom(client, { request: makeRequest('BYE', uri), target: { uri } }).failures.next()).toBe(
      'transport',
    );
    const web = 'sip:127.0.0.1:80;transport=ws';
    expect(await sendFrom(client, { request: makeRequest('BYE', web), target: { uri: web } }).failures.next()).toBe(
      'transport',
    );
  });

  it('tells so when its connection breaks before the answer', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const address = server.address();
    const client = await bench('tcp');
    const uri = `sip:127.0.0.1:${address && typeof address === 'object' ? address.port : 0};transport=tcp`;
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    expect(await sent.failures.next()).toBe('transport');
    await sent.ended;
  });

  it('and is cancelled while its address is looked up, is never sent', async () => {
    const never = new Promise<readonly never[]>(() => undefined);
    const client = await bench('udp', { ...dnsOf(), addresses: () => never, srv: () => never });
    const uri = uriOf('udp');
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    sent.transaction.cancel();
    sent.transaction.cancel();
    expect(await sent.failures.next()).toBe('cancelled');
    await sent.ended;
    expect([sent.written.size, client.layer.sizes().outgoing]).toEqual([0, 0]);
  });
});
