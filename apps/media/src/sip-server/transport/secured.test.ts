import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FakeClock } from '@callwright/flow-engine/testing';
import { plainResponse } from '@callwright/sip';
import { afterEach, describe, expect, it } from 'vitest';
import type { DnsPort } from './resolve/dns-port.js';
import { type Bench, makeRequest, openBench, sendFrom } from './test-bench.js';
import { makeTestCertificate } from './test-certificate.js';
import type { TransactionLayerOptions } from './transaction-layer.js';

const open: Bench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ layer }) => layer.close()));
});

const named = makeTestCertificate('DNS:sip.example.com');
const listeners = [{ protocol: 'tls', address: '127.0.0.1', port: 0 }] as const;
const home: DnsPort = {
  naptr: async () => [],
  srv: async () => [],
  addresses: async () => [{ address: '127.0.0.1', family: 4 }],
};

const bench = async (options: Partial<TransactionLayerOptions>): Promise<Bench> => {
  const made = await openBench({ listeners, dns: home, ...options });
  open.push(made);
  return made;
};

const portOf = ({ layer }: Bench): number => layer.listeners[0]?.port ?? 0;

const ask = (client: Bench, server: Bench, host: string) => {
  const uri = `sips:${host}:${portOf(server)}`;
  return sendFrom(client, { request: makeRequest('OPTIONS', uri), target: { uri } });
};

const answer = async ({ requests }: Bench): Promise<void> =>
  void (await requests.next()).respond(plainResponse(200, 'OK'));

describe('whom we connect to by TLS', () => {
  it('must have a certificate of an authority we trust', async () => {
    const server = await bench({ tls: named });
    const client = await bench({ tls: named });
    expect(await ask(client, server, 'sip.example.com').failures.next()).toBe('transport');
    expect(server.requests.size).toBe(0);
  });

  it('must have one of the name in the URI', async () => {
    const server = await bench({ tls: named });
    const client = await bench({ tls: { ...named, authoritiesFile: named.certificateFile } });
    expect(await ask(client, server, 'other.example.com').failures.next()).toBe('transport');
    const sent = ask(client, server, 'sip.example.com');
    await answer(server);
    expect((await sent.responses.next()).status).toBe(200);
  });

  it('may be named by a SIP URI in it (RFC 5922 §7.1)', async () => {
    const byUri = makeTestCertificate('URI:sip:example.com');
    const server = await bench({ tls: byUri });
    const client = await bench({ tls: { ...byUri, authoritiesFile: byUri.certificateFile } });
    const sent = ask(client, server, 'example.com');
    await answer(server);
    expect((await sent.responses.next()).status).toBe(200);
    expect(await ask(client, server, 'www.example.com').failures.next()).toBe('transport');
  });

  it('may be anybody when it is said so', async () => {
    const server = await bench({ tls: named });
    const client = await bench({ tls: { ...named, verifiesServers: false } });
    const sent = ask(client, server, 'other.example.com');
    await answer(server);
    expect((await sent.responses.next()).status).toBe(200);
  });

  it('a connection made to one name is not used for another', async () => {
    const server = await bench({ tls: named });
    const client = await bench({ tls: { ...named, authoritiesFile: named.certificateFile } });
    const good = ask(client, server, 'sip.example.com');
    await answer(server);
    expect((await good.responses.next()).status).toBe(200);
    expect(await ask(client, server, 'other.example.com').failures.next()).toBe('transport');
  });

  it('must answer in time', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const clock = new FakeClock();
    const client = await bench({ clock, tls: named });
    const uri = `sips:sip.example.com:${address && typeof address === 'object' ? address.port : 0}`;
    const sent = sendFrom(client, { request: makeRequest('OPTIONS', uri), target: { uri } });
    const [socket] = await once(silent, 'connection');
    // The greeting has come: nobody answers it.
    await once(socket, 'data');
    clock.advance(4000);
    expect(await sent.failures.next()).toBe('transport');
    socket.destroy();
    silent.close();
  });
});

describe('listening by TLS', () => {
  it('needs a certificate and its key', async () => {
    await expect(openBench({ listeners })).rejects.toThrow('need a certificate');
    const tls = { ...named, certificateFile: '/nowhere/certificate.pem' };
    await expect(openBench({ listeners, tls })).rejects.toThrow('The TLS certificate file of SIP cannot be read.');
  });

  it('closes who does not speak it', async () => {
    const server = await bench({ tls: named });
    const socket = connect(portOf(server), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(server.layer.sizes().connections).toBe(0);
  });

  it('stops at once, whoever is in the middle of a handshake', async () => {
    const clock = new FakeClock();
    const server = await bench({ tls: named, clock });
    const socket = connect(portOf(server), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    // Somebody whose handshake is done shows that the one before has been taken too.
    const client = await bench({ tls: { ...named, verifiesServers: false } });
    const sent = ask(client, server, 'sip.example.com');
    await answer(server);
    await sent.responses.next();
    await server.layer.close();
    await closed;
  });

  it.each(['tls', 'wss'] as const)('%s shows a renewed certificate within the hour', async (protocol) => {
    const [before, after] = [makeTestCertificate('DNS:old.example.com'), makeTestCertificate('DNS:new.example.com')];
    const clock = new FakeClock();
    const server = await bench({ tls: before, clock, listeners: [{ protocol, address: '127.0.0.1', port: 0 }] });
    const shownName = async (): Promise<string | undefined> => {
      const socket = connectTls({ port: portOf(server), host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const name = socket.getPeerCertificate().subjectaltname;
      socket.destroy();
      return name;
    };
    expect(await shownName()).toBe('DNS:old.example.com');
    writeFileSync(before.certificateFile, 'half written');
    clock.advance(3_600_000);
    expect([await shownName(), server.layer.counts().notRenewed]).toEqual(['DNS:old.example.com', 1]);
    copyFileSync(after.certificateFile, before.certificateFile);
    copyFileSync(after.keyFile, before.keyFile);
    clock.advance(3_600_000);
    expect(await shownName()).toBe('DNS:new.example.com');
  });
});
