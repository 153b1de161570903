import { type ErrorCode, toAppError } from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import { newKey } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { ProtocolAdapter } from '../protocol-adapter.js';
import type { TakosRooms } from './ports.js';
import { MediaWorker } from './sfu/media-worker.js';
import { Rooms } from './sfu/rooms.js';
import { createSfuSockets } from './socket/sfu-sockets.js';
import { Tokens } from './tokens/tokens.js';

/** What the adapter is made of. */
export type TakosOptions = {
  /** Where browsers reach the rooms' media; port 0 = any, address null = `host`. */
  readonly host: string;
  readonly port: number;
  readonly publicAddress: string | null;
  /** A producer nothing has come from for so long is closed. */
  readonly quietMs: number;
  /** How long a call waits for a peer whose connection broke. */
  readonly reconnectMs: number;
  readonly maxRooms: number;
  readonly maxSockets: number;
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** Rooms of takos users, and the sockets that lead into them. */
export type TakosAdapter = Required<Pick<ProtocolAdapter, 'name' | 'upgrade' | 'start' | 'counts' | 'close'>> & {
  readonly rooms: TakosRooms;
  readonly tokens: Tokens;
};

/** A token's chance, in bytes. */
const TOKEN_BYTES = 24;

/** Seed 1: a call socket, and an SFU behind it. */
export const createTakosAdapter = (options: TakosOptions): TakosAdapter => {
  const { clock, log } = options;
  const worker = new MediaWorker(options);
  const rooms = new Rooms({ ...options, worker });
  // Whoever is given a token comes with it in a moment: the worker is there by then. Where nobody calls there is none.
  const newWarmToken = () => {
    runInBackground('start the media worker', startWorker(worker, log), log);
    return newToken();
  };
  const tokens = new Tokens({ clock, newToken: newWarmToken, isLive: rooms.isLive });
  rooms.onEnded((room) => tokens.revoke(room));
  const sockets = createSfuSockets({ ...options, tokens, rooms, log: log.child({ protocol: 'takos' }) });
  let closing: Promise<void> | null = null;
  return {
    name: 'takos',
    rooms,
    tokens,
    upgrade: sockets.upgrade,
    start: () => worker.check(),
    counts: () => ({ sockets: sockets.count(), ...rooms.counts }),
    close() {
      closing ??= (async () => {
        await rooms.close();
        await Promise.all([sockets.close(), worker.close()]);
      })();
      return closing;
    },
  };
};

// Without a worker there are no rooms, but everything else there is.
const startWorker = async (worker: MediaWorker, log: Log): Promise<void> => {
  try {
    await worker.start();
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code !== 'call.ended') log.warn({ code, message }, 'there are no takos rooms without a media worker');
  }
};

// Without the two signs of base64 that mean something in an address.
const newToken = (): string => newKey(TOKEN_BYTES).replaceAll('+', '-').replaceAll('/', '_');
