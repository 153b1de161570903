import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../platform/logging.js';
import { openSfuBench } from '../testing/sfu-bench.js';
import { MediaWorker } from './media-worker.js';

/** Media workers that this process has started. */
const mediaWorkers = (): readonly number[] =>
  execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('mediasoup-worker'))
    .map((line) => Number.parseInt(line, 10));

const options = { host: '127.0.0.1', port: 0, publicAddress: null, log: silentLog };

describe('the media worker', () => {
  it('says by which setting a port is moved that is taken', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const worker = new MediaWorker({ ...options, port: socket.address().port });
    await expect(worker.check()).rejects.toThrow(/CALLWRIGHT_TAKOS_PORT/);
    await expect(worker.start()).rejects.toMatchObject({ code: 'media.noWorker' });
    socket.close();
    await worker.close();
  });

  it('is not there before somebody needs it: a look at its port leaves the port free, and a token starts it', async () => {
    const before = mediaWorkers();
    const bench = await openSfuBench();
    await bench.adapter.start();
    const own = () => mediaWorkers().filter((pid) => !before.includes(pid));
    expect(own()).toEqual([]);
    bench.adapter.tokens.issue(bench.ticket('ada@one.example'));
    await bench.until(() => own().length === 1);
    await bench.close();
  });

  it('finds a port free that nobody has, and can have it after that', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    const worker = new MediaWorker({ ...options, port });
    await worker.check();
    await worker.start();
    await worker.close();
  });

  it('tells browsers the public address', async () => {
    const worker = new MediaWorker({ ...options, publicAddress: '198.51.100.7' });
    const { router, webRtcServer } = await worker.openRoom();
    const transport = await router.createWebRtcTransport({ webRtcServer });
    expect(transport.iceCandidates.map(({ address }) => address)).toEqual(['198.51.100.7', '198.51.100.7']);
    expect(worker.counts).toEqual({ routers: 1, transports: 1, producers: 0, consumers: 0 });
    await worker.close();
    await worker.close();
    expect(worker.counts).toEqual({ routers: 0, transports: 0, producers: 0, consumers: 0 });
    await expect(worker.openRoom()).rejects.toMatchObject({ code: 'call.ended' });
  });

  it('ends its rooms when it dies, and the next room has another', async () => {
    const before = mediaWorkers();
    const bench = await openSfuBench();
    const [first, second] = [await bench.join('ada@one.example'), await bench.join('bob@two.example')];
    const [worker = Number.NaN] = mediaWorkers().filter((pid) => !before.includes(pid));
    process.kill(worker, 'SIGKILL');
    for (const client of [first, second])
      expect(await client.closed).toEqual({ code: 1011, reason: 'the media server was lost' });
    await bench.until(() => bench.adapter.counts().sockets === 0);
    expect(bench.adapter.counts()).toEqual({ sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 });
    expect(await bench.connect(first.token).closed).toMatchObject({ code: 4401 });
    await bench.join('ada@one.example');
    expect(bench.adapter.counts()).toMatchObject({ rooms: 1, transports: 2 });
    await bench.close();
  });
});
