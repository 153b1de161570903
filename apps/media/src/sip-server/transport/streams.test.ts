import { createServer } from 'node:net';
import { FakeClock } from '@callwright/flow-engine/testing';
import { plainResponse } from '@callwright/sip';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeStreamPeer, openStreamPeer, requestText } from './fake-peer.js';
import { type Bench, makeRequest, openBench, sendFrom } from './test-bench.js';
import { Inbox } from './test-inbox.js';
import type { TransactionLayerOptions } from './transaction-layer.js';

const open: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const listeners = [{ protocol: 'tcp', address: '127.0.0.1', port: 0 }] as const;

const bench = async (options: Partial<TransactionLayerOptions> = {}): Promise<Bench> => {
  const made = await openBench({ listeners, ...options });
  open.push(made.layer);
  return made;
};

const join = async ({ layer }: Bench): Promise<FakeStreamPeer> => {
  const peer = await openStreamPeer(layer.listeners[0]?.port ?? 0);
  open.push({ close: () => peer.socket.destroy() });
  return peer;
};

/** A ping that is answered shows that all before it has arrived. */
const settle = async (peer: FakeStreamPeer): Promise<void> => {
  peer.send('\r\n\r\n');
  expect(await peer.received.next()).toBe('\r\n');
};

/** Hangs up, and waits until the server has seen it: each ping of another connection gives it a turn. */
const leave = async (peer: FakeStreamPeer, server: Bench): Promise<void> => {
  const other = await join(server);
  peer.socket.destroy();
  await peer.closed;
  while (server.layer.sizes().connections > 1) await settle(other);
};

describe('a TCP connection', () => {
  it('carries several messages in one piece and one in several', async () => {
    const server = await bench();
    const peer = await join(server);
    const [first, second] = [requestText('OPTIONS', 'SIP/2.0/TCP a'), requestText('INFO', 'SIP/2.0/TCP a')];
    peer.send(first + second.slice(0, 30));
    const { request } = await server.requests.next();
    peer.send(second.slice(30));
    expect([request.method, (await server.requests.next()).request.method]).toEqual(['OPTIONS', 'INFO']);
  });

  it('answers a ping, and an answer goes back on it', async () => {
    const server = await bench();
    const peer = await join(server);
    await settle(peer);
    peer.send(requestText('OPTIONS', 'SIP/2.0/TCP 10.9.9.9'));
    (await server.requests.next()).respond(plainResponse(200, 'OK'));
    expect(await peer.received.next()).toMatch(/^SIP\/2.0 200 OK/);
  });

  it('whose message takes too long is closed, however slowly its bytes trickle in', async () => {
    const clock = new FakeClock();
    const server = await bench({ clock });
    const peer = await join(server);
    await settle(peer);
    peer.send(`\r\n\r\n${requestText('OPTIONS', 'SIP/2.0/TCP a').slice(0, 40)}`);
    await peer.received.next();
    clock.advance(9999);
    expect(server.layer.sizes().connections).toBe(1);
    clock.advance(1);
    await peer.closed;
    expect(server.layer.counts().slow).toBe(1);
    expect(server.layer.sizes().connections).toBe(0);
  });

  it('on which nobody says anything is closed, and one with a message later', async () => {
    const clock = new FakeClock();
    const server = await bench({ clock, limits: { idleMs: 600_000 } });
    const [silent, talking] = [await join(server), await join(server)];
    talking.send(requestText('OPTIONS', 'SIP/2.0/TCP a'));
    (await server.requests.next()).respond(plainResponse(200, 'OK'));
    await talking.received.next();
    await settle(silent);
    clock.advance(32_000);
    await silent.closed;
    clock.advance(500_000);
    await settle(talking);
    clock.advance(599_999);
    expect(server.layer.sizes().connections).toBe(1);
    clock.advance(1);
    await talking.closed;
    expect(server.layer.counts().idle).toBe(2);
  });

  it('is closed when its stream is no SIP, after a refusal where one can be sent', async () => {
    const server = await bench();
    const garbage = await join(server);
    garbage.send('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n');
    await garbage.closed;
    const endless = await join(server);
    endless.send(requestText('OPTIONS', 'SIP/2.0/TCP a').replace('Content-Length: 0', 'Content-Length: many'));
    expect(await endless.received.next()).toMatch(/^SIP\/2.0 400 Bad Content-Length Header/);
    await endless.closed;
    expect(server.requests.size).toBe(0);
  });

  it('stays when only one message is malformed', async () => {
    const server = await bench();
    const peer = await join(server);
    peer.send(requestText('OPTIONS', 'SIP/2.0/TCP a').replace('Max-Forwards: 70', 'Max-Forwards: many'));
    expect(await peer.received.next()).toMatch(/^SIP\/2.0 400 /);
    await settle(peer);
  });

  it('is refused beyond so many of one address', async () => {
    const server = await bench({ limits: { connectionsPerAddress: 2 } });
    const [first, second] = [await join(server), await join(server)];
    await Promise.all([settle(first), settle(second)]);
    const third = await join(server);
    await third.closed;
    expect(server.layer.counts().crowded).toBe(1);
    first.socket.destroy();
    await first.closed;
    // Its place is free once the server has seen it go.
    for (let isIn = false; !isIn; ) {
      const next = await join(server);
      next.send('\r\n\r\n');
      isIn = await Promise.race([next.received.next().then(() => true), next.closed.then(() => false)]);
    }
  });

  it('that has gone is replaced for the answer by one to the port of the Via (§18.2.2)', async () => {
    const server = await bench();
    const answers = new Inbox<string>();
    const phone = createServer((socket) => void socket.on('data', (bytes) => answers.put(bytes.toString())));
    await new Promise<void>((resolve) => phone.listen(0, '127.0.0.1', resolve));
    open.push(phone);
    const address = phone.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    const peer = await join(server);
    peer.send(requestText('OPTIONS', `SIP/2.0/TCP 10.9.9.9:${port}`));
    const arrived = await server.requests.next();
    await leave(peer, server);
    arrived.respond(plainResponse(200, 'OK'));
    expect(await answers.next()).toMatch(/^SIP\/2.0 200 OK/);
  });

  it('that has gone, with nobody at the port of the Via, ends the transaction', async () => {
    const server = await bench();
    const peer = await join(server);
    peer.send(requestText('INVITE', 'SIP/2.0/TCP 10.9.9.9:1'));
    const arrived = await server.requests.next();
    await leave(peer, server);
    arrived.respond(plainResponse(486, 'Busy Here'));
    expect((await server.ends.next()).end).toBe('transport');
    expect(server.layer.counts().undeliverable).toBe(1);
  });

  it('whose other end takes nothing is closed when too much waits for it', async () => {
    const server = await bench({ limits: { queuedBytes: 1000 } });
    const peer = await join(server);
    peer.socket.pause();
    const body = Buffer.alloc(4_000_000, 'x');
    // More than the buffers of the system hold; the first fills them, the next finds them full.
    for (let i = 0; i < 8; i++) {
      peer.send(requestText('OPTIONS', 'SIP/2.0/TCP a'));
      (await server.requests.next()).respond({ ...plainResponse(200, 'OK'), body });
      if (server.layer.counts().stuck > 0) break;
    }
    expect(server.layer.counts().stuck).toBe(1);
    peer.socket.resume();
    await peer.closed;
  });
});

