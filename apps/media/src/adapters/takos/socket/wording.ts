import type { TakosProducer, TakosTicket } from '../ports.js';
import type { ConsumedFacts, TransportFacts, TransportSide, WebPeer } from '../sfu/web-peer.js';

/** Whose words a client understands: those of the seed, or those of the one live client (spec 1). */
export const dialects = ['doc', 'code'] as const;
export type Dialect = (typeof dialects)[number];

/** How ICE, DTLS and SCTP parameters are written: as JSON in a string, as the seed has it, or as they are. */
export const encodings = ['string', 'object'] as const;
export type Encoding = (typeof encodings)[number];

/** A message to a client; becomes a text frame. */
export type ServerMessage = { readonly type: string } & Readonly<Record<string, unknown>>;

/** First of all: the room, and what the client needs to send and receive (seed 1 §3.3, `myPeerId` by spec 1). */
export const initMessage = (peer: WebPeer, { roomId, callType }: TakosTicket, encoding: Encoding): ServerMessage => {
  const { send, recv } = peer.transports;
  return {
    type: 'init',
    data: {
      roomId,
      myPeerId: peer.peerId,
      peers: peer.others,
      callType,
      routerRtpCapabilities: peer.rtpCapabilities,
      transport: { send: formatTransport(send, encoding), recv: formatTransport(recv, encoding) },
      producers: peer.offered.map(({ producerId, peerId, kind }) => ({ id: producerId, peerId, kind })),
    },
  };
};

const formatTransport = (facts: TransportFacts, encoding: Encoding) => {
  if (encoding === 'object') return facts;
  const { id, iceParameters, iceCandidates, dtlsParameters, sctpParameters } = facts;
  return {
    id,
    iceParameters: JSON.stringify(iceParameters),
    iceCandidates: JSON.stringify(iceCandidates),
    dtlsParameters: JSON.stringify(dtlsParameters),
    sctpParameters: JSON.stringify(sctpParameters),
  };
};

/** Somebody has come, with what they send (seed 1 §3.3). */
export const joinMessage = (peerId: string, producers: readonly TakosProducer[]): ServerMessage => ({
  type: 'join',
  peerId,
  producers: producers.filter((one) => one.peerId === peerId).map(({ producerId, kind }) => ({ id: producerId, kind })),
});

/** Somebody has gone (seed 1 §3.3). */
export const leaveMessage = (peerId: string): ServerMessage => ({ type: 'leave', peerId });

/**
 * What is said of another's new producer. Until the dialect is known both ways to say it are sent: each client knows one
 * of them and passes over the other (spec 1, "Serving both dialects").
 */
export const producerMessages = (
  { producerId, peerId, kind }: TakosProducer,
  dialect: Dialect | null,
): readonly ServerMessage[] => {
  const told = { producerId, peerId, kind };
  return [
    ...(dialect === 'doc' ? [] : [{ type: 'produce', ...told }]),
    ...(dialect === 'code' ? [] : [{ type: 'produced', ...told }]),
  ];
};

/** What is said to who has made a producer; the live client waits for it (spec 1). */
export const producedMessage = ({ producerId, peerId, kind }: TakosProducer): ServerMessage => ({
  type: 'produced',
  ...{ producerId, peerId, kind },
});

/** A producer is gone. The seed has no word for it: consumers end by themselves there (seed 1 §4.3). */
export const producerClosedMessages = (
  { producerId, peerId }: TakosProducer,
  dialect: Dialect | null,
): readonly ServerMessage[] => (dialect === 'doc' ? [] : [{ type: 'producerClosed', producerId, peerId }]);

/** The transport that a `connect` was for (seed 1 §3.3). */
export const connectedMessage = (transportType: TransportSide): ServerMessage => ({ type: 'connected', transportType });

/** What was asked for, to hear or see (seed 1 §4.4). */
export const consumedMessage = ({ consumerId, producer, rtpParameters }: ConsumedFacts): ServerMessage => ({
  type: 'consumed',
  consumerId,
  producerId: producer.producerId,
  kind: producer.kind,
  rtpParameters,
  peerId: producer.peerId,
});

/** Something went wrong; the seed has no word for that, the live server this one (spec 1). */
export const errorMessage = (
  message: string,
  more: { readonly details?: string; readonly transportType?: TransportSide; readonly context?: 'produce' } = {},
): ServerMessage => ({ type: 'error', message, ...more });
