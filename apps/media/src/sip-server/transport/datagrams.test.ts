import { randomUUID } from 'node:crypto';
import { headerOf, plainResponse } from '@callwright/sip';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeDatagramPeer, openDatagramPeer, requestText } from './fake-peer.js';
import { type Bench, makeRequest, openBench, sendFrom } from './test-bench.js';
import type { TransactionLayerOptions } from './transaction-layer.js';

const open: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const meet = async (options: Partial<TransactionLayerOptions> = {}) => {
  const bench = await openBench(options);
  const peer = await openDatagramPeer();
  open.push(bench.layer, peer);
  const port = bench.layer.listeners[0]?.port ?? 0;
  return { bench, peer, port, send: (text: string) => peer.send(text, port) };
};

/** Answers 200 to the next request. */
const answer = async ({ requests }: Bench): Promise<void> =>
  void (await requests.next()).respond(plainResponse(200, 'OK'));

const firstLine = async ({ received }: FakeDatagramPeer): Promise<string | undefined> =>
  (await received.next()).text.split('\r\n')[0];

describe('the way back of a response by UDP (RFC 3261 §18.2.2, RFC 3581)', () => {
  it('is to the port it came from when the Via asks for that, and the Via says what was seen', async () => {
    const { bench, peer, send } = await meet();
    send(requestText('OPTIONS', 'SIP/2.0/UDP 10.9.9.9:9;rport'));
    await answer(bench);
    expect((await peer.received.next()).text).toMatch(
      new RegExp(
        `\\r\\nVia: SIP/2.0/UDP 10.9.9.9:9;rport=${peer.port};branch=z9hG4bKpeer\\d+;received=127.0.0.1\\r\\n`,
      ),
    );
  });

  it('is else to the port the Via names, at the address it came from and never at a maddr', async () => {
    const { bench, send } = await meet();
    const other = await openDatagramPeer();
    open.push(other);
    send(requestText('OPTIONS', `SIP/2.0/UDP 10.9.9.9:${other.port};maddr=192.0.2.1`));
    await answer(bench);
    expect(await firstLine(other)).toBe('SIP/2.0 200 OK');
  });
});

describe('a keep-alive by STUN (RFC 5626 §4.4.2)', () => {
  const binding = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex').toString('latin1');

  it('is answered to whoever is known, with where they write from', async () => {
    const { peer, port } = await meet({ isTrusted: () => true });
    peer.send(binding, port);
    const bytes = Buffer.from((await peer.received.next()).text, 'latin1');
    expect(bytes.subarray(0, 20).toString('hex')).toBe('0101000c2112a442b7e7a701bc34d686fa87dfae');
    expect(bytes.readUInt16BE(26) ^ 0x2112).toBe(peer.port);
  });

  it('is not answered to a stranger', async () => {
    const { bench, peer, port, send } = await meet();
    peer.send(binding, port);
    send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport'));
    await answer(bench);
    expect(await firstLine(peer)).toBe('SIP/2.0 200 OK');
  });
});

