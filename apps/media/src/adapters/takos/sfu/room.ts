import { AppError } from '@callwright/protocol';
import type { types } from 'mediasoup';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { TakosProducer, TakosRoomAddress, TakosRoomEnd, TakosRoomKind, TakosRoomListener } from '../ports.js';
import type { RoomMedia } from './media-worker.js';
import { QuietWatch } from './quiet-watch.js';

/** What a room is made of. */
export type RoomParts = RoomMedia & {
  readonly address: TakosRoomAddress;
  readonly kind: TakosRoomKind;
  /** A producer nothing has come from for so long is closed. */
  readonly quietMs: number;
  /** How long a peer whose connection broke is waited for. */
  readonly reconnectMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Once, when it is over. */
  readonly onEnded: () => void;
};

/** How a peer goes: it hung up, or its connection broke and it may come back. */
export type Going = 'left' | 'broken';

/** A peer in a room. */
export type RoomPeer = {
  readonly peerId: string;
  /**
   * Makes a producer of the peer known to the others.
   * @param isWatched whether it is closed when nothing comes from it
   * @throws AppError `call.ended` when the peer has gone meanwhile; the producer is closed then
   */
  readonly publish: (producer: types.Producer, isWatched: boolean) => TakosProducer;
  /** Closes one of its own producers; false when it has none of this id. */
  readonly withdraw: (producerId: string) => boolean;
  /** Its own. */
  readonly producers: () => readonly TakosProducer[];
  /** Goes, with its producers. Nothing happens when it has gone. */
  readonly go: (how: Going) => void;
};

type Member = { readonly peer: RoomPeer; readonly listener: TakosRoomListener; readonly onGone: () => void };
type Published = { readonly facts: TakosProducer; readonly producer: types.Producer };

/** Peers in a room at a time; each hears of each other. */
const MAX_PEERS = 32;

/** Who is in one call, and what each of them sends. Knows nothing of sockets. */
export class Room {
  readonly #parts: RoomParts;
  readonly #members = new Map<string, Member>();
  readonly #published = new Map<string, Published>();
  readonly #awaited = new Map<string, Timer>();
  readonly #quiet: QuietWatch;
  #arriving = 0;
  #isFriendGone = false;
  #isOver = false;

  constructor(parts: RoomParts) {
    this.#parts = parts;
    this.#quiet = new QuietWatch({ ...parts, onQuiet: (id) => this.#unpublish(id, null) });
    parts.router.once('workerclose', () => this.end('lost'));
  }

  /** Where its media is. */
  get media(): RoomMedia {
    return this.#parts;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get peerCount(): number {
    return this.#members.size;
  }

  /** Keeps an empty room open until somebody who is on the way is in it. @returns to be called once, in or not */
  hold(): () => void {
    this.#arriving += 1;
    return () => {
      this.#arriving -= 1;
      this.#endIfDone();
    };
  }

