import type { WebSocket } from 'ws';
import type { StartTimer } from '../platform/timers.js';

/** How often a client is pinged, and after how long without a sign of it the socket is cut (the seed's framework). */
const PING_MS = 5_000;
const DROP_AFTER_MS = 10_000;

/** Pings a socket until it closes, and cuts it when nothing has come by it for too long. */
export const keepAlive = (socket: WebSocket, startTimer: StartTimer) => {
  let quietMs = 0;
  const sign = () => {
    quietMs = 0;
  };
  const beat = () => {
    quietMs += PING_MS;
    if (quietMs > DROP_AFTER_MS) return socket.terminate();
    socket.ping();
    timer = startTimer(PING_MS, beat);
  };
  let timer = startTimer(PING_MS, beat);
  socket.on('ping', sign);
  socket.on('pong', sign);
  socket.on('message', sign);
  socket.on('close', () => timer.cancel());
};
