import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type TrunkEntry, type TrunkFinding, trunkEntry } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import type { DnsPort } from '../../../sip-server/transport/resolve/dns-port.js';
import type { Hop } from '../../../sip-server/transport/resolve/hop.js';
import { makeTestCertificate } from '../../../sip-server/transport/test-certificate.js';
import { readTlsFiles } from '../../../sip-server/transport/tls-settings.js';
import { type OpenStack, openStack } from '../stack/open-stack.js';
import { AnsweredCalls } from './answered-calls.js';
import { createConnectProbe } from './connect-probe.js';
import { TrunkDoctor } from './trunk-doctor.js';

const dns: DnsPort = { naptr: async () => [], srv: async () => [], addresses: async () => [] };
const probe = createConnectProbe(systemClock);

/** A carrier on a socket of its own, that knows nothing but how to answer. */
class RawCarrier {
  readonly requests: string[] = [];
  readonly #socket: Socket = createSocket('udp4');
  answer: (request: string) => readonly string[] = () => ['SIP/2.0 200 OK'];

  async open(): Promise<number> {
    this.#socket.on('message', (bytes, { address, port }) => {
      const request = bytes.toString();
      this.requests.push(request);
      const same = request
        .split('\r\n')
        .filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line))
        .map((line) => (/^Via:/i.test(line) ? line.replace(';rport', `;received=${address};rport=${port}`) : line))
        .map((line) => (/^To:/i.test(line) ? `${line};tag=raw` : line));
      const [status, ...headers] = this.answer(request);
      const response = [status, ...same, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
      this.#socket.send(response, port, address);
    });
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    return this.#socket.address().port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}

let opened: OpenStack;
let carrier: RawCarrier;
let port: number;

beforeEach(async () => {
  opened = await openStack({
    settings: {
      ...{ host: '127.0.0.1', port: 0, tlsPort: null, wsPort: null, wssPort: null, realm: 'callwright' },
      ...{ certificateFile: null, keyFile: null, digests: ['MD5'], drachtio: null },
    },
    publicAddress: null,
    isTrusted: () => true,
    timers: { t1Ms: 50, t2Ms: 200, t4Ms: 250 },
    clock: systemClock,
    newId: newUuid,
    log: silentLog,
  });
  const { stack } = opened;
  if (!stack.isConnected()) await new Promise<void>((resolve) => stack.onConnection(() => resolve()));
  carrier = new RawCarrier();
  port = await carrier.open();
});
afterEach(async () => {
  await opened.close();
  await carrier.close();
});

const examine = (change: object = {}): Promise<readonly TrunkFinding[]> => {
  const trunk: TrunkEntry = trunkEntry.parse({
    ...{ id: 't-1', workspaceId: 'w-1', name: 'raw', auth: { username: 'u', password: 'p' }, inboundAuth: null },
    ...{ gateways: [{ host: '127.0.0.1', port }], registers: true },
    ...change,
  });
  const doctor = new TrunkDoctor({
    ...{ stack: opened.stack, answers: new AnsweredCalls(systemClock), dns, probe, chance: () => 0 },
    ...{ trunks: () => [trunk], clock: systemClock, newId: newUuid, log: silentLog },
    own: { publicAddress: null, soundAddress: () => '127.0.0.1', sipPort: sipPort(), sipHost: '127.0.0.1' },
  });
  return doctor.examine(trunk.id);
};

const sipPort = (): number => opened.listeners.find(({ protocol }) => protocol === 'udp')?.port ?? 0;
const statuses = (findings: readonly TrunkFinding[]) => findings.map(({ check, status }) => `${check} ${status}`);

describe('the doctor, with a carrier on the wire', () => {
  it('finds nothing wrong with one that answers and lets us in', async () => {
    carrier.answer = (request) => {
      if (!request.startsWith('REGISTER')) return ['SIP/2.0 200 OK', 'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS'];
      return /^Authorization: Digest .*username="u"/im.test(request)
        ? ['SIP/2.0 200 OK', /^Contact: .*$/im.exec(request)?.[0] ?? '']
        : ['SIP/2.0 401 Unauthorized', 'WWW-Authenticate: Digest realm="raw", nonce="n", algorithm=MD5, qop="auth"'];
    };
    const findings = await examine();
    expect(statuses(findings)).toEqual([
      'address ok',
      'reachability ok',
      'registration ok',
      'options ok',
      'sdpAddress ok',
      'acknowledgement skipped',
    ]);
    expect(findings[2]?.text).toContain('for 3600 s');
    expect(findings[4]?.text).toContain('it sees us at 127.0.0.1');
    // It is reached by where it can send calls to.
    expect(carrier.requests.find((request) => request.startsWith('REGISTER'))).toContain(`@127.0.0.1:${sipPort()}`);
  });

  it('tells 503 of a carrier from silence', async () => {
    carrier.answer = () => ['SIP/2.0 503 Service Unavailable'];
    const refused = await examine();
    expect(refused.find(({ check }) => check === 'options')).toMatchObject({ status: 'warning' });
    expect(refused.find(({ check }) => check === 'registration')?.text).toContain('503');
    await carrier.close();
    carrier = new RawCarrier();
    const silent = await examine({ registers: false });
    expect(silent.find(({ check }) => check === 'reachability')).toMatchObject({ status: 'failed' });
    await carrier.open();
  });
});

describe('a probe of TCP and TLS', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  const hopTo = async (server: Server, protocol: 'tcp' | 'tls', serverName = '127.0.0.1'): Promise<Hop> => {
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      closing.unshift(() => socket.destroy());
    });
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const at = address !== null && typeof address === 'object' ? address.port : 0;
    return { protocol, address: '127.0.0.1', port: at, serverName, mayUseTcp: true };
  };

  it('connects where somebody listens, and is refused where nobody does', async () => {
    const server = createServer();
    const hop = await hopTo(server, 'tcp');
    expect(await probe(hop)).toBeNull();
    await new Promise((resolve) => server.close(resolve));
    expect(await probe(hop)).toBe('refused');
    expect(await probe({ ...hop, protocol: 'tls' })).toBe('refused');
  });

  it('tells a certificate that nobody vouches for from one of another name, and from a good one', async () => {
    const files = makeTestCertificate('DNS:sip.example');
    const { cert, key } = readTlsFiles(files);
    const hop = await hopTo(createTlsServer({ cert, key }), 'tls', 'sip.example');
    expect(await probe(hop)).toBe('unknownAuthority');
    const trusting = createConnectProbe(systemClock, { authoritiesFile: files.certificateFile });
    expect(await trusting({ ...hop, serverName: 'other.example' })).toBe('wrongName');
    expect(await trusting(hop)).toBeNull();
  });

  it('tells what speaks no TLS', async () => {
    const plain = createServer((socket) => socket.resume().end('SIP/2.0 400 Bad Request\r\n\r\n'));
    expect(await probe(await hopTo(plain, 'tls'))).toBe('noTls');
  });

  it('tells who hangs up at once', async () => {
    const rude = createServer((socket) => socket.destroy());
    expect(await probe(await hopTo(rude, 'tls'))).toBe('closed');
  });
});
