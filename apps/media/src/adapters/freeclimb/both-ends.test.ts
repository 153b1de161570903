import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTestCertificate } from '../../sip-server/transport/test-certificate.js';
import { FreeclimbBench } from './testing/freeclimb-bench.js';
import { PlatformClient } from './testing/platform-client.js';

const SOUND = Buffer.alloc(160, 0x22);
const closings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const withFlow = (bench: FreeclimbBench) => {
  closings.push(() => bench.close());
  bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
  return bench;
};

describe('our platform and our application', () => {
  it('speak with each other by TLS: the call of one is a call of the other', async () => {
    const files = makeTestCertificate('DNS:localhost', 'IP:127.0.0.1');
    const certificate = readFileSync(files.certificateFile);
    const tls = { certificate, key: readFileSync(files.keyFile) };
    const bench = withFlow(await FreeclimbBench.open({ tls, ca: certificate }));
    await bench.application('app');
    const key = bench.exchange.key('calls:start');
    bench.answer = async ({ url, body = '' }) => {
      const path = url.endsWith('/voice') ? `/patient?token=${key}` : '/patient/ended';
      const response = await fetch(`${bench.webhookUrl}${path}`, { method: 'POST', body: String(body) });
      return { status: response.status, body: await response.text() };
    };
    const call = await bench.exchange.call('app');
    const farId = () => bench.exchange.registry.liveIds.find((id) => id !== call.id);
    await bench.until(() => farId() !== undefined);
    const id = farId();
    if (!id) throw new Error('There is no other call.');
    await bench.until(() => bench.eventsOf(id).includes('trackStart'));
    const far = bench.exchange.sound.caller(id);
    const fork = call.caller.legs.forks.get('freeclimb');
    fork?.hears(SOUND);
    await bench.until(() => far.legs.frames?.heard.length === 1);
    expect(Buffer.from(far.legs.frames?.heard[0] ?? [])).toEqual(SOUND);
    for (let block = 0; block < 8; block += 1) far.legs.frames?.gives(SOUND);
    await bench.until(() => (fork?.played.length ?? 0) > 0);
    expect(far.statistics?.isEncrypted).toBe(true);
    call.caller.presses('4');
    await bench.until(() => bench.eventsOf(id).includes('dtmf'));
    call.leg.vanish();
    await bench.until(() => call.story.end !== null && bench.exchange.stories.of(id).end !== null);
    expect(bench.exchange.stories.of(id).end).toMatchObject({ initiator: 'caller', reason: 'caller' });
  });

  it('do not speak by TLS with whom nobody vouches for', async () => {
    const files = makeTestCertificate('DNS:localhost', 'IP:127.0.0.1');
    const tls = { certificate: readFileSync(files.certificateFile), key: readFileSync(files.keyFile) };
    const bench = withFlow(await FreeclimbBench.open());
    const server = await bench.application('app', {}, tls);
    const call = await bench.exchange.call('app');
    await bench.until(() => call.story.end !== null);
    expect(call.errors).toEqual(['http.network']);
    expect(server.calls).toHaveLength(0);
  });

  it('end a call whose other end does not answer any more, by keepalive', async () => {
    const bench = withFlow(await FreeclimbBench.open({ keepalive: { timeMs: 300, timeoutMs: 2000 } }));
    const relay = await Relay.open(bench.adapter.port());
    closings.push(() => relay.close());
    const client = new PlatformClient(`127.0.0.1:${relay.port}`);
    closings.push(() => client.close());
    client.start(['endpoint=patient', `token=${bench.exchange.key('calls:start')}`]);
    await bench.until(() => bench.exchange.registry.liveCount === 1);
    const [id] = bench.exchange.registry.liveIds;
    if (!id) throw new Error('There is no call.');
    relay.stall();
    // Keepalive goes by real time.
    const hasEnded = async () => {
      await bench.exchange.pass(0);
      return bench.exchange.stories.of(id).end !== null;
    };
    await expect.poll(hasEnded, { timeout: 30_000 }).toBe(true);
    expect(bench.exchange.stories.of(id).end).toMatchObject({ reason: 'transport' });
  });
});

/** Hands bytes on until it is told not to; then both ends hear nothing more. */
class Relay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Socket[];

  private constructor(server: Server, port: number, sockets: Socket[]) {
    this.#server = server;
    this.port = port;
    this.#sockets = sockets;
  }

  static async open(to: number): Promise<Relay> {
    const sockets: Socket[] = [];
    const server = createServer((near) => {
      const far = connect(to, '127.0.0.1');
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far).pipe(near);
      sockets.push(near, far);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return new Relay(server, typeof address === 'object' && address ? address.port : 0, sockets);
  }

  stall(): void {
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
