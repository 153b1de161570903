import type { WebSocket } from 'ws';
import type { Clock } from '../platform/clock.js';

/** Pings a client until it closes; a pause of 0 is no ping at all. One that answers none between two of ours is cut off. */
export const keepAlive = (client: WebSocket, pauseMs: number, clock: Clock): void => {
  if (pauseMs === 0) return;
  let isAlive = true;
  let timer = clock.startTimer(pauseMs, check);
  client.on('pong', () => {
    isAlive = true;
  });
  client.on('close', () => timer.cancel());
  function check(): void {
    if (!isAlive) {
      client.terminate();
      return;
    }
    isAlive = false;
    client.ping();
    timer = clock.startTimer(pauseMs, check);
  }
};
