import { AppError } from '@callwright/protocol';
import { type Client, type ClientDuplexStream, Metadata, type StatusObject, status } from '@grpc/grpc-js';
import type { Clock, Timer } from '../../../platform/clock.js';
import { sendIvrData } from '../ivr-service.js';
import { type AppMessage, type PlatformSays, parseAppMessage } from '../messages.js';

/** What a stream tells. */
export type AppStreamListener = {
  readonly onMessage: (message: AppMessage) => void;
  /** What came is no message, or of a kind we do not know. */
  readonly onNonsense: () => void;
  /** The application, or the way to it, has ended the stream; null: in order. Once, and never after {@link AppStream.end}. */
  readonly onEnd: (problem: AppError | null) => void;
};

/** What a stream is made of. It owns the client. */
export type AppStreamParts = {
  readonly client: Client;
  /** Shown in the gRPC metadata, too, for applications that look there. */
  readonly token: string | null;
  readonly listener: AppStreamListener;
  readonly clock: Clock;
};

const CONNECT_MS = 10_000;
/** An application that has not read for so long is gone. */
const STUCK_MS = 10_000;
/** For the application to end the stream after we did. */
const GOODBYE_MS = 2_000;
/** Messages but sound that may wait for an application that does not read. */
const MAX_UNREAD = 1_000;

type Wire = ClientDuplexStream<object, Buffer>;

/** One call's stream to an application. Sound is left out while the application does not read; the rest is kept. */
export class AppStream {
  readonly #parts: AppStreamParts;
  readonly #wire: Wire;
  readonly #connecting: Timer;
  #stuck: Timer | null = null;
  #unreadCount = 0;
  #droppedCount = 0;
  #isOver = false;
  #isEnding = false;
  #resolveClosed: () => void = () => undefined;
  /** Resolves when the connection is closed. */
  readonly closed = new Promise<void>((resolve) => {
    this.#resolveClosed = resolve;
  });

  /** Connects, and says the first message as soon as that is done. */
  constructor(parts: AppStreamParts, first: PlatformSays) {
    const { client, token, clock } = parts;
    this.#parts = parts;
    const metadata = new Metadata();
    if (token !== null && /^[\x21-\x7e]{1,4096}$/.test(token)) metadata.set('authorization', `Bearer ${token}`);
    this.#wire = client.makeBidiStreamRequest(
      sendIvrData.path,
      sendIvrData.requestSerialize,
      (wire: Buffer) => wire,
      metadata,
    );
    this.#connecting = clock.startTimer(CONNECT_MS, () =>
      this.#lose(new AppError('http.timeout', 'The application could not be reached in time.')),
    );
    client.waitForReady(Number.POSITIVE_INFINITY, () => this.#connecting.cancel());
    this.#wire.on('data', (wire: Buffer) => this.#receive(wire));
    this.#wire.on('drain', () => this.#drained());
    this.#wire.on('error', () => undefined); // The status says the same.
    this.#wire.on('status', (one: StatusObject) => this.#lose(problemOf(one.code)));
    this.say(first);
  }

  /** Pieces of sound that were left out. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Says something that must arrive. */
  say(message: PlatformSays): void {
    if (this.#isOver || this.#isEnding) return;
    if (this.#stuck) this.#unreadCount += 1;
    if (this.#unreadCount > MAX_UNREAD) this.#lose(stuck());
    else this.#write(message);
  }

  /** Hands on sound, unless the application does not read. */
  hear(message: PlatformSays): void {
    if (this.#isOver || this.#isEnding) return;
    if (this.#stuck) this.#droppedCount += 1;
    else this.#write(message);
  }

  /** Says the last message and ends the stream in order; breaks it off when the application does not follow. May be called twice. */
  end(last: PlatformSays): void {
    if (this.#isOver || this.#isEnding) return;
    this.#write(last);
    this.#isEnding = true;
    this.#stuck?.cancel();
    this.#stuck = this.#parts.clock.startTimer(GOODBYE_MS, () => this.#lose(null));
    this.#wire.end();
  }

  /** Breaks the stream off without a word. */
  cancel(): void {
    this.#isEnding = true;
    this.#lose(null);
  }

  #write(message: PlatformSays): void {
    if (!this.#wire.write(message)) this.#stuck ??= this.#parts.clock.startTimer(STUCK_MS, () => this.#lose(stuck()));
  }

  #drained(): void {
    if (this.#isEnding) return;
    this.#stuck?.cancel();
    this.#stuck = null;
    this.#unreadCount = 0;
  }

  #receive(wire: Buffer): void {
    if (this.#isOver || this.#isEnding) return;
    const message = parseAppMessage(wire);
    if (message === null || message === 'unknown') this.#parts.listener.onNonsense();
    else this.#parts.listener.onMessage(message);
  }

  #lose(problem: AppError | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#connecting.cancel();
    this.#stuck?.cancel();
    this.#wire.cancel();
    this.#parts.client.close();
    this.#resolveClosed();
    if (!this.#isEnding) this.#parts.listener.onEnd(problem);
  }
}

const stuck = () => new AppError('http.timeout', 'The application does not read what it is told.');

/** What a status of gRPC means; its details are not repeated. */
const problemOf = (code: status): AppError | null => {
  const name = status[code] ?? String(code);
  switch (code) {
    case status.OK:
      return null;
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return new AppError('call.rejected', `The application does not want the call (${name}).`);
    case status.DEADLINE_EXCEEDED:
      return new AppError('http.timeout', `The application did not answer in time (${name}).`);
    default:
      return new AppError('http.network', `The application broke the stream off (${name}).`);
  }
};
