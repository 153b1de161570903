import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@callwright/flow-engine/testing';
import { workspaceId } from '@callwright/protocol';
import { systemClock } from '../../../platform/clock.js';
import { silentLog } from '../../../platform/logging.js';
import { createTakosAdapter, type TakosAdapter, type TakosOptions } from '../index.js';
import type { TakosRoomKind, TakosTicket } from '../ports.js';
import { TakosTestClient } from './takos-test-client.js';

/** The adapter on a real port, with a real media worker behind it and a clock that stands still. */
export type SfuBench = {
  readonly adapter: TakosAdapter;
  readonly clock: FakeClock;
  /** What was refused, by code. */
  readonly refused: readonly string[];
  readonly ticket: (userId: string, roomId?: string, kind?: TakosRoomKind) => TakosTicket;
  /** Where a client connects with a token. */
  readonly urlOf: (token: string, query?: string) => string;
  /** Connects with a token. @param query as `dialect=doc` */
  readonly connect: (token: string, query?: string) => TakosTestClient;
  /** Connects a user with a token of its own, and awaits `init`. */
  readonly join: (userId: string, options?: JoinOptions) => Promise<TakosTestClient>;
  /** Lets everything that is under way be done until something holds. */
  readonly until: (holds: () => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Which room a user of the bench joins: `room`, a group's, unless said otherwise. */
export type JoinOptions = { readonly roomId?: string; readonly kind?: TakosRoomKind; readonly query?: string };

const WORKSPACE = workspaceId.parse('w-1');
/** A worker has its own process, and answers when it is its turn. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 5;

/** Opens a bench; close it after the test. */
export const openSfuBench = async (settings: Partial<TakosOptions> = {}): Promise<SfuBench> => {
  const clock = new FakeClock();
  const refused: string[] = [];
  const adapter = createTakosAdapter({
    ...{ host: '127.0.0.1', port: 0, publicAddress: null, quietMs: 30_000, reconnectMs: 5000 },
    ...{ maxRooms: 50, maxSockets: 100, onRefused: (code) => void refused.push(code), clock, log: silentLog },
    ...settings,
  });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!adapter.upgrade(request, socket, head, url)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ticket = (userId: string, roomId = 'room', kind: TakosRoomKind = 'group'): TakosTicket => {
    return { userId, roomId, kind, callType: 'video', workspaceId: WORKSPACE };
  };
  const urlOf = (token: string, query = '') =>
    `ws://127.0.0.1:${port}/_takos/v2/call?token=${encodeURIComponent(token)}&${query}`;
  const connect = (token: string, query?: string) => new TakosTestClient(urlOf(token, query), token);
  return {
    ...{ adapter, clock, refused, ticket, urlOf, connect },
    async join(userId, { roomId, kind, query } = {}) {
      const client = connect(adapter.tokens.issue(ticket(userId, roomId, kind)), query);
      await client.next('init');
      return client;
    },
    async until(holds) {
      const untilMs = systemClock.monotonicMs() + PATIENCE_MS;
      while (!holds()) {
        if (systemClock.monotonicMs() > untilMs) throw new Error('What was waited for did not come.');
        await new Promise<void>((resolve) => void systemClock.startTimer(LOOK_MS, resolve));
      }
    },
    async close() {
      await adapter.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
};
