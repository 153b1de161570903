import { createSocket } from 'node:dgram';
import { createServer, isIPv6, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AppError } from '@callwright/protocol';
import { createWorker, type types } from 'mediasoup';
import type { Log } from '../../../platform/logging.js';
import { roomCodecs } from './codecs.js';

/** Where browsers reach the rooms. */
export type MediaWorkerOptions = {
  readonly host: string;
  /** UDP and TCP; 0 = any. */
  readonly port: number;
  /** Address in ICE candidates; null = `host`, or the machine's own when `host` means all. */
  readonly publicAddress: string | null;
  readonly log: Log;
};

/** What a room is made in. */
export type RoomMedia = { readonly router: types.Router; readonly webRtcServer: types.WebRtcServer };

/** What the worker holds at this time, as mediasoup itself tells. */
export type MediaCounts = {
  readonly routers: number;
  readonly transports: number;
  readonly producers: number;
  readonly consumers: number;
};

type Running = { readonly worker: types.Worker; readonly webRtcServer: types.WebRtcServer };

/**
 * The process all rooms' media goes through; none of it goes through ours. It is started by whoever needs it first. When it
 * dies its rooms are over, and the next room starts another.
 */
export class MediaWorker {
  readonly #options: MediaWorkerOptions;
  readonly #counts = { routers: 0, transports: 0, producers: 0, consumers: 0 };
  #running: Promise<Running> | null = null;
  #isClosed = false;

  constructor(options: MediaWorkerOptions) {
    this.#options = options;
  }

  /** Whether the port can be listened on; nothing is started. @throws Error when it is taken */
  async check(): Promise<void> {
    const { host, port } = this.#options;
    if (port === 0 || this.#running !== null) return;
    try {
      await Promise.all([listenOnce(createServer(), host, port), bindOnce(host, port)]);
    } catch (cause) {
      throw new Error(this.#cannotListen(), { cause });
    }
  }

  /** Starts it, so that nobody has to wait for that; it is started with the first room anyway. @throws as {@link openRoom} */
  async start(): Promise<void> {
    await this.#run();
  }

  /** A router with the codecs of rooms. Closing it ends all that is in it. @throws AppError `media.noWorker` */
  async openRoom(): Promise<RoomMedia> {
    const { worker, webRtcServer } = await this.#run();
    return { router: await worker.createRouter({ mediaCodecs: roomCodecs }), webRtcServer };
  }

  get counts(): MediaCounts {
    return { ...this.#counts };
  }

  /** Ends the worker and all rooms with it. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = await this.#running?.catch(() => null);
    running?.worker.close();
  }

  #run(): Promise<Running> {
    if (this.#isClosed) return Promise.reject(new AppError('call.ended', 'This process is stopping.'));
    if (this.#running) return this.#running;
    const starting = this.#spawn();
    this.#running = starting;
    starting.catch(() => this.#forget(starting));
    return starting;
  }

  #forget(starting: Promise<Running>): void {
    if (this.#running === starting) this.#running = null;
  }

  async #spawn(): Promise<Running> {
    const worker = await createWorker({ logLevel: 'none' }).catch((cause: unknown) => {
      throw new AppError('media.noWorker', 'The mediasoup worker does not start on this machine.', { cause });
    });
    worker.once('died', (error) => {
      this.#options.log.error({ error: error.message }, 'the media worker of takos rooms died');
      this.#running = null;
    });
    this.#watch(worker);
    try {
      return { worker, webRtcServer: await worker.createWebRtcServer({ listenInfos: listenInfosOf(this.#options) }) };
    } catch (cause) {
      worker.close();
      throw new AppError('media.noWorker', this.#cannotListen(), { cause });
    }
  }

  #cannotListen(): string {
    const { host, port } = this.#options;
    return `The media of takos rooms cannot listen on ${host}, port ${port} (CALLWRIGHT_TAKOS_PORT).`;
  }

  #watch(worker: types.Worker): void {
    const count = (kind: keyof MediaCounts, { observer }: Closing) => {
      this.#counts[kind] += 1;
      observer.once('close', () => {
        this.#counts[kind] -= 1;
      });
    };
    worker.observer.on('newrouter', (router) => {
      count('routers', router);
      router.observer.on('newtransport', (transport) => {
        count('transports', transport);
        transport.observer.on('newproducer', (producer) => count('producers', producer));
        transport.observer.on('newconsumer', (consumer) => count('consumers', consumer));
      });
    });
  }
}

const listenOnce = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });

const bindOnce = (address: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address, port }, () => socket.close(() => resolve()));
  });

type Closing = { readonly observer: { once(event: 'close', listener: () => void): unknown } };

const listenInfosOf = ({ host, port, publicAddress }: MediaWorkerOptions): types.TransportListenInfo[] => {
  const isAll = host === '0.0.0.0' || host === '::';
  const announcedAddress = publicAddress ?? (isAll ? ownAddress() : undefined);
  return (['udp', 'tcp'] as const).map((protocol) => ({
    ...{ protocol, ip: host },
    ...(announcedAddress === undefined ? {} : { announcedAddress }),
    ...(port === 0 ? {} : { port }),
  }));
};

// Others cannot send to "all addresses".
const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
