import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { TakosRoomAddress, TakosRoomListener, TakosRooms, TakosSeat, TakosTicket } from '../ports.js';
import type { MediaCounts, MediaWorker } from './media-worker.js';
import { Room } from './room.js';
import { sitDown } from './seat.js';
import { WebPeer } from './web-peer.js';

/** What the rooms of a process are made of. */
export type RoomsOptions = {
  readonly worker: Pick<MediaWorker, 'openRoom' | 'counts'>;
  readonly quietMs: number;
  readonly reconnectMs: number;
  /** Rooms at a time. */
  readonly maxRooms: number;
  readonly clock: Clock;
  readonly log: Log;
};

/** All calls of this process between takos users, with their media. */
export class Rooms implements TakosRooms {
  readonly #options: RoomsOptions;
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #endListeners = new Set<(room: TakosRoomAddress) => void>();
  #isClosed = false;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /**
   * Brings a user in by WebRTC.
   * @throws AppError `media.noWorker`, `call.busy`, `call.ended`
   */
  enter(ticket: TakosTicket, listener: TakosRoomListener): Promise<WebPeer> {
    return this.#within(ticket, (room) => WebPeer.enter(room, ticket.userId, listener));
  }

  /** {@link TakosRooms.sitIn} */
  readonly sitIn = (ticket: TakosTicket, listener: TakosRoomListener): Promise<TakosSeat> =>
    this.#within(ticket, async (room) => sitDown(room, ticket.userId, listener));

  /** {@link TakosRooms.isLive} */
  readonly isLive = (address: TakosRoomAddress): boolean => this.#rooms.has(keyOf(address));

  /** {@link TakosRooms.end} */
  readonly end = (address: TakosRoomAddress): void => {
    // A room that does not come up ends by itself.
    this.#rooms.get(keyOf(address))?.then(
      (room) => room.end('ended'),
      () => undefined,
    );
  };

  /** {@link TakosRooms.onEnded} */
  readonly onEnded = (listener: (room: TakosRoomAddress) => void): (() => void) => {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  };

  /** What there is at this time; of media, what mediasoup itself tells. */
  get counts(): { readonly rooms: number } & Omit<MediaCounts, 'routers'> {
    const { transports, producers, consumers } = this.#options.worker.counts;
    return { rooms: this.#rooms.size, transports, producers, consumers };
  }

  /** Ends all calls; there are no more after it. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const rooms = await Promise.allSettled([...this.#rooms.values()]);
    for (const room of rooms) if (room.status === 'fulfilled') room.value.end('shutdown');
  }

  async #within<Peer>(ticket: TakosTicket, enter: (room: Room) => Promise<Peer>): Promise<Peer> {
    const room = await this.#open(ticket);
    const release = room.hold();
    try {
      return await enter(room);
    } finally {
      release();
    }
  }

  #open(ticket: TakosTicket): Promise<Room> {
    if (this.#isClosed) return Promise.reject(new AppError('call.ended', 'This process is stopping.'));
    const key = keyOf(ticket);
    const known = this.#rooms.get(key);
    if (known) return known;
    if (this.#rooms.size >= this.#options.maxRooms)
      return Promise.reject(new AppError('call.busy', 'There are too many calls at this time.'));
    const opening = this.#make(ticket, key);
    this.#rooms.set(key, opening);
    opening.catch(() => this.#over(ticket, key));
    return opening;
  }

  async #make({ workspaceId, roomId, kind }: TakosTicket, key: string): Promise<Room> {
    const { worker, quietMs, reconnectMs, clock, log } = this.#options;
    const address: TakosRoomAddress = { workspaceId, roomId };
    const room = new Room({
      ...(await worker.openRoom()),
      ...{ address, kind, quietMs, reconnectMs, clock, log },
      onEnded: () => this.#over(address, key),
    });
    if (this.#isClosed) room.end('shutdown');
    return room;
  }

  #over({ workspaceId, roomId }: TakosRoomAddress, key: string): void {
    this.#rooms.delete(key);
    for (const listener of this.#endListeners) listener({ workspaceId, roomId });
  }
}

const keyOf = ({ workspaceId, roomId }: TakosRoomAddress): string => JSON.stringify([workspaceId, roomId]);