describe('what is no request', () => {
  it('is ignored or dropped, and counted; the next request is served', async () => {
    const { bench, peer, send } = await meet();
    for (const text of ['\r\n\r\n', '\0\0\0\0', '', '{"x":1}', '\x80\x60rtp', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'])
      send(text);
    send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport', 'User-Agent: friendly-scanner\r\n'));
    send('SIP/2.0 two hundred\r\n\r\n');
    send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport'));
    await answer(bench);
    expect(await firstLine(peer)).toBe('SIP/2.0 200 OK');
    expect(bench.layer.counts()).toMatchObject({ garbage: 2, scanner: 1, malformed: 2 });
    expect(peer.received.size).toBe(0);
  });

  it('but can be answered gets 400, and leaves no transaction behind', async () => {
    const { bench, peer, send } = await meet();
    send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport').replace('CSeq: 1', 'CSeq: one'));
    expect(await firstLine(peer)).toBe('SIP/2.0 400 Bad CSeq Header');
    send(requestText('ACK', 'SIP/2.0/UDP a;rport').replace('CSeq: 1', 'CSeq: one'));
    send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport').replace('SIP/2.0\r', 'SIP/7.0\r'));
    expect(await firstLine(peer)).toBe('SIP/2.0 505 Version Not Supported');
    expect([bench.layer.sizes().incoming, bench.requests.size]).toEqual([0, 0]);
  });

  it('a response to nothing goes up only when its Via is ours', async () => {
    const { bench, send, port } = await meet();
    const stray = (via: string): string =>
      requestText('INVITE', via).replace('INVITE sip:bob@example.com SIP/2.0', 'SIP/2.0 200 OK');
    send(stray('SIP/2.0/UDP 192.0.2.1:5060'));
    send(stray(`SIP/2.0/UDP 127.0.0.1:${port}`));
    expect(headerOf(await bench.strays.next(), 'Via')).toContain(`127.0.0.1:${port}`);
    expect([bench.strays.size, bench.layer.counts().stray]).toEqual([0, 2]);
  });
});

describe('too many requests of one address', () => {
  const limits = { requestsPerSecond: 0.001, requestBurst: 2 };
  const flood = (send: (text: string) => void): void => {
    for (let i = 0; i < 5; i++) send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport'));
  };

  it('are dropped without a word; those within dialogs are not among them', async () => {
    const { bench, peer, send } = await meet({ limits });
    flood(send);
    send(requestText('BYE', 'SIP/2.0/UDP a;rport'));
    const methods = [];
    for (let i = 0; i < 3; i++) methods.push((await bench.requests.next()).request.method);
    expect(methods).toEqual(['OPTIONS', 'OPTIONS', 'BYE']);
    expect([bench.layer.counts().overRate, peer.received.size]).toEqual([3, 0]);
  });

  it('are bounded for all strangers together, which keeps nobody out who has been let in', async () => {
    const few = { strangersPerSecond: 0.001, strangersBurst: 2 };
    const strange = await meet({ limits: few });
    flood(strange.send);
    strange.send(requestText('BYE', 'SIP/2.0/UDP a;rport'));
    const methods = [];
    for (let i = 0; i < 3; i++) methods.push((await strange.bench.requests.next()).request.method);
    expect([methods, strange.bench.layer.counts().overRate]).toEqual([['OPTIONS', 'OPTIONS', 'BYE'], 3]);
    const known = await meet({ limits: few });
    known.send(requestText('REGISTER', 'SIP/2.0/UDP a;rport'));
    await answer(known.bench);
    await known.peer.received.next();
    flood(known.send);
    for (let i = 0; i < 5; i++) await known.bench.requests.next();
    expect(known.bench.layer.counts().overRate).toBe(0);
  });

  it('are all served when they come from a trunk', async () => {
    const { bench, send } = await meet({ limits, isTrusted: (address) => address === '127.0.0.1' });
    flood(send);
    for (let i = 0; i < 5; i++) await bench.requests.next();
    expect(bench.layer.counts().overRate).toBe(0);
  });
});

describe('more requests than there is room for', () => {
  it('get 503 with Retry-After; sending fails too', async () => {
    const { bench, peer, send } = await meet({ limits: { transactions: 1 } });
    send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport'));
    send(requestText('OPTIONS', 'SIP/2.0/UDP a;rport'));
    expect((await peer.received.next()).text).toMatch(/^SIP\/2.0 503 [\s\S]*Retry-After: 5/);
    const uri = `sip:127.0.0.1:${peer.port}`;
    sendFrom(bench, { request: makeRequest('OPTIONS', uri), target: { uri } });
    const second = sendFrom(bench, { request: makeRequest('OPTIONS', uri), target: { uri } });
    expect(await second.failures.next()).toBe('overload');
    await second.ended;
  });
});

describe('a request larger than 1300 bytes (RFC 3261 §18.1.1)', () => {
  const body = Buffer.alloc(1400, 'x');
  const both = [
    { protocol: 'udp', address: '127.0.0.1', port: 0 },
    { protocol: 'tcp', address: '127.0.0.1', port: 0 },
  ] as const;

  it('goes by TCP where that is taken', async () => {
    const { bench } = await meet({ listeners: both });
    const { bench: client } = await meet({ listeners: both });
    const port = bench.layer.listeners.find(({ protocol }) => protocol === 'tcp')?.port;
    const uri = `sip:127.0.0.1:${port}`;
    const sent = sendFrom(client, { request: makeRequest('INFO', uri, { body }), target: { uri } });
    await answer(bench);
    const { path, request } = await sent.written.next();
    expect([path.protocol, headerOf(request, 'Via')]).toEqual([
      'tcp',
      expect.stringContaining('SIP/2.0/TCP 127.0.0.1'),
    ]);
    expect((await sent.responses.next()).status).toBe(200);
  });

  it('goes by UDP all the same where TCP is refused, at once the second time', async () => {
    const { bench } = await meet();
    const { bench: client } = await meet({ listeners: both });
    const uri = `sip:127.0.0.1:${bench.layer.listeners[0]?.port}`;
    for (let i = 0; i < 2; i++) {
      const sent = sendFrom(client, { request: makeRequest('INFO', uri, { body }), target: { uri } });
      await answer(bench);
      expect((await sent.written.next()).path.protocol).toBe('udp');
      expect((await sent.responses.next()).status).toBe(200);
    }
  });

  it('goes by UDP where the URI says so, and fails when no datagram holds it', async () => {
    const { bench } = await meet({ listeners: both });
    const { bench: client } = await meet({ listeners: both });
    const uri = `sip:127.0.0.1:${bench.layer.listeners[0]?.port};transport=udp`;
    const sent = sendFrom(client, { request: makeRequest('INFO', uri, { body }), target: { uri } });
    expect((await bench.requests.next()).path.protocol).toBe('udp');
    expect((await sent.written.next()).path.protocol).toBe('udp');
    const huge = makeRequest('INFO', uri, { body: Buffer.alloc(70_000) });
    expect(await sendFrom(client, { request: huge, target: { uri } }).failures.next()).toBe('tooLarge');
  });
});

describe('a network that loses, doubles and reorders datagrams', () => {
  /** Stands between both and passes on some of what comes, some of it late or twice. */
  const openLossyLine = async (toPort: number): Promise<FakeDatagramPeer> => {
    const near = await openDatagramPeer();
    open.push(near);
    let callerPort = 0;
    let held: () => void = () => undefined;
    // Of five: one is lost, one passes, one comes after the next, one comes twice.
    const treatments: readonly ((pass: () => void) => void)[] = [
      () => undefined,
      (pass) => pass(),
      (pass) => {
        held = pass;
      },
      (pass) => {
        pass();
        held();
      },
      (pass) => {
        pass();
        pass();
      },
    ];
    const pump = async (): Promise<void> => {
      for (let seen = 0; ; seen++) {
        const { text, fromPort } = await near.received.next();
        const isBack = fromPort === toPort;
        if (!isBack) callerPort = fromPort;
        treatments[seen % treatments.length]?.(() => near.send(text, isBack ? callerPort : toPort));
      }
    };
    void pump();
    return near;
  };

  it('loses no call: twenty are answered, acknowledged, and told once', async () => {
    const { bench, port } = await meet();
    const { bench: client } = await meet();
    const line = await openLossyLine(port);
    const uri = `sip:127.0.0.1:${line.port};transport=udp`;
    const calls = Array.from({ length: 20 }, () =>
      sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } }),
    );
    for (let i = 0; i < 20; i++) (await bench.requests.next()).respond(plainResponse(486, 'Busy Here'));
    for (const call of calls) expect((await call.responses.next()).status).toBe(486);
    for (let i = 0; i < 20; i++) expect((await bench.ends.next()).end).toBe('done');
    expect([bench.requests.size, calls.some(({ responses }) => responses.size > 0)]).toEqual([0, false]);
  });
});

