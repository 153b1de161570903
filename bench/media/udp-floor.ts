import { createSocket, type Socket } from 'node:dgram';
import type { CallId } from '@callwright/protocol';
import { serveFloor } from './floor-link.js';

/** A UDP socket for each call that sends every packet back: what Node itself needs for as many packets. */
const sockets = new Map<CallId, Socket>();

serveFloor({
  async open(callId) {
    const socket = createSocket({ type: 'udp4', lookup: (address, _, done) => done(null, address, 4) });
    socket.on('message', (bytes, { port, address }) => socket.send(bytes, port, address));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    sockets.set(callId, socket);
    return socket.address().port;
  },
  close(callId) {
    sockets.get(callId)?.close();
    sockets.delete(callId);
  },
  otherCpuMs: async () => 0,
});
