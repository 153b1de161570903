import { AppError, toAppError } from '@callwright/protocol';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Heard, Line, LineEvents, LineSettings } from './line.js';
import { connectProblem, statusProblem } from './problems.js';

/** A message of a WebSocket: text, or bytes. */
export type SocketMessage = string | Uint8Array;

/** One connection's side of a service's protocol, with the memory of that connection. */
export interface Dialect {
  /** Said first, as soon as the connection is up. */
  opening(): readonly SocketMessage[];
  audio(packet: Int16Array): SocketMessage;
  /** Ends the utterance. */
  finish(): readonly SocketMessage[];
  /**
   * What a message means; nothing when it is of no interest.
   * @throws when it is none of the protocol's
   */
  read(message: string): readonly Heard[];
  /** What it means that the service hung up in order after `finish`; absent: it broke off. */
  hungUp?(): readonly Heard[];
  /** How long silence after `finish` means that nothing more comes; absent: it means nothing. */
  settleMs?(): number | undefined;
  goodbye?(): SocketMessage;
}

/** A service that listens on a WebSocket. */
export type SocketService = {
  readonly title: string;
  readonly request: (settings: LineSettings) => {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly createDialect: (settings: LineSettings) => Dialect;
  /** Said after so long without sound. */
  readonly keepAlive?: { readonly everyMs: number; readonly message: SocketMessage };
};

/** What a line runs on. */
export type SocketLineOptions = {
  readonly service: SocketService;
  readonly settings: LineSettings;
  readonly events: LineEvents;
  /** Longest wait for the connection. */
  readonly timeoutMs: number;
  readonly clock: Clock;
};

/** Far more than any of them says at once. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** About half a minute of 16 kHz sound: a peer that takes none of it is gone. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** For the other side to hang up after our goodbye. */
const GOODBYE_MS = 1000;

/** A line over a WebSocket. Connects once; certificates are checked; redirects are not followed. */
export class SocketLine implements Line {
  readonly #options: SocketLineOptions;
  readonly #dialect: Dialect;
  readonly #socket: WebSocket;
  readonly #connectTimer: Timer;
  #keepAliveTimer: Timer | null = null;
  #settleTimer: Timer | null = null;
  #isFinished = false;
  /** It refused a packet: whoever waits is told when there is room. */
  #wasFull = false;
  #wasReady = false;
  #isOver = false;
  #closing: Promise<void> | null = null;

  constructor(options: SocketLineOptions) {
    const { service, settings, clock, timeoutMs } = options;
    this.#options = options;
    this.#dialect = service.createDialect(settings);
    const { url, headers } = service.request(settings);
    const socket = new WebSocket(url, { headers, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
    this.#socket = socket;
    this.#connectTimer = clock.startTimer(timeoutMs, () =>
      this.#lose(this.#problem('speech.timeout', 'did not answer')),
    );
    socket.on('open', () => this.#opened());
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? null : String(data)));
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      this.#lose(statusProblem(service.title, response.statusCode ?? 0));
    });
    socket.on('error', (error) => this.#lose(connectProblem(service.title, error)));
    socket.on('close', (code) => this.#hungUp(code));
  }

  get isReady(): boolean {
    if (this.#isOver || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#wasFull = this.#socket.bufferedAmount > MAX_UNSENT_BYTES;
    return !this.#wasFull;
  }

  send(packet: Int16Array): void {
    this.#isFinished = false;
    this.#settleTimer?.cancel();
    this.#say(this.#dialect.audio(packet));
  }

  finish(): void {
    this.#isFinished = true;
    for (const message of this.#dialect.finish()) this.#say(message);
    this.#settle();
  }

  close(): Promise<void> {
    this.#closing ??= this.#hangUp();
    return this.#closing;
  }

  #opened(): void {
    if (this.#isOver) return;
    this.#connectTimer.cancel();
    this.#wasReady = true;
    for (const message of this.#dialect.opening()) this.#say(message);
    this.#keepAlive();
    this.#options.events.onReady();
  }

  #say(message: SocketMessage): void {
    this.#socket.send(message, () => {
      if (this.#wasFull && this.isReady) this.#options.events.onReady();
    });
    this.#keepAlive();
  }

  #keepAlive(): void {
    const { service, clock } = this.#options;
    const { keepAlive } = service;
    if (!keepAlive) return;
    this.#keepAliveTimer?.cancel();
    this.#keepAliveTimer = clock.startTimer(keepAlive.everyMs, () => this.#say(keepAlive.message));
  }

  #receive(message: string | null): void {
    if (this.#isOver) return;
    try {
      if (message === null) throw new Error('bytes');
      for (const heard of this.#dialect.read(message)) if (!this.#isOver) this.#options.events.onHeard(heard);
    } catch (error) {
      const isOurs = error instanceof AppError;
      this.#lose(isOurs ? toAppError(error) : this.#problem('speech.asrFailed', 'said what is not of its protocol'));
      return;
    }
    if (this.#isFinished) this.#settle();
  }

  #settle(): void {
    this.#settleTimer?.cancel();
    const afterMs = this.#dialect.settleMs?.();
    if (afterMs === undefined || this.#isOver) return;
    this.#settleTimer = this.#options.clock.startTimer(afterMs, () => {
      if (!this.#isOver && this.#isFinished) this.#options.events.onHeard({ heard: 'done' });
    });
  }

  #hungUp(code: number): void {
    if (this.#isOver) return;
    const isOrderly = this.#isFinished && (code === NORMAL_CLOSURE || code === NO_STATUS);
    const heard = (isOrderly && this.#dialect.hungUp?.()) || [];
    for (const one of heard) if (!this.#isOver) this.#options.events.onHeard(one);
    this.#lose(this.#problem('speech.unavailable', 'broke off the connection'));
  }

  #lose(problem: AppError): void {
    if (this.#isOver) return;
    this.#end();
    this.#socket.terminate();
    this.#options.events.onLost(problem, this.#wasReady);
  }

  #end(): void {
    this.#isOver = true;
    this.#connectTimer.cancel();
    this.#keepAliveTimer?.cancel();
    this.#settleTimer?.cancel();
  }

  async #hangUp(): Promise<void> {
    const isUp = !this.#isOver && this.#socket.readyState === WebSocket.OPEN;
    this.#end();
    if (isUp) {
      const goodbye = this.#dialect.goodbye?.();
      if (goodbye !== undefined) this.#socket.send(goodbye, () => undefined);
      await this.#closed();
    }
    this.#socket.terminate();
  }

  #closed(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.startTimer(GOODBYE_MS, resolve);
      this.#socket.once('close', () => {
        timer.cancel();
        resolve();
      });
      this.#socket.close(NORMAL_CLOSURE);
    });
  }

  #problem(code: 'speech.timeout' | 'speech.asrFailed' | 'speech.unavailable', what: string): AppError {
    return new AppError(code, `${this.#options.service.title} ${what}`);
  }
}

/** RFC 6455 §7.4.1, and what stands for a close without a code. */
const NORMAL_CLOSURE = 1000;
const NO_STATUS = 1005;