describe('what is traced', () => {
  it('is every message in and out, with its bytes, path and time', async () => {
    const { bench, send, peer } = await meet();
    const text = requestText('OPTIONS', 'SIP/2.0/UDP a;rport');
    send(text);
    await answer(bench);
    await peer.received.next();
    expect(bench.traced.map(({ direction }) => direction)).toEqual(['in', 'out']);
    const [incoming] = bench.traced;
    expect(Buffer.from(incoming?.bytes ?? []).toString()).toBe(text);
    expect(incoming).toMatchObject({ path: { remote: { port: peer.port } }, message: { method: 'OPTIONS' } });
    expect(Math.abs((incoming?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});

describe('closing', () => {
  it('ends requests both ways, once, and frees the port', async () => {
    const { bench, send, port, peer } = await meet();
    send(requestText('INVITE', 'SIP/2.0/UDP a;rport'));
    const arrived = await bench.requests.next();
    const uri = `sip:127.0.0.1:${peer.port}`;
    const sent = sendFrom(bench, { request: makeRequest('INVITE', uri), target: { uri } });
    await sent.written.next();
    await Promise.all([bench.layer.close(), bench.layer.close()]);
    expect([(await bench.ends.next()).end, await sent.failures.next()]).toEqual(['closed', 'closed']);
    expect(arrived.respond(plainResponse(200, 'OK'))).toBeUndefined();
    const late = sendFrom(bench, { request: makeRequest('OPTIONS', uri), target: { uri } });
    expect(await late.failures.next()).toBe('closed');
    const again = await openBench({ listeners: [{ protocol: 'udp', address: '127.0.0.1', port }], newId: randomUUID });
    open.push(again.layer);
    expect(again.layer.isOwnAddress('127.0.0.1', port)).toBe(true);
  });

  it('a port that is taken fails the opening', async () => {
    const { port } = await meet();
    await expect(openBench({ listeners: [{ protocol: 'udp', address: '127.0.0.1', port }] })).rejects.toThrow(
      'EADDRINUSE',
    );
  });
});
