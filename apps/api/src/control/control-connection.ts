import { type ApiMessage, type MediaMessage, mediaMessageSchema, toAppError } from '@callwright/protocol';
import type { RawData, WebSocket } from 'ws';
import { runInBackground } from '../platform/background.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { MediaLink } from './media-links.js';

/** What happens with the messages of a media process. */
export type ControlHandlers = {
  readonly onHello: (link: MediaLink, hello: MediaMessageOf<'hello'>) => Promise<void>;
  /** Resolves when the piece may be acknowledged. */
  readonly onJournal: (processId: string, piece: MediaMessageOf<'journal'>) => Promise<void>;
  readonly onFetchFlow: (request: MediaMessageOf<'fetchFlow'>) => Promise<ApiMessage>;
  readonly onMalformed: () => void;
  readonly onGone: (link: MediaLink) => void;
};
type MediaMessageOf<Type extends MediaMessage['type']> = Extract<MediaMessage, { type: Type }>;
type Ports = { readonly clock: Clock; readonly log: Log; readonly handlers: ControlHandlers };

/** How often a media process is asked whether it is there. */
export const PING_MS = 20_000;
/** Silence after which it is taken for gone. */
export const SILENCE_MS = 60_000;
// Reading stops at the first and goes on at the second, so that a full spool cannot fill our memory.
const MAX_UNDONE = 200;
const FEW_UNDONE = 50;
// RFC 6455 §7.4.1: 1000 = normal, 1008 = policy violation.
const NORMAL = 1000;
const NOT_UNDERSTOOD = 1008;

/** The api's end of the link to one media process: from its socket's opening to its closing. */
export class ControlConnection {
  readonly #socket: WebSocket;
  readonly #ports: Ports;
  #link: MediaLink | null = null;
  #undone = 0;
  #lastHeardMs: number;
  #ping: Timer | null = null;
  #hasLoggedMalformed = false;

  constructor(socket: WebSocket, ports: Ports) {
    this.#socket = socket;
    this.#ports = ports;
    this.#lastHeardMs = ports.clock.nowMs();
    socket.on('message', (data: RawData, isBinary: boolean) => this.#receive(isBinary ? '' : data.toString()));
    socket.once('close', () => this.#closed());
    this.#startPing();
  }

  #receive(text: string): void {
    this.#lastHeardMs = this.#ports.clock.nowMs();
    const { message, problem } = readMediaMessage(text);
    if (problem !== null) this.#refuse(problem);
    if (message) this.#run(message.type, this.#handle(message));
  }

  async #handle(message: MediaMessage): Promise<void> {
    switch (message.type) {
      case 'hello':
        return this.#hello(message);
      case 'journal':
        return this.#journal(message);
      case 'fetchFlow':
        return this.#send(await this.#ports.handlers.onFetchFlow(message));
      case 'pong':
        return;
    }
  }

  async #hello(hello: MediaMessageOf<'hello'>): Promise<void> {
    if (this.#link) return;
    this.#link = {
      processId: hello.processId,
      mediaUrl: hello.mediaUrl,
      send: (message) => this.#send(message),
      close: (reason) => this.#socket.close(NORMAL, reason),
    };
    this.#ports.log.info({ processId: hello.processId, version: hello.version }, 'media process connected');
    await this.#ports.handlers.onHello(this.#link, hello);
  }

  async #journal(piece: MediaMessageOf<'journal'>): Promise<void> {
    if (!this.#link) {
      // Without a name the calls of this process could never be told from lost ones.
      this.#socket.close(NOT_UNDERSTOOD, 'Say hello first.');
      return;
    }
    try {
      await this.#ports.handlers.onJournal(this.#carrierOf(piece), piece);
    } catch (error) {
      // Not acknowledged it comes again, but only with the next connection.
      this.#socket.close(TRY_AGAIN, 'The story could not be stored.');
      throw error;
    }
    this.#send({ type: 'ack', batchId: piece.batchId });
  }

  // A spool may tell of calls that an earlier process carried, and whose end it never saw.
  #carrierOf({ callId, start }: MediaMessageOf<'journal'>): string {
    const { processId, helloAtMs, liveCallIds } = this.#session;
    const isCarried = !start || start.startedAtMs >= helloAtMs || liveCallIds.has(callId);
    return isCarried ? processId : `${processId} (spool)`;
  }

  #run(name: string, work: Promise<void>): void {
    this.#undone += 1;
    if (this.#undone >= MAX_UNDONE) this.#socket.pause();
    const done = () => {
      this.#undone -= 1;
      if (this.#undone <= FEW_UNDONE && this.#socket.isPaused) this.#socket.resume();
    };
    runInBackground(`control message ${name}`, work.finally(done), this.#ports.log);
  }

  #refuse(reason: string): void {
    this.#ports.handlers.onMalformed();
    if (this.#hasLoggedMalformed) return;
    this.#hasLoggedMalformed = true;
    const fields = { processId: this.#link?.processId, reason: reason.slice(0, 500) };
    this.#ports.log.warn(fields, 'a media process sends what we do not understand');
  }

  #send(message: ApiMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #startPing(): void {
    this.#ping = this.#ports.clock.startTimer(PING_MS, () => {
      const nowMs = this.#ports.clock.nowMs();
      // While reading is paused it is we who do not listen.
      if (nowMs - this.#lastHeardMs > SILENCE_MS && !this.#socket.isPaused) this.#socket.terminate();
      else this.#send({ type: 'ping', at: nowMs });
      this.#startPing();
    });
  }

  #closed(): void {
    this.#ping?.cancel();
    if (this.#link) this.#ports.handlers.onGone(this.#link);
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return toAppError(error).message;
  }
};
