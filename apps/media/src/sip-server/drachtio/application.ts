import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import { type AppCommand, type ConnectionCommand, parseAppFrame, type SipCommand } from './commands.js';
import { FrameReader, formatFrame } from './frame.js';

/** What a socket of an application needs. */
export type ApplicationOptions = {
  readonly secret: string;
  /** What an authenticated application is told: where the server listens for SIP. */
  readonly hostPorts: () => readonly string[];
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  /** Whatever an authenticated application asks but `ping` and routes, which are answered here. */
  readonly onCommand: (application: Application, frameId: string, command: SipCommand) => void;
  readonly onClose: (application: Application) => void;
};

/** The library asks for pings, and knows other features, by the version it is told. */
export const serverVersion = 'v0.9.5-callwright';

// A socket that says nothing is not kept.
const authenticationMs = 5000;
// What an application that does not read may have waiting.
const maxUnsentBytes = 16_000_000;
const maxRoutes = 32;

/**
 * One connected application (a drachtio-srf). Until it has said the secret it is told nothing and asked nothing;
 * a wrong secret, or anything else before it, closes the socket.
 */
export class Application {
  readonly id: string;
  readonly #socket: Socket;
  readonly #options: ApplicationOptions;
  readonly #reader = new FrameReader();
  readonly #routes = new Set<string>();
  #tags: readonly string[] = [];
  #isAuthenticated = false;
  #isClosed = false;

  constructor(socket: Socket, options: ApplicationOptions) {
    this.id = options.newId();
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    const deadline = options.clock.startTimer(authenticationMs, () => {
      if (!this.#isAuthenticated) this.close();
    });
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      deadline.cancel();
      this.#isClosed = true;
      options.onClose(this);
    });
  }

  get isOpen(): boolean {
    return this.#isAuthenticated && !this.#isClosed;
  }

  get tags(): readonly string[] {
    return this.#tags;
  }

  /** Whether it wants new requests of this method, or this `cdr:` event; `verb` in lower case. */
  wants(verb: string): boolean {
    return this.isOpen && this.#routes.has(verb);
  }

  /** Tells it something of the server's own accord. */
  tell(content: string, message?: Uint8Array): void {
    if (!this.isOpen) return;
    this.#write(`${this.#options.newId()}|${content}`, message);
  }

  /** Closes the socket; may be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  #onData(chunk: Uint8Array): void {
    const { frames, isBroken } = this.#reader.read(chunk);
    for (const frame of frames) {
      if (this.#isClosed) return;
      const { id, asks } = parseAppFrame(frame);
      if (this.#isAuthenticated) this.#onFrame(id, asks);
      else this.#authenticate(id, asks);
    }
    if (isBroken && !this.#isClosed) this.close();
  }

  #authenticate(frameId: string, asks: AppCommand): void {
    if (asks.command === 'authenticate' && isSame(asks.secret, this.#options.secret)) {
      this.#isAuthenticated = true;
      this.#tags = asks.tags;
      const ports = this.#options.hostPorts().join(',');
      this.#write(`${this.#options.newId()}|response|${frameId}|OK|${ports}|${serverVersion}|${ports}`);
      return;
    }
    this.#isClosed = true;
    this.#options.log.warn({ application: this.id }, 'an application without the secret was refused');
    if (asks.command !== 'authenticate') this.#socket.destroy();
    else this.#socket.end(formatFrame(`${this.#options.newId()}|response|${frameId}|NO|incorrect secret`));
  }

  #onFrame(frameId: string, asks: AppCommand): void {
    if (asks.command === 'request' || asks.command === 'response' || asks.command === 'proxy') {
      this.#options.onCommand(this, frameId, asks);
    } else this.tell(`response|${frameId}|${this.#outcomeOf(asks)}`);
  }

  #outcomeOf(asks: ConnectionCommand): string {
    switch (asks.command) {
      case 'authenticate':
        return 'NO|authenticated already';
      case 'ping':
        return 'OK|pong';
      case 'route':
        if (this.#routes.size >= maxRoutes) return 'NO|too many routes';
        this.#routes.add(asks.verb);
        return 'OK';
      case 'removeRoute':
        return this.#routes.delete(asks.verb) ? 'OK' : 'NO|no such route';
      case 'invalid':
        return `NO|${asks.reason}`;
    }
  }

  #write(content: string, message?: Uint8Array): void {
    if (this.#socket.writableLength > maxUnsentBytes) {
      this.#options.log.error({ application: this.id }, 'an application that does not read was let go');
      this.close();
      return;
    }
    this.#socket.write(formatFrame(message ? `${content}\r\n` : content, message));
  }
}

// In a time that tells nothing of where they differ.
const isSame = (said: string, secret: string): boolean => {
  const [a, b] = [Buffer.from(said), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
};
