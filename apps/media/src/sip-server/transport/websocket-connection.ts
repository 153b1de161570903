import { isUtf8 } from 'node:buffer';
import type { SipPath } from '@callwright/sip';
import { WebSocket } from 'ws';
import type { Flow } from './flow.js';
import { IdleWatch } from './idle-watch.js';
import { kindOf } from './message-kind.js';
import type { ConnectionOptions } from './stream-connection.js';

/** One WebSocket connection (RFC 7118): each message of it, text or binary, is one SIP message. */
export class WebSocketConnection implements Flow {
  readonly id: string;
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocket;
  readonly #idle: IdleWatch;

  /** @param socket open */
  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.id = options.path.connectionId;
    this.#options = options;
    this.#socket = socket;
    socket.binaryType = 'nodebuffer';
    // A browser cannot ping by itself (RFC 7118 §6): we do, and it answers without its page knowing.
    this.#idle = new IdleWatch(
      { ...options, isOurs: true },
      {
        keepAlive: () => this.#ping(),
        onIdle: () => this.close(),
      },
    );
    socket.on('message', (data) => this.#receive(Buffer.isBuffer(data) ? data : Buffer.alloc(0)));
    socket.on('ping', () => this.#idle.heardKeepAlive());
    socket.on('pong', () => {
      this.#idle.heardPong();
      this.#idle.heardKeepAlive();
    });
    // `close` follows and says all there is to say.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#idle.stop();
      options.onClosed(this.id);
    });
  }

  pathTo(): SipPath {
    return this.#options.path;
  }

  isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(bytes: Uint8Array, _remote: unknown, onError: () => void): void {
    this.#idle.heard();
    const isStuck = this.#socket.bufferedAmount > this.#options.limits.queuedBytes;
    if (!this.isOpen() || isStuck) {
      if (this.isOpen()) this.#options.counts.add('stuck');
      this.close();
      queueMicrotask(onError);
      return;
    }
    // RFC 7118 §5.2: text when the message is UTF-8, which is what browsers' stacks read.
    this.#socket.send(bytes, { binary: !isUtf8(bytes) }, (error) => {
      if (error) onError();
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #ping(): void {
    if (this.isOpen()) this.#socket.ping();
  }

  #receive(bytes: Buffer): void {
    if (kindOf(bytes) === 'keepAlive') {
      this.#answerKeepAlive(bytes);
      return;
    }
    this.#idle.heard();
    this.#options.arrivals.onBytes(bytes, this.#options.path);
  }

  /** Some send the keep-alive of RFC 5626 here too. */
  #answerKeepAlive(bytes: Buffer): void {
    this.#idle.heardKeepAlive();
    if (bytes.toString('latin1') === '\r\n\r\n' && this.isOpen()) this.#socket.send('\r\n');
  }
}
