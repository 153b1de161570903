import { AppError } from '@callwright/protocol';
import type { types } from 'mediasoup';
import type { TakosProducer, TakosRoomListener } from '../ports.js';
import type { RoomMedia } from './media-worker.js';
import type { Going, Room, RoomPeer } from './room.js';

/** What a client sends by, and what it receives by. */
export type TransportSide = 'send' | 'recv';

/** What a client has to know of one of its transports (seed 1 §3.3). */
export type TransportFacts = {
  readonly id: string;
  readonly iceParameters: types.IceParameters;
  readonly iceCandidates: readonly types.IceCandidate[];
  readonly dtlsParameters: types.DtlsParameters;
  readonly sctpParameters: types.SctpParameters;
};

/** What a client has been given to hear or see. */
export type ConsumedFacts = {
  readonly consumerId: string;
  readonly producer: TakosProducer;
  readonly rtpParameters: types.RtpParameters;
};

type Transports = Readonly<Record<TransportSide, types.WebRtcTransport>>;

/** A peer that comes by WebRTC, as mediasoup-client does: one transport to send by and one to receive by. */
export class WebPeer {
  readonly #room: Room;
  readonly #transports: Transports;
  readonly #peer: RoomPeer;
  readonly #consumers = new Map<string, types.Consumer>();
  readonly #producersByMid = new Map<string, string>();
  readonly #connected = new Set<TransportSide>();

  private constructor(room: Room, transports: Transports, peer: RoomPeer) {
    this.#room = room;
    this.#transports = transports;
    this.#peer = peer;
  }

  /**
   * Brings a user into a room. What the listener hears begins when this has resolved.
   * @throws AppError `call.ended`, `call.busy`; Error when the media worker is gone
   */
  static async enter(room: Room, peerId: string, listener: TakosRoomListener): Promise<WebPeer> {
    const transports = await openTransports(room.media);
    const close = () => {
      for (const transport of Object.values(transports)) transport.close();
    };
    try {
      return new WebPeer(room, transports, room.enter(peerId, listener, close));
    } catch (error) {
      close();
      throw error;
    }
  }

  get peerId(): string {
    return this.#peer.peerId;
  }

  /** What its own transports look like. */
  get transports(): Readonly<Record<TransportSide, TransportFacts>> {
    return { send: factsOf(this.#transports.send), recv: factsOf(this.#transports.recv) };
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return this.#room.media.router.rtpCapabilities;
  }

  /** The others in its room. */
  get others(): readonly string[] {
    return this.#room.peers(this.peerId);
  }

  /** What the others send. */
  get offered(): readonly TakosProducer[] {
    return this.#room.producers(this.peerId);
  }

  /** What it sends itself. */
  get produced(): readonly TakosProducer[] {
    return this.#peer.producers();
  }

  /** Something that is sent in its room, by whomever; null when there is nothing of this id. */
  find(producerId: string): TakosProducer | null {
    return this.#room.producer(producerId);
  }

  /** Whether the client has said how a transport is to be secured. */
  isConnected(side: TransportSide): boolean {
    return this.#connected.has(side);
  }

  /** Secures a transport. @throws Error when that was done before, or cannot be done in this way */
  async connect(side: TransportSide, dtlsParameters: types.DtlsParameters): Promise<void> {
    if (this.#connected.has(side)) throw new AppError('protocol.badMessage', 'This transport is connected already.');
    await this.#transports[side].connect({ dtlsParameters });
    this.#connected.add(side);
  }

  /**
   * Takes in what the client sends. A client that uses the section of an earlier producer again has closed that one, and
   * need not have said so (seed 1 §4.1).
   * @throws Error when the room's codecs do not include it, or its source is in use
   */
  async produce(kind: types.MediaKind, rtpParameters: types.RtpParameters): Promise<TakosProducer> {
    const { mid } = rtpParameters;
    const older = mid === undefined ? undefined : this.#producersByMid.get(mid);
    if (older !== undefined) this.#peer.withdraw(older);
    const producer = await this.#transports.send.produce({ kind, rtpParameters });
    if (mid !== undefined) this.#producersByMid.set(mid, producer.id);
    return this.#peer.publish(producer, true);
  }

  /** Closes something it sends; false when it sends nothing of this id. */
  closeProducer(producerId: string): boolean {
    return this.#peer.withdraw(producerId);
  }

  /**
   * Gives the client what another sends. For the same producer it gets the same consumer, however often it asks.
   * @throws AppError `media.noCommonCodec` when the client cannot take it; Error when it is gone meanwhile
   */
  async consume(producer: TakosProducer, rtpCapabilities: types.RtpCapabilities): Promise<ConsumedFacts> {
    const { producerId } = producer;
    const known = this.#consumers.get(producerId);
    if (known) return { consumerId: known.id, producer, rtpParameters: known.rtpParameters };
    if (!this.#room.media.router.canConsume({ producerId, rtpCapabilities }))
      throw new AppError('media.noCommonCodec', 'None of these codecs is what is sent.');
    const consumer = await this.#transports.recv.consume({ producerId, rtpCapabilities, paused: false });
    this.#consumers.set(producerId, consumer);
    consumer.observer.once('close', () => this.#consumers.delete(producerId));
    return { consumerId: consumer.id, producer, rtpParameters: consumer.rtpParameters };
  }

  /** Stops giving it something; nothing happens when it has no consumer of this id. */
  closeConsumer(consumerId: string): void {
    for (const consumer of this.#consumers.values()) if (consumer.id === consumerId) consumer.close();
  }

  /** Leaves the room with all it has there. Idempotent. */
  go(how: Going): void {
    this.#peer.go(how);
  }
}

const openTransports = async ({ router, webRtcServer }: RoomMedia): Promise<Transports> => {
  const open = () =>
    router.createWebRtcTransport({
      webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      // Nothing goes by SCTP here, but clients of the seed are told its parameters (seed 1 §3.3).
      enableSctp: true,
    });
  const [send, recv] = await Promise.all([open(), open()]);
  return { send, recv };
};

const factsOf = ({ id, iceParameters, iceCandidates, dtlsParameters, sctpParameters }: types.WebRtcTransport) => {
  // Always there where `enableSctp` is on.
  if (!sctpParameters) throw new AppError('internal', 'A transport has no SCTP parameters.');
  const { port, OS, MIS, maxMessageSize } = sctpParameters;
  return { id, iceParameters, iceCandidates, dtlsParameters, sctpParameters: { port, OS, MIS, maxMessageSize } };
};