  /**
   * Takes a peer in. One of the same user makes way: to the others it leaves and joins.
   * @param onGone the peer has gone, whichever way: its transports are to be closed
   * @throws AppError `call.ended`, `call.busy`
   */
  enter(peerId: string, listener: TakosRoomListener, onGone: () => void): RoomPeer {
    if (this.#isOver) throw new AppError('call.ended', 'This call is over.');
    const older = this.#members.get(peerId);
    if (!older && this.#members.size >= MAX_PEERS) throw new AppError('call.busy', 'This room is full.');
    if (older) this.#remove(older, 'replaced');
    this.#awaited.get(peerId)?.cancel();
    this.#awaited.delete(peerId);
    const member: Member = { peer: this.#peerOf(peerId), listener, onGone };
    this.#members.set(peerId, member);
    this.#tell(peerId, ({ joined }) => joined(peerId));
    return member.peer;
  }

  /** The others, each once. */
  peers(except: string): readonly string[] {
    return [...this.#members.keys()].filter((peerId) => peerId !== except);
  }

  /** What the others send. */
  producers(except: string): readonly TakosProducer[] {
    return [...this.#published.values()].map(({ facts }) => facts).filter(({ peerId }) => peerId !== except);
  }

  /** Something that is sent in this room; null when there is nothing of this id. */
  producer(producerId: string): TakosProducer | null {
    return this.#published.get(producerId)?.facts ?? null;
  }

  /** Ends the call: every peer is told and has gone, its media is closed. Idempotent. */
  end(reason: TakosRoomEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#awaited.values()) timer.cancel();
    this.#awaited.clear();
    this.#quiet.close();
    const members = [...this.#members.values()];
    this.#members.clear();
    this.#published.clear();
    for (const { listener, onGone } of members) {
      onGone();
      listener.ended(reason);
    }
    this.#parts.router.close();
    this.#parts.onEnded();
  }

  #peerOf(peerId: string): RoomPeer {
    const isIn = () => this.#members.get(peerId)?.peer === peer;
    const owns = (id: string) => isIn() && this.#published.get(id)?.facts.peerId === peerId;
    const peer: RoomPeer = {
      peerId,
      publish: (producer, isWatched) => {
        if (!isIn()) {
          producer.close();
          throw new AppError('call.ended', 'This peer has gone.');
        }
        return this.#publish(peerId, producer, isWatched);
      },
      withdraw: (producerId) => {
        if (!owns(producerId)) return false;
        this.#unpublish(producerId, peerId);
        return true;
      },
      producers: () =>
        isIn() ? [...this.#published.values()].map(({ facts }) => facts).filter((one) => one.peerId === peerId) : [],
      go: (how) => {
        const member = this.#members.get(peerId);
        if (member?.peer === peer) this.#go(member, how);
      },
    };
    return peer;
  }

  #publish(peerId: string, producer: types.Producer, isWatched: boolean): TakosProducer {
    const facts: TakosProducer = { producerId: producer.id, peerId, kind: producer.kind };
    this.#published.set(producer.id, { facts, producer });
    if (isWatched) this.#quiet.add(producer);
    this.#tell(peerId, ({ produced }) => produced(facts));
    return facts;
  }

  // The owner is told as well when it was not its own doing: it may want to send again.
  #unpublish(producerId: string, byPeer: string | null): void {
    const one = this.#published.get(producerId);
    if (!one) return;
    this.#published.delete(producerId);
    one.producer.close();
    this.#tell(byPeer, ({ producerClosed }) => producerClosed(one.facts));
  }

  #go(member: Member, how: Going): void {
    const { peerId } = member.peer;
    this.#remove(member, null);
    const { reconnectMs, clock } = this.#parts;
    if (how === 'left' || reconnectMs === 0) this.#isFriendGone = true;
    else
      this.#awaited.set(
        peerId,
        clock.startTimer(reconnectMs, () => this.#giveUp(peerId)),
      );
    this.#endIfDone();
  }

  #giveUp(peerId: string): void {
    this.#awaited.delete(peerId);
    this.#isFriendGone = true;
    this.#endIfDone();
  }

  #remove({ peer, listener, onGone }: Member, told: TakosRoomEnd | null): void {
    const own = peer.producers();
    this.#members.delete(peer.peerId);
    onGone();
    for (const { producerId } of own) this.#unpublish(producerId, peer.peerId);
    if (told) listener.ended(told);
    this.#tell(peer.peerId, ({ left }) => left(peer.peerId));
  }

  // Spec 1 §1: without the other there is no call of friends; a group's ends with its last.
  #endIfDone(): void {
    const isAlone = this.#members.size === 0 && this.#awaited.size === 0 && this.#arriving === 0;
    if (isAlone || (this.#isFriendGone && this.#parts.kind === 'friend')) this.end('ended');
  }

  #tell(except: string | null, what: (listener: TakosRoomListener) => void): void {
    for (const [peerId, { listener }] of [...this.#members]) if (peerId !== except) what(listener);
  }
}
