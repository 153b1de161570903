import type { WebSocket } from 'ws';
import type { Clock } from '../../../platform/clock.js';

const PAUSE_MS = 20_000;

/** Pings a client until it closes. One that answers no ping between two of ours has vanished, and is cut off. */
export const keepAlive = (client: WebSocket, clock: Clock): void => {
  let isAlive = true;
  let timer = clock.startTimer(PAUSE_MS, check);
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
    timer = clock.startTimer(PAUSE_MS, check);
  }
};
