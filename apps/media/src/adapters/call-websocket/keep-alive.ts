import type { WebSocket } from 'ws';
import type { Clock } from '../../platform/clock.js';

const DEFAULT_PAUSE_S = 20;
const LONGEST_PAUSE_S = 600;

/** What the address asks for as `ping`, in seconds (spec 0 §1), as ms; 0 is no ping at all. */
export const pingPauseMs = (url: URL): number => {
  const asked = url.searchParams.get('ping');
  if (asked === null || !/^\d{1,6}$/.test(asked)) return DEFAULT_PAUSE_S * 1000;
  return Math.min(LONGEST_PAUSE_S, Number(asked)) * 1000;
};

/** Pings a client until it closes. One that answers no ping between two of ours has vanished, and is cut off. */
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
