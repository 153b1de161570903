import type { ApiMessage, CallId, MediaMessage } from '@callwright/protocol';
import type { WebSocket } from 'ws';
import { runInBackground } from '../platform/background.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { MediaLink } from './media-links.js';
import type { MediaAnswer } from './media-requests.js';
import { batchIdOf, readMediaMessage } from './read-media-message.js';

/** What happens with the messages of a media process. */
export type ControlHandlers = {
  readonly onHello: (link: MediaLink, hello: MediaMessageOf<'hello'>) => Promise<void>;
  /** Resolves when the piece may be acknowledged. `carrier` is the process that carries the call. */
  readonly onJournal: (carrier: string, piece: MediaMessageOf<'journal'>) => Promise<void>;
  readonly onFetchFlow: (request: MediaMessageOf<'fetchFlow'>) => Promise<ApiMessage>;
  /** @param processId who asks; null before its hello */
  readonly onFetchSecret: (processId: string | null, request: MediaMessageOf<'fetchSecret'>) => Promise<ApiMessage>;
  /** How the telephone side stands on that process. */
  readonly onTelephonyState: (link: MediaLink, state: MediaMessageOf<'telephonyState'>) => void;
  /** Something that the process was asked. */
  readonly onAnswer: (link: MediaLink, answer: MediaAnswer) => void;
  readonly onMalformed: () => void;
  readonly onGone: (link: MediaLink) => void;
};
type MediaMessageOf<Type extends MediaMessage['type']> = Extract<MediaMessage, { type: Type }>;
type Ports = { readonly clock: Clock; readonly log: Log; readonly handlers: ControlHandlers };
/** What a process has said in its `hello`, and when. */
type Session = { readonly link: MediaLink; readonly liveCallIds: ReadonlySet<CallId>; readonly helloAtMs: number };

/** How often a media process is asked whether it is there. */
const PING_MS = 20_000;
/** Silence after which it is taken for gone. */
export const SILENCE_MS = 60_000;
// Reading stops at the first and goes on at the second, so that a full spool cannot fill our memory.
const MAX_UNDONE = 200;
const FEW_UNDONE = 50;
// RFC 6455 §7.4.1: 1000 = normal, 1008 = policy violation, 1011 = internal error.
const NORMAL = 1000;
const NOT_UNDERSTOOD = 1008;
const FAILED = 1011;

/** The api's end of the link to one media process: from its socket's opening to its closing. */
export class ControlConnection {
  readonly #socket: WebSocket;
  readonly #ports: Ports;
  #session: Session | null = null;
  #undone = 0;
  #lastHeardMs: number;
  #ping: Timer | null = null;
  #hasLoggedMalformed = false;

  constructor(socket: WebSocket, ports: Ports) {
    this.#socket = socket;
    this.#ports = ports;
    this.#lastHeardMs = ports.clock.nowMs();
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(isBinary ? '' : data.toString()));
    socket.once('close', () => this.#closed());
    this.#startPing();
  }

  #receive(text: string): void {
    this.#lastHeardMs = this.#ports.clock.nowMs();
    const { message, problem } = readMediaMessage(text);
    if (problem !== null) this.#complain(problem);
    if (message) this.#run(message);
    else this.#letGo(batchIdOf(text));
  }

  // A piece that could not be stored is not acknowledged: it comes again, but only with the next connection.
  #run(message: MediaMessage): void {
    this.#undone += 1;
    if (this.#undone >= MAX_UNDONE) this.#socket.pause();
    const work = this.#handle(message)
      .catch((error: unknown) => {
        this.#socket.close(FAILED, 'Please come again.');
        throw error;
      })
      .finally(() => {
        this.#undone -= 1;
        if (this.#undone <= FEW_UNDONE && this.#socket.isPaused) this.#socket.resume();
      });
    runInBackground(`control message ${message.type}`, work, this.#ports.log);
  }

  async #handle(message: MediaMessage): Promise<void> {
    switch (message.type) {
      case 'hello':
        return this.#hello(message);
      case 'journal':
        return this.#journal(message);
      case 'fetchFlow':
        return this.#send(await this.#ports.handlers.onFetchFlow(message));
      case 'fetchSecret': {
        const processId = this.#session?.link.processId ?? null;
        return this.#send(await this.#ports.handlers.onFetchSecret(processId, message));
      }
      case 'telephonyState':
        if (this.#session) this.#ports.handlers.onTelephonyState(this.#session.link, message);
        return;
      case 'placed':
      case 'trunkReport':
      case 'spoken':
        if (this.#session) this.#ports.handlers.onAnswer(this.#session.link, message);
        return;
      case 'pong':
        return;
    }
  }

  async #hello(hello: MediaMessageOf<'hello'>): Promise<void> {
    if (this.#session) return;
    const { processId, mediaUrl, version, liveCallIds, speech = null } = hello;
    const link: MediaLink = {
      processId,
      mediaUrl,
      speech,
      send: (message) => this.#send(message),
      close: (reason) => this.#socket.close(NORMAL, reason),
    };
    this.#session = { link, liveCallIds: new Set(liveCallIds), helloAtMs: this.#ports.clock.nowMs() };
    this.#ports.log.info({ processId, version }, 'media process connected');
    await this.#ports.handlers.onHello(link, hello);
  }

  async #journal(piece: MediaMessageOf<'journal'>): Promise<void> {
    if (!this.#session) {
      // Without a name the calls of this process could never be told from lost ones.
      this.#socket.close(NOT_UNDERSTOOD, 'Say hello first.');
      return;
    }
    await this.#ports.handlers.onJournal(carrierOf(piece, this.#session), piece);
    this.#send({ type: 'ack', batchId: piece.batchId });
  }

  #complain(problem: string): void {
    this.#ports.handlers.onMalformed();
    if (this.#hasLoggedMalformed) return;
    this.#hasLoggedMalformed = true;
    const fields = { processId: this.#session?.link.processId, problem };
    this.#ports.log.warn(fields, 'a media process sends what we do not understand');
  }

  // Nobody will ever understand it, and it must not hold up what comes after it.
  #letGo(batchId: string | null): void {
    if (batchId !== null) this.#send({ type: 'ack', batchId });
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
    if (this.#session) this.#ports.handlers.onGone(this.#session.link);
  }
}

// A spool may tell of calls that an earlier process carried, and whose end that one never saw.
const carrierOf = ({ callId, start }: MediaMessageOf<'journal'>, { link, liveCallIds, helloAtMs }: Session): string => {
  const isCarried = !start || start.startedAtMs >= helloAtMs || liveCallIds.has(callId);
  return isCarried ? link.processId : `${link.processId} (spool)`;
};
