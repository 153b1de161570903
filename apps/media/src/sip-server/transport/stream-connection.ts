import type { Socket } from 'node:net';
import { type SipPath, SipStreamFramer, type SipStreamItem } from '@callwright/sip';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Counts } from './counts.js';
import type { Arrivals, Flow } from './flow.js';
import { IdleWatch } from './idle-watch.js';
import type { TransportLimits } from './limits.js';

/** What a connection needs. */
export type ConnectionOptions = {
  readonly path: SipPath;
  /** Whether we opened it: then we keep it alive (RFC 5626 §4.4.1). */
  readonly isOurs: boolean;
  readonly clock: Clock;
  readonly limits: TransportLimits;
  readonly counts: Counts;
  readonly arrivals: Arrivals;
  /** Called once, when it is closed from whichever side. */
  readonly onClosed: (id: string) => void;
};

const pong = Buffer.from('\r\n');
const ping = Buffer.from('\r\n\r\n');

/** One TCP or TLS connection. */
export class StreamConnection implements Flow {
  readonly id: string;
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #framer: SipStreamFramer;
  readonly #idle: IdleWatch;
  #deadline?: Timer;

  /** @param socket connected, handshake done */
  constructor(socket: Socket, options: ConnectionOptions) {
    this.id = options.path.connectionId;
    this.#options = options;
    this.#socket = socket;
    this.#framer = new SipStreamFramer(options.limits.message);
    this.#idle = new IdleWatch(options, {
      keepAlive: () => this.#write(ping, () => undefined),
      onIdle: () => this.close(),
    });
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('end', () => socket.destroy());
    // `close` follows and says all there is to say.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed());
  }

  pathTo(): SipPath {
    return this.#options.path;
  }

  isOpen(): boolean {
    return this.#socket.writable && !this.#socket.destroyed;
  }

  send(bytes: Uint8Array, _remote: unknown, onError: () => void): void {
    this.#idle.heard();
    this.#write(bytes, onError);
  }

  close(): void {
    this.#socket.destroy();
  }

  #write(bytes: Uint8Array, onError: () => void): void {
    const isStuck = this.#socket.writableLength > this.#options.limits.queuedBytes;
    if (this.isOpen() && !isStuck) {
      this.#socket.write(bytes, (error) => {
        if (error) onError();
      });
      return;
    }
    if (this.isOpen()) this.#options.counts.add('stuck');
    this.close();
    queueMicrotask(onError);
  }

  #receive(bytes: Uint8Array): void {
    for (const item of this.#framer.push(bytes)) this.#take(item);
    this.#watchUnfinished();
  }

  #take(item: SipStreamItem): void {
    this.#deadline?.cancel();
    this.#deadline = undefined;
    switch (item.item) {
      case 'ping':
        this.#idle.heardKeepAlive();
        this.#write(pong, () => undefined);
        break;
      case 'pong':
        this.#idle.heardPong();
        break;
      case 'message':
        this.#idle.heard();
        this.#options.arrivals.onParsed(item.parsed, this.#options.path);
        break;
      case 'broken':
        this.#options.arrivals.onParsed(item.parsed, this.#options.path);
        // What was answered still goes out; nothing more is read.
        this.#socket.end();
        this.#socket.destroySoon();
        break;
    }
  }

  /** A message that is begun has so long to arrive as a whole, however slowly its bytes trickle in. */
  #watchUnfinished(): void {
    if (this.#framer.heldBytes === 0 || this.#deadline) return;
    const { clock, limits, counts } = this.#options;
    this.#deadline = clock.startTimer(limits.unfinishedMs, () => {
      counts.add('slow');
      this.close();
    });
  }

  #closed(): void {
    this.#deadline?.cancel();
    this.#idle.stop();
    this.#options.onClosed(this.id);
  }
}
