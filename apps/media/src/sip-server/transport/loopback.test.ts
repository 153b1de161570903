import { headerOf, parseVia, plainResponse, tagIn } from '@callwright/sip';
import { afterEach, describe, expect, it } from 'vitest';
import type { SipProtocol } from '../ports.js';
import { type Bench, makeRequest, openBench, sendFrom } from './test-bench.js';
import { makeTestCertificate } from './test-certificate.js';

const certificate = makeTestCertificate('DNS:localhost', 'IP:127.0.0.1', 'IP:::1');
const tls = { ...certificate, authoritiesFile: certificate.certificateFile };

const open: Bench[] = [];
const bench = async (...options: Parameters<typeof openBench>): Promise<Bench> => {
  const made = await openBench(...options);
  open.push(made);
  return made;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ layer }) => layer.close()));
});

const uriOf = ({ layer }: Bench, host: string, protocol: SipProtocol): string => {
  const port = layer.listeners.find((listener) => listener.protocol === protocol)?.port;
  return `sip:bob@${host.includes(':') ? `[${host}]` : host}:${port};transport=${protocol}`;
};

const ways: readonly (readonly [SipProtocol, string])[] = [
  ['udp', '127.0.0.1'],
  ['tcp', '127.0.0.1'],
  ['tls', '127.0.0.1'],
  ['udp', '::1'],
  ['tcp', '::1'],
  ['tls', '::1'],
];

describe.each(ways)('by %s on %s', (protocol, address) => {
  const listeners = [{ protocol, address, port: 0 }];

  it('an INVITE is answered, and its ACK goes up at the other side', async () => {
    const server = await bench({ listeners, tls });
    const client = await bench({ listeners, tls });
    const uri = uriOf(server, address, protocol);
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    const arrived = await server.requests.next();
    arrived.respond(plainResponse(180, 'Ringing'));
    arrived.respond(plainResponse(200, 'OK'));
    expect((await sent.responses.next()).status).toBe(180);
    const ok = await sent.responses.next();
    expect([ok.status, tagIn(ok, 'To')]).toEqual([200, arrived.localTag]);
    client.layer.sendAck({ request: makeRequest('ACK', uri), target: { uri } });
    const { ack, invite } = await server.acks.next();
    expect([ack.method, invite]).toEqual(['ACK', undefined]);
    expect(arrived.path).toMatchObject({ protocol, remote: { address } });
  });

  it('a refusal is acknowledged without the layer above', async () => {
    const server = await bench({ listeners, tls });
    const client = await bench({ listeners, tls });
    const uri = uriOf(server, address, protocol);
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    (await server.requests.next()).respond(plainResponse(486, 'Busy Here'));
    expect((await sent.responses.next()).status).toBe(486);
    expect((await server.ends.next()).end).toBe('done');
    expect(server.acks.size).toBe(0);
    await sent.ended;
  });

  it('a CANCEL reaches the INVITE it is for', async () => {
    const server = await bench({ listeners, tls });
    const client = await bench({ listeners, tls });
    const uri = uriOf(server, address, protocol);
    const sent = sendFrom(client, { request: makeRequest('INVITE', uri), target: { uri } });
    const arrived = await server.requests.next();
    sent.transaction.cancel('SIP;cause=200;text="Call completed elsewhere"');
    arrived.respond(plainResponse(180, 'Ringing'));
    const { cancel, invite } = await server.cancels.next();
    expect(invite).toBe(arrived);
    expect(headerOf(cancel, 'Reason')).toContain('cause=200');
    arrived.respond(plainResponse(487, 'Request Terminated'));
    // An INVITE that is sent again after half a second is told again that it rings.
    const heard = new Set<number>();
    while (![...heard].some((status) => status >= 200)) heard.add((await sent.responses.next()).status);
    expect([...heard]).toEqual([180, 487]);
  });

  it('a request that is sent shows our own address, and where it came from comes back', async () => {
    const server = await bench({ listeners, tls });
    const client = await bench({ listeners, tls });
    const uri = uriOf(server, address, protocol);
    const sent = sendFrom(client, { request: makeRequest('OPTIONS', uri), target: { uri } });
    (await server.requests.next()).respond(plainResponse(200, 'OK'));
    const ok = await sent.responses.next();
    const { path } = await sent.written.next();
    const via = parseVia(headerOf(ok, 'Via') ?? '');
    expect(via).toMatchObject({ transport: protocol.toUpperCase(), port: client.layer.listeners[0]?.port });
    expect(via?.parameters).toContainEqual({ name: 'rport', value: String(path.local.port) });
    await sent.ended;
  });
});

describe('a server with several UDP sockets', () => {
  const listeners = [
    { protocol: 'udp', address: '0.0.0.0', port: 0, advertised: { address: 'sip.example.com', port: 5060 } },
    { protocol: 'udp', address: '127.0.0.1', port: 0 },
    { protocol: 'udp', address: '::1', port: 0 },
  ] as const;

  it('sends from the one that fits best, or from the one it is told', async () => {
    const server = await bench({ listeners });
    const client = await bench({ listeners });
    const portOf = ({ layer }: Bench, address: string) => layer.listeners.find((one) => one.address === address)?.port;
    const ask = async (host: string, port: number | undefined, connectionId?: string) => {
      const uri = `sip:${host}:${port}`;
      const sent = sendFrom(client, { request: makeRequest('OPTIONS', uri), target: { uri, connectionId } });
      (await server.requests.next()).respond(plainResponse(200, 'OK'));
      await sent.responses.next();
      return (await sent.written.next()).path;
    };
    const four = await ask('127.0.0.1', portOf(server, '127.0.0.1'));
    expect(four.local).toEqual({ address: '127.0.0.1', port: portOf(client, '127.0.0.1') });
    const six = await ask('[::1]', portOf(server, '::1'));
    expect(six.local).toEqual({ address: '::1', port: portOf(client, '::1') });
    const back = sendFrom(server, {
      request: makeRequest('OPTIONS', 'sip:a@b'),
      target: { uri: `sip:127.0.0.1:${portOf(client, '0.0.0.0')}` },
    });
    const { path, respond } = await client.requests.next();
    respond(plainResponse(200, 'OK'));
    await back.responses.next();
    const told = await ask('127.0.0.1', portOf(server, '127.0.0.1'), path.connectionId);
    expect([told.local.port, told.advertised.address]).toEqual([portOf(client, '0.0.0.0'), '127.0.0.1']);
  });

  it('knows its own addresses, as bound and as told', async () => {
    const { layer } = await bench({ listeners });
    const [all, home] = layer.listeners;
    expect(layer.isOwnAddress('SIP.example.com', 5060)).toBe(true);
    expect(layer.isOwnAddress('localhost', home?.port ?? 0)).toBe(true);
    expect(layer.isOwnAddress('127.0.0.1', all?.port ?? 0)).toBe(true);
    expect(layer.isOwnAddress('[::1]', all?.port ?? 0)).toBe(false);
    expect(layer.isOwnAddress('192.0.2.77', all?.port ?? 0)).toBe(false);
  });
});
