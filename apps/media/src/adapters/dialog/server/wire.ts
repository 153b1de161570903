import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../../../platform/clock.js';

/** What a wire tells. */
export type WireListener = {
  readonly onFrame: (frame: string) => void;
  /** The socket has closed that was the last; `isInOrder`: the far side closed it as it should. */
  readonly onClosed: (isInOrder: boolean) => void;
};

/** Spec 4 §B: the far side takes an application that is silent for 5 min for a broken connection. */
const KEEP_ALIVE_MS = 60_000;
const CLOSE_MS = 5_000;
const MAX_UNSENT_BYTES = 1024 * 1024;
/** Commands that are kept while there is no socket; the oldest go first. */
const MAX_KEPT = 100;
const NORMAL = 1000;
const GOING_AWAY = 1001;

/** The line to one voice server, over as many sockets as it dials, one after the other. */
export class Wire {
  readonly #clock: Clock;
  readonly #listener: WireListener;
  readonly #keepAlive: string;
  #socket: WebSocket | null = null;
  #kept: string[] = [];
  #timer: Timer | null = null;
  #isOver = false;

  /** @param keepAlive a frame that means nothing to the far side */
  constructor(clock: Clock, listener: WireListener, keepAlive: string) {
    this.#clock = clock;
    this.#listener = listener;
    this.#keepAlive = keepAlive;
  }

  /** Goes on by this socket; the one before is cut. */
  attach(socket: WebSocket): void {
    const before = this.#socket;
    this.#socket = socket;
    before?.terminate();
    if (this.#isOver) {
      socket.terminate();
      return;
    }
    socket.on('message', (data, isBinary) => {
      if (socket === this.#socket && !isBinary) this.#listener.onFrame(String(data));
    });
    socket.on('close', (code) => this.#closed(socket, code));
    this.#watch(socket);
    for (const frame of this.#kept.splice(0)) this.send(frame);
  }

  /** Sends a frame, or keeps it until there is a socket; one that does not take what it is sent is cut. */
  send(frame: string): void {
    const socket = this.#socket;
    if (this.#isOver) return;
    if (socket?.readyState !== socket?.OPEN || !socket) {
      if (this.#kept.push(frame) > MAX_KEPT) this.#kept.shift();
    } else if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate();
    else socket.send(frame);
  }

  /** Waits for the far side to close, then closes. Resolves when there is no socket; may be called twice. */
  async close(waitsForFarSide: boolean): Promise<void> {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#kept = [];
    const socket = this.#socket;
    if (!socket || socket.readyState === socket.CLOSED) return;
    await new Promise<void>((resolve) => {
      let cut = this.#clock.startTimer(CLOSE_MS, () => {
        socket.close(NORMAL);
        cut = this.#clock.startTimer(CLOSE_MS, () => socket.terminate());
      });
      socket.once('close', () => {
        cut.cancel();
        resolve();
      });
      if (!waitsForFarSide) socket.close(NORMAL);
    });
  }

  // A far side that answers no ping between two of ours has vanished.
  #watch(socket: WebSocket): void {
    this.#timer?.cancel();
    let isAlive = true;
    socket.on('pong', () => {
      isAlive = true;
    });
    const check = () => {
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      socket.ping();
      this.send(this.#keepAlive);
      this.#timer = this.#clock.startTimer(KEEP_ALIVE_MS, check);
    };
    this.#timer = this.#clock.startTimer(KEEP_ALIVE_MS, check);
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#timer?.cancel();
    if (!this.#isOver) this.#listener.onClosed(code === NORMAL || code === GOING_AWAY);
  }
}
