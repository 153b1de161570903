import { type LiveEvent, toAppError } from '@callwright/protocol';
import type { WebSocket } from 'ws';

/** More than this unsent means the client does not keep up. */
export const MAX_UNSENT_BYTES = 1_048_576;
// RFC 6455 §7.4.1 and the IANA registry: 1013 = try again later.
const TRY_AGAIN_LATER = 1013;

/** The sending side of a client: never holds more than {@link MAX_UNSENT_BYTES}; a client too slow for that is dropped. */
export class LiveSocket {
  readonly #socket: WebSocket;
  #isDropped = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return !this.#isDropped && this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a text, or drops the client when it has not taken the ones before. */
  sendText(text: string): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) this.drop('This connection is too slow for the events.');
    else this.#socket.send(text);
  }

  send(event: LiveEvent): void {
    this.sendText(JSON.stringify(event));
  }

  /** Tells the client of a mistake of its own. */
  sendError(error: unknown): void {
    const { code, message } = toAppError(error);
    this.send({ type: 'error', code, message });
  }

  /** Ends the connection with a reason the client can show. */
  drop(message: string): void {
    if (!this.isOpen) return;
    const error: LiveEvent = { type: 'error', code: 'api.tooManyRequests', message };
    this.#socket.send(JSON.stringify(error));
    this.#isDropped = true;
    this.#socket.close(TRY_AGAIN_LATER, message);
  }
}
