import { WebSocket } from 'ws';
import type { Clock } from '../../../../platform/clock.js';
import { type AppMessage, parseAppMessage } from './messages.js';

/** What is told of an open hook socket. */
export type AppSocketListener = {
  readonly onMessage: (message: AppMessage) => void;
  /** @param problem what is wrong with it, in jambonz's words */
  readonly onBadMessage: (problem: string, content: string) => void;
  /** Once. `isDone`: the application has closed it in order; `isHostile`: it has sent what it must not. */
  readonly onClose: (end: 'isDone' | 'isHostile' | 'isLost') => void;
};

/** An application that leaves so much unread does not read. */
const MAX_UNREAD_BYTES = 1_048_576;
/** Messages an application may send within `WINDOW_MS`. */
const MAX_MESSAGES_A_WINDOW = 1_000;
const WINDOW_MS = 10_000;
const NORMAL_CLOSE = 1000;
const GOING_AWAY_AS_HOSTILE = 1003;

/** An open connection to an application's hook. */
export class AppSocket {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #listener: AppSocketListener;
  #isOver = false;
  #windowSinceMs = Number.NEGATIVE_INFINITY;
  #windowCount = 0;

  constructor(socket: WebSocket, clock: Clock, listener: AppSocketListener) {
    this.#socket = socket;
    this.#clock = clock;
    this.#listener = listener;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('close', (code) => this.#end(code === NORMAL_CLOSE ? 'isDone' : 'isLost'));
    // What went wrong is told by `close`, which follows.
    socket.on('error', () => undefined);
  }

  /** @returns false when it is not open: nothing was sent */
  send(text: string): boolean {
    if (this.#isOver || this.#socket.readyState !== WebSocket.OPEN) return false;
    if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) {
      this.#socket.terminate();
      this.#end('isLost');
      return false;
    }
    this.#socket.send(text);
    return true;
  }

  /** Closes it once everything sent is out; nothing is told of it any more. May be called twice. */
  close(): void {
    this.#isOver = true;
    this.#socket.close(NORMAL_CLOSE);
  }

  #receive(data: WebSocket.RawData, isBinary: boolean): void {
    if (this.#isOver) return;
    if (isBinary) {
      this.#socket.close(GOING_AWAY_AS_HOSTILE);
      this.#end('isHostile');
      return;
    }
    const text = String(data);
    const message = this.#isTooMuch() ? 'tooMuch' : parseAppMessage(text);
    if (message === 'tooMuch') this.#listener.onBadMessage('too many messages', '');
    else if (message) this.#listener.onMessage(message);
    else this.#listener.onBadMessage('not a message of this protocol', text);
  }

  #isTooMuch(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#windowSinceMs > WINDOW_MS) {
      this.#windowSinceMs = nowMs;
      this.#windowCount = 0;
    }
    this.#windowCount += 1;
    return this.#windowCount > MAX_MESSAGES_A_WINDOW;
  }

  #end(end: 'isDone' | 'isHostile' | 'isLost'): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.onClose(end);
  }
}
