import { AppError } from '@callwright/protocol';
import type { types } from 'mediasoup';
import type { RtpAddress, TakosLine, TakosRoomListener, TakosSeat } from '../ports.js';
import { lineCapabilities, lineParameters } from './codecs.js';
import type { Room, RoomPeer } from './room.js';

/** Our sound processes are on this machine. */
const LOOPBACK = '127.0.0.1';

/**
 * Sits a peer of ours in a room.
 * @throws AppError `call.ended`, `call.busy`
 */
export const sitDown = (room: Room, peerId: string, listener: TakosRoomListener): TakosSeat => {
  const lines = new Set<types.PlainTransport>();
  let isGone = false;
  const peer = room.enter(peerId, listener, () => {
    isGone = true;
    for (const line of lines) line.close();
  });
  return {
    peerId,
    peers: () => room.peers(peerId),
    producers: () => room.producers(peerId),
    async openLine() {
      const transport = await room.media.router.createPlainTransport({
        listenInfo: { protocol: 'udp', ip: LOOPBACK },
        rtcpMux: true,
        comedia: false,
      });
      lines.add(transport);
      transport.observer.once('close', () => lines.delete(transport));
      if (!isGone) return lineOf(transport, room, peer);
      transport.close();
      throw new AppError('call.ended', 'This peer has gone.');
    },
    leave: () => peer.go('left'),
  };
};

const lineOf = (transport: types.PlainTransport, room: Room, peer: RoomPeer): TakosLine => ({
  local: { host: LOOPBACK, port: transport.tuple.localPort },
  connect: ({ host, port }: RtpAddress) => transport.connect({ ip: host, port }),
  async hear(producerId) {
    const producer = room.producer(producerId);
    if (producer?.kind !== 'audio')
      throw new AppError('protocol.badMessage', 'There is no sound of this id in this room.');
    const consumer = await transport.consume({ producerId, rtpCapabilities: lineCapabilities, paused: false });
    return { ssrc: consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0, close: () => consumer.close() };
  },
  async speak(ssrc) {
    const producer = await transport.produce({ kind: 'audio', rtpParameters: lineParameters(ssrc) });
    const { producerId } = peer.publish(producer, false);
    // However it ends, the others hear of it.
    producer.observer.once('close', () => peer.withdraw(producerId));
    return { producerId, close: () => void peer.withdraw(producerId) };
  },
  close: () => transport.close(),
});
