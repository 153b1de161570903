import { AppError, type CallId, protocolProfiles, type SessionEvent } from '@callwright/protocol';
import { type CallLeg, FarSideEnded } from '../../../calls/call-leg.js';
import { createDeferred } from '../../../calls/rooms/deferred.js';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { TakosProducer, TakosRoomListener, TakosRooms, TakosSeat, TakosTicket } from '../ports.js';
import { BotSound } from './bot-sound.js';
import { Company } from './company.js';

/** What a bot is made of. */
export type BotPeerParts = {
  readonly callId: CallId;
  readonly rooms: Pick<TakosRooms, 'sitIn'>;
  /** Where the sockets of sound are bound, as the media worker reaches them. */
  readonly soundHost: string;
  /** Where it sits; `userId` is its own name in the room. */
  readonly ticket: TakosTicket;
  /** Who asked for it. */
  readonly from: string;
  /** The line whose flow speaks. */
  readonly to: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Somebody whose token was not used has not come (the time tokens have). */
const ALONE_FOR_MS = 120_000;

const { capabilities, cannot } = protocolProfiles.takos;

/**
 * A flow as a peer of a takos room: it hears all the others together, and speaks as they do. The call begins when somebody
 * else is there and ends when nobody is any more.
 */
export class BotPeer {
  readonly #parts: BotPeerParts;
  readonly #gone = new AbortController();
  readonly #company: Company;
  readonly #published = new Set<string>();
  readonly #seated = createDeferred();
  #post: (event: SessionEvent) => void = () => undefined;
  #sound: BotSound | null = null;
  #seat: TakosSeat | null = null;
  #closing: Promise<void> | null = null;

  constructor(parts: BotPeerParts) {
    const { clock, ticket } = parts;
    this.#parts = parts;
    this.#company = new Company({ clock, aloneForMs: ALONE_FOR_MS, isOf: (peerId) => peerId !== ticket.userId });
    // Nobody has to wait for it.
    this.#seated.promise.catch(() => undefined);
  }

  /** Resolves when it sits in the room. @throws AppError why it does not */
  get seated(): Promise<void> {
    return this.#seated.promise;
  }

  /** It as a party of a call. */
  get leg(): CallLeg {
    const { callId, from, to, ticket } = this.#parts;
    return {
      ...{ callId, from, to, protocol: 'takos', direction: 'inbound', signal: this.#gone.signal },
      ...{ capabilities, handles: new Set(), cannot: new Set(cannot), option: {} },
      headers: { 'takos-room': ticket.roomId, 'takos-call-type': ticket.callType },
      openSound: (stream, post) => this.#open(stream, post),
      perform: () => Promise.resolve(),
      send: () => undefined,
      close: () => {
        this.#closing ??= this.#close();
        return this.#closing;
      },
    };
  }

  async #open(stream: SoundStream, post: (event: SessionEvent) => void): Promise<{ readonly sdp: string }> {
    this.#post = post;
    try {
      const sound = await this.#sitDown(stream);
      this.#seated.resolve();
      if (!(await this.#company.comes(this.#gone.signal))) throw this.#nobody();
      await sound.begin();
      return { sdp: '' };
    } catch (error) {
      this.#seated.reject(error);
      throw error;
    }
  }

  async #sitDown(stream: SoundStream): Promise<BotSound> {
    const { rooms, ticket, soundHost, log } = this.#parts;
    const seat = await rooms.sitIn(ticket, this.#listener);
    this.#seat = seat;
    // The call may have been ended while the room was opened.
    if (this.#closing !== null) seat.leave();
    const sound = new BotSound({ seat, stream, soundHost, log });
    this.#sound = sound;
    await sound.open();
    for (const peerId of seat.peers()) this.#join(peerId);
    for (const producer of seat.producers()) this.#hear(producer);
    return sound;
  }

  get #listener(): TakosRoomListener {
    return {
      joined: (peerId) => this.#join(peerId),
      left: (peerId) => this.#leave(peerId),
      produced: (producer) => this.#hear(producer),
      producerClosed: (producer) => {
        this.#sound?.ignore(producer);
        if (this.#published.delete(producer.producerId)) this.#tellTrack('trackUnpublished', producer);
      },
      ended: (reason) => (reason === 'ended' ? this.#end('caller') : this.#gone.abort()),
    };
  }

  #join(peerId: string): void {
    if (this.#company.add(peerId)) this.#tell('participantJoin', peerId);
  }

  #leave(peerId: string): void {
    if (!this.#company.remove(peerId)) return;
    this.#tell('participantLeave', peerId);
    if (this.#company.size === 0) this.#end('caller');
  }

  // What was produced while the bot sat down is told of twice.
  #hear(producer: TakosProducer): void {
    this.#sound?.hear(producer);
    if (this.#published.has(producer.producerId)) return;
    this.#published.add(producer.producerId);
    this.#tellTrack('trackPublished', producer);
  }

  #tell(event: 'participantJoin' | 'participantLeave', participant: string): void {
    const timestamp = this.#parts.clock.nowMs();
    this.#post({ event, timestamp, participant, participants: this.#company.size });
  }

  #tellTrack(event: 'trackPublished' | 'trackUnpublished', { peerId, producerId, kind }: TakosProducer): void {
    const timestamp = this.#parts.clock.nowMs();
    this.#post({ event, timestamp, participant: peerId, publicationId: producerId, kind });
  }

  #nobody(): AppError {
    this.#end('noAnswer');
    return new AppError('media.timeout', 'Nobody has come into the room.');
  }

  #end(reason: string): void {
    this.#gone.abort(new FarSideEnded({ reason, initiator: 'caller' }));
  }

  async #close(): Promise<void> {
    this.#company.close();
    this.#seated.reject(new AppError('call.ended', 'The call has ended.'));
    await this.#sound?.close();
    this.#seat?.leave();
  }
}
