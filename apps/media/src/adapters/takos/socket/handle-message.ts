import { type ErrorCode, toAppError } from '@callwright/protocol';
import type { WebPeer } from '../sfu/web-peer.js';
import { sideOfConnect } from './connect-order.js';
import type { ClientMessage, ClientMessageOf } from './messages.js';
import {
  connectedMessage,
  consumedMessage,
  type Dialect,
  errorMessage,
  producedMessage,
  type ServerMessage,
} from './wording.js';

/** A client that has been told `init`, and what is known of it. */
export type ClientParts = {
  readonly peer: WebPeer;
  readonly send: (message: ServerMessage) => void;
  readonly refused: (code: ErrorCode) => void;
  /** Whether its address named the dialect. */
  readonly isPinned: boolean;
  /** The one it speaks, once that is known. */
  dialect: Dialect | null;
  hasConsumed: boolean;
  isConsumedNewest: boolean;
};

/** Producers of one kind that a client of the seed may have: the seed has no limit, the live server allows one. */
const MAX_A_KIND = 4;

/** Does what a client has asked for, and answers. What goes wrong by its own fault is answered as well. */
export const handleMessage = async (message: ClientMessage, client: ClientParts): Promise<void> => {
  switch (message.type) {
    case 'connect':
      return connect(message, client);
    case 'produce':
      return produce(message, client);
    case 'consume':
      return consume(message, client);
    case 'closeProducer':
      return closeProducer(message, client);
    case 'closeConsumer':
      return client.peer.closeConsumer(message.consumerId);
    case 'message':
    case 'bye':
      return;
  }
};

// The live client always names the transport, and the peer that it consumes, which the seed has no words for.
const learnDialect = (client: ClientParts, heard: Dialect): void => {
  if (client.isPinned) return;
  client.dialect = heard === 'code' ? heard : (client.dialect ?? heard);
};

const connect = async (message: ClientMessageOf<'connect'>, client: ClientParts): Promise<void> => {
  const { peer, send, hasConsumed, isConsumedNewest } = client;
  learnDialect(client, message.transportType === undefined ? 'doc' : 'code');
  const isSendConnected = peer.isConnected('send');
  const isRecvConnected = peer.isConnected('recv');
  const side =
    message.transportType ?? sideOfConnect({ isSendConnected, isRecvConnected, hasConsumed, isConsumedNewest });
  client.isConsumedNewest = false;
  try {
    await peer.connect(side, message.dtlsParameters);
    send(connectedMessage(side));
  } catch (error) {
    client.refused('protocol.badMessage');
    send(errorMessage(problemOf(error), { transportType: side }));
  }
};

const produce = async ({ kind, rtpParameters }: ClientMessageOf<'produce'>, client: ClientParts): Promise<void> => {
  const { peer, send, dialect } = client;
  client.isConsumedNewest = false;
  const same = peer.produced.filter((producer) => producer.kind === kind);
  const [existing] = same;
  if (existing && (dialect !== 'doc' || same.length >= MAX_A_KIND)) {
    client.refused('protocol.badMessage');
    send({ type: 'producerAlreadyExists', producerId: existing.producerId });
    return;
  }
  try {
    send(producedMessage(await peer.produce(kind, rtpParameters)));
  } catch (error) {
    client.refused('protocol.badMessage');
    send(errorMessage(problemOf(error), { context: 'produce' }));
  }
};

const consume = async (message: ClientMessageOf<'consume'>, client: ClientParts): Promise<void> => {
  const { peer, send, refused } = client;
  const { producerId, peerId, rtpCapabilities } = message;
  if (peerId !== undefined) learnDialect(client, 'code');
  const producer = peer.find(producerId);
  if (!producer || (peerId !== undefined && producer.peerId !== peerId)) {
    refused('protocol.badMessage');
    send({ type: 'producerNotFound', producerId, message: 'Producer not found' });
    return;
  }
  if (producer.peerId === peer.peerId) {
    refused('protocol.badMessage');
    send({ type: 'selfProducer', producerId, message: 'Cannot consume own producer' });
    return;
  }
  try {
    send(consumedMessage(await peer.consume(producer, rtpCapabilities)));
    client.hasConsumed = true;
    client.isConsumedNewest = true;
  } catch (error) {
    refused('protocol.badMessage');
    send(errorMessage('Failed to consume', { details: problemOf(error) }));
  }
};

const closeProducer = (
  { producerId }: ClientMessageOf<'closeProducer'>,
  { peer, send, refused }: ClientParts,
): void => {
  if (peer.closeProducer(producerId)) return;
  refused('protocol.badMessage');
  send({ type: 'producerNotFound', producerId, message: 'Producer not found' });
};

/** What mediasoup refuses it refuses in words that help who wrote the client. */
const problemOf = (error: unknown): string =>
  (error instanceof Error ? error.message : toAppError(error).message).slice(0, 500);
