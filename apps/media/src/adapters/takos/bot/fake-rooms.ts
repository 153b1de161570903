import { AppError } from '@callwright/protocol';
import type {
  TakosProducer,
  TakosRoomAddress,
  TakosRoomEnd,
  TakosRoomListener,
  TakosRooms,
  TakosTicket,
} from '../ports.js';

/** What came to a room from the bot, in order. */
export type SeatSaid = 'sat' | 'spoke' | 'left';

/** One seat of a fake room, from the side of the room. */
export class FakeSeat {
  readonly ticket: TakosTicket;
  readonly listener: TakosRoomListener;
  readonly said: SeatSaid[] = ['sat'];
  /** Ids of the producers that are heard, in the order of their sources. */
  heard: readonly string[] = [];
  readonly #peers = new Set<string>();
  readonly #producers = new Map<string, TakosProducer>();
  #ssrc = 1000;

  constructor(ticket: TakosTicket, listener: TakosRoomListener) {
    this.ticket = ticket;
    this.listener = listener;
  }

  get hasLeft(): boolean {
    return this.said.includes('left');
  }

  join(peerId: string): void {
    this.#peers.add(peerId);
    this.listener.joined(peerId);
  }

  produce(peerId: string, producerId: string, kind: 'audio' | 'video' = 'audio'): void {
    const producer = { peerId, producerId, kind };
    this.#producers.set(producerId, producer);
    this.listener.produced(producer);
  }

  unproduce(producerId: string): void {
    const producer = this.#producers.get(producerId);
    this.#producers.delete(producerId);
    if (producer) this.listener.producerClosed(producer);
  }

  leave(peerId: string): void {
    for (const { producerId, peerId: of } of [...this.#producers.values()])
      if (of === peerId) this.unproduce(producerId);
    this.#peers.delete(peerId);
    this.listener.left(peerId);
  }

  end(reason: TakosRoomEnd): void {
    this.listener.ended(reason);
  }

  /** The bot's side of it. */
  get seat() {
    return {
      peerId: this.ticket.userId,
      peers: () => [...this.#peers],
      producers: () => [...this.#producers.values()],
      openLine: async () => this.#line(),
      leave: () => {
        if (!this.hasLeft) this.said.push('left');
      },
    };
  }

  #line() {
    return {
      local: { host: '127.0.0.1', port: 4000 },
      connect: async () => undefined,
      hear: async (producerId: string) => {
        if (!this.#producers.has(producerId)) throw new AppError('protocol.badMessage', 'There is no such producer.');
        this.heard = [...this.heard, producerId];
        this.#ssrc += 1;
        return {
          ssrc: this.#ssrc,
          close: () => {
            this.heard = this.heard.filter((one) => one !== producerId);
          },
        };
      },
      speak: async (ssrc: number) => {
        this.said.push('spoke');
        return { producerId: `bot-${ssrc}`, close: () => undefined };
      },
      close: () => undefined,
    };
  }
}

/** Takos rooms without media; for tests. */
export class FakeRooms implements TakosRooms {
  readonly seats: FakeSeat[] = [];
  /** Who is in a room before anybody sits down in it. */
  company: readonly string[] = [];
  /** Why nobody may sit down; null: they may. */
  trouble: AppError | null = null;
  readonly live = new Set<string>();
  readonly ended: string[] = [];
  #listeners: ((room: TakosRoomAddress) => void)[] = [];

  sitIn = async (ticket: TakosTicket, listener: TakosRoomListener) => {
    if (this.trouble) throw this.trouble;
    const seat = new FakeSeat(ticket, listener);
    this.seats.push(seat);
    for (const peerId of this.company) seat.join(peerId);
    return seat.seat;
  };

  isLive = ({ roomId }: TakosRoomAddress) => this.live.has(roomId);

  end = (room: TakosRoomAddress) => {
    this.ended.push(room.roomId);
    this.live.delete(room.roomId);
    for (const seat of this.seats) if (seat.ticket.roomId === room.roomId) seat.end('ended');
    for (const listener of this.#listeners) listener(room);
  };

  onEnded = (listener: (room: TakosRoomAddress) => void) => {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    };
  };
}