describe('a connection of our own', () => {
  const openPhone = async () => {
    const received = new Inbox<string>();
    const closed = new Inbox<boolean>();
    let count = 0;
    let hangUp: () => void = () => undefined;
    const phone = createServer((socket) => {
      count += 1;
      socket.on('data', (bytes) => {
        const text = bytes.toString();
        received.put(text);
        if (/^OPTIONS/.test(text)) socket.write(text.replace(/^OPTIONS.*\r\n/, 'SIP/2.0 200 OK\r\n'));
      });
      socket.on('error', () => undefined);
      socket.on('close', () => closed.put(true));
      hangUp = () => socket.end();
      open.push({ close: () => socket.destroy() });
    });
    await new Promise<void>((resolve) => phone.listen(0, '127.0.0.1', resolve));
    open.push(phone);
    const address = phone.address();
    const uri = `sip:127.0.0.1:${address && typeof address === 'object' ? address.port : 0};transport=tcp`;
    return { uri, received, closed, count: () => count, hangUp: () => hangUp() };
  };

  it('is used again, tells our listener’s port, is kept alive by pings, and closed when idle', async () => {
    const clock = new FakeClock();
    const client = await bench({ clock, limits: { idleMs: 300_000 } });
    const phone = await openPhone();
    for (let i = 0; i < 2; i++) {
      const sent = sendFrom(client, { request: makeRequest('OPTIONS', phone.uri), target: { uri: phone.uri } });
      expect((await sent.responses.next()).status).toBe(200);
      expect(await phone.received.next()).toContain(
        `Via: SIP/2.0/TCP 127.0.0.1:${client.layer.listeners[0]?.port};branch=`,
      );
    }
    expect(phone.count()).toBe(1);
    clock.advance(110_000);
    expect(await phone.received.next()).toBe('\r\n\r\n');
    clock.advance(190_000);
    await phone.closed.next();
    expect(client.layer.counts().idle).toBe(1);
  });

  it('that the other side closed is opened anew', async () => {
    const client = await bench();
    const phone = await openPhone();
    const ask = async (): Promise<void> => {
      const sent = sendFrom(client, { request: makeRequest('OPTIONS', phone.uri), target: { uri: phone.uri } });
      expect((await sent.responses.next()).status).toBe(200);
    };
    await ask();
    phone.hangUp();
    await phone.closed.next();
    await ask();
    expect(phone.count()).toBe(2);
  });
});
