import { once } from 'node:events';
import { get } from 'node:http';
import { plainResponse } from '@callwright/sip';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { requestText } from './fake-peer.js';
import { type Bench, makeRequest, openBench, sendFrom } from './test-bench.js';
import { makeTestCertificate } from './test-certificate.js';
import { Inbox } from './test-inbox.js';

const open: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const certificate = makeTestCertificate('IP:127.0.0.1');

const meet = async (protocol: 'ws' | 'wss', address = '127.0.0.1') => {
  const bench = await openBench({ listeners: [{ protocol, address, port: 0 }], tls: certificate });
  open.push(bench.layer);
  const host = address.includes(':') ? `[${address}]` : address;
  return { bench, url: `${protocol}://${host}:${portOf(bench)}/sip` };
};

const portOf = ({ layer }: Bench): number => layer.listeners[0]?.port ?? 0;

const browse = async (url: string) => {
  const socket = new WebSocket(url, 'sip', { rejectUnauthorized: false });
  const received = new Inbox<string>();
  const kinds = new Inbox<boolean>();
  socket.on('message', (data, isBinary) => {
    received.put(String(data));
    kinds.put(isBinary);
  });
  open.push({ close: () => socket.terminate() });
  await once(socket, 'open');
  return { socket, received, kinds };
};

describe.each([
  ['ws', '127.0.0.1'],
  ['ws', '::1'],
  ['wss', '127.0.0.1'],
] as const)('a browser by %s on %s (RFC 7118)', (protocol, address) => {
  it('is answered on its connection, and called on it though its own address is none', async () => {
    const { bench, url } = await meet(protocol, address);
    const { socket, received, kinds } = await browse(url);
    expect(socket.protocol).toBe('sip');
    socket.send(requestText('REGISTER', `SIP/2.0/${protocol.toUpperCase()} df7jal23ls0d.invalid`));
    const arrived = await bench.requests.next();
    arrived.respond(plainResponse(200, 'OK'));
    expect(await received.next()).toMatch(/^SIP\/2.0 200 OK[\s\S]*received=(?:127.0.0.1|::1)/);
    const uri = `sip:bob@df7jal23ls0d.invalid;transport=${protocol}`;
    const target = { uri, connectionId: arrived.path.connectionId };
    const sent = sendFrom(bench, { request: makeRequest('OPTIONS', uri), target });
    const asked = await received.next();
    expect(asked).toMatch(/^OPTIONS sip:bob@df7jal23ls0d.invalid/);
    expect(await kinds.next()).toBe(false);
    socket.send(Buffer.from(asked.replace(/^OPTIONS.*\r\n/, 'SIP/2.0 200 OK\r\n')));
    expect((await sent.responses.next()).status).toBe(200);
  });
});

describe('a browser that is known by where it came from', () => {
  it('is called on its connection', async () => {
    const { bench, url } = await meet('ws');
    const { socket, received } = await browse(url);
    socket.send(requestText('REGISTER', 'SIP/2.0/WS df7jal23ls0d.invalid'));
    const { path } = await bench.requests.next();
    const uri = `sip:127.0.0.1:${path.remote.port};transport=ws`;
    sendFrom(bench, { request: makeRequest('OPTIONS', uri), target: { uri } });
    expect(await received.next()).toMatch(/^OPTIONS /);
  });
});

describe('a WebSocket server of SIP', () => {
  it('takes no other subprotocol and no other request', async () => {
    const { url, bench } = await meet('ws');
    const other = new WebSocket(url, 'chat');
    const [error] = await once(other, 'error');
    expect(String(error)).toContain('400');
    const [response] = await once(get(url.replace('ws:', 'http:')), 'response');
    expect(response.statusCode).toBe(426);
    response.resume();
    expect(bench.layer.sizes().connections).toBe(0);
  });

  it('answers a keep-alive, and drops what is no SIP', async () => {
    const { url, bench } = await meet('ws');
    const { socket, received } = await browse(url);
    socket.send('{"hello":1}');
    socket.send('\r\n\r\n');
    expect(await received.next()).toBe('\r\n');
    expect(bench.layer.counts().garbage).toBe(1);
  });

  it('a browser that has gone fails the request to it at once', async () => {
    const { url, bench } = await meet('ws');
    const { socket, received } = await browse(url);
    socket.send(requestText('REGISTER', 'SIP/2.0/WS x.invalid'));
    const arrived = await bench.requests.next();
    arrived.respond(plainResponse(200, 'OK'));
    await received.next();
    const uri = 'sip:bob@x.invalid;transport=ws';
    const target = { uri, connectionId: arrived.path.connectionId };
    const sent = sendFrom(bench, { request: makeRequest('INVITE', uri), target });
    await received.next();
    socket.terminate();
    expect(await sent.failures.next()).toBe('transport');
    const late = sendFrom(bench, { request: makeRequest('INVITE', uri), target });
    expect(await late.failures.next()).toBe('unresolved');
  });
});
