import { WebSocket } from 'ws';
import type { Clock, Timer } from '../../../platform/clock.js';
import { type DialogCommand, dialogCommand, MAX_FRAME_BYTES, parseDialog } from '../messages.js';

/** What a line is made of. */
export type DialogLineParts = {
  /** With everything the application is told in its query; never logged. */
  readonly url: URL;
  readonly callId: string;
  /** Addresses that may be connected to. @throws AppError `http.network`, `http.refusedAddress` */
  readonly addressesOf: (url: URL) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  /** How often a line that was lost is dialled again. */
  readonly reconnectAttempts: number;
  readonly clock: Clock;
  readonly listener: DialogLineListener;
};

/** What a line tells; nothing after `close`. */
export type DialogLineListener = {
  /** The line is open; `isAgain`: after it was lost. */
  readonly onOpen: (isAgain: boolean) => void;
  readonly onCommand: (command: DialogCommand) => void;
  /** It was lost, and is dialled again. */
  readonly onLost: () => void;
  /** It was dialled again in vain, and will be once more. */
  readonly onFailedAgain: () => void;
  /** There will be no line any more. `closed`: the application wants no more; `unreachable`: it never was there. */
  readonly onOver: (why: 'closed' | 'lost' | 'unreachable') => void;
};

/** Spec 4 §B, "Dialling": to connect, to write, and for the application to say anything at all. */
const DIAL_MS = 5_000;
const WRITE_MS = 5_000;
const READ_MS = 5 * 60_000;
/** Spec 4 §B, "Ordering / closing": between attempts, doubling. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const CLOSE_MS = 5_000;
/** What is said while there is no line is kept for the next; the oldest goes first. */
const MAX_KEPT = 100;
const MAX_UNSENT_BYTES = 1024 * 1024;
/** RFC 6455 §5.5: the reason of a close has 123 bytes at most. */
const MAX_REASON_BYTES = 123;
const NORMAL = 1000;
const GOING_AWAY = 1001;

/** The connection of one call with its dialog application, over as many sockets as it takes. */
export class DialogLine {
  readonly #parts: DialogLineParts;
  #socket: WebSocket | null = null;
  #state: 'new' | 'dialling' | 'open' | 'closed' = 'new';
  #hadLine = false;
  #attempts = 0;
  #kept: string[] = [];
  #timer: Timer | null = null;
  #readTimer: Timer | null = null;

  constructor(parts: DialogLineParts) {
    this.#parts = parts;
  }

  /** Dials; once. */
  open(): void {
    if (this.#state === 'new') void this.#dial();
  }

  /** Sends one frame, or keeps it until there is a line again. */
  send(frame: string): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open' && this.#socket) this.#write(this.#socket, frame);
    else if (this.#kept.push(frame) > MAX_KEPT) this.#kept.shift();
  }

  /** Sends a last frame and closes the line in order. Resolves when it is closed; may be called twice. */
  async close(lastFrame: string, reason: string): Promise<void> {
    const socket = this.#state === 'open' ? this.#socket : null;
    this.#stop();
    if (!socket) return this.#socket?.terminate();
    await new Promise<void>((resolve) => {
      const timer = this.#parts.clock.startTimer(CLOSE_MS, () => socket.terminate());
      socket.once('close', () => {
        timer.cancel();
        resolve();
      });
      socket.send(lastFrame, () => socket.close(NORMAL, fitting(reason)));
    });
  }

  #stop(): void {
    this.#state = 'closed';
    this.#timer?.cancel();
    this.#readTimer?.cancel();
    this.#kept = [];
  }

  async #dial(): Promise<void> {
    const { url, addressesOf } = this.#parts;
    this.#state = 'dialling';
    try {
      const [found] = await this.#inTime(addressesOf(url));
      if (this.#state !== 'dialling') return;
      if (found) this.#connect(url, found);
      else this.#miss();
    } catch {
      // Which name is unknown or not allowed is in no message of ours: addresses are the workspace's own.
      if (this.#state === 'dialling') this.#miss();
    }
  }

  #inTime<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#timer = this.#parts.clock.startTimer(DIAL_MS, () => reject(new Error('The name was not found in time.')));
      work.then(resolve, reject).finally(() => this.#timer?.cancel());
    });
  }

  #connect(url: URL, { address, family }: { readonly address: string; readonly family: number }): void {
    const socket = new WebSocket(url, {
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
      // The address that was checked, and no other the name may have by now.
      lookup: (_host, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family)),
    });
    this.#socket = socket;
    this.#timer = this.#parts.clock.startTimer(DIAL_MS, () => socket.terminate());
    // Unheard, an error of a socket ends the process; what follows from it is done at `close`.
    socket.on('error', () => undefined);
    socket.on('open', () => this.#opened(socket));
    socket.on('message', (data, isBinary) => this.#receive(socket, isBinary ? null : String(data)));
    socket.on('close', (code) => this.#closed(socket, code));
  }

  #opened(socket: WebSocket): void {
    if (this.#state !== 'dialling') {
      socket.terminate();
      return;
    }
    this.#timer?.cancel();
    const isAgain = this.#hadLine;
    this.#state = 'open';
    this.#hadLine = true;
    this.#attempts = 0;
    this.#awaitMessage(socket);
    this.#parts.listener.onOpen(isAgain);
    for (const frame of this.#kept.splice(0)) this.send(frame);
  }

  #receive(socket: WebSocket, frame: string | null): void {
    if (this.#state !== 'open' || socket !== this.#socket) return;
    this.#awaitMessage(socket);
    const command = frame === null ? null : parseDialog(dialogCommand, frame);
    if (command && (!command.call_id || command.call_id === this.#parts.callId))
      this.#parts.listener.onCommand(command);
  }

  // An application that says nothing for so long is taken for a connection that is broken.
  #awaitMessage(socket: WebSocket): void {
    this.#readTimer?.cancel();
    this.#readTimer = this.#parts.clock.startTimer(READ_MS, () => socket.terminate());
  }

  #write(socket: WebSocket, frame: string): void {
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) {
      socket.terminate();
      return;
    }
    const timer = this.#parts.clock.startTimer(WRITE_MS, () => socket.terminate());
    socket.send(frame, () => timer.cancel());
  }

  #closed(socket: WebSocket, code: number): void {
    this.#timer?.cancel();
    this.#readTimer?.cancel();
    if (this.#state === 'closed' || socket !== this.#socket) return;
    const wasOpen = this.#state === 'open';
    if (wasOpen && (code === NORMAL || code === GOING_AWAY)) {
      this.#finish('closed');
      return;
    }
    if (!wasOpen) {
      this.#miss();
      return;
    }
    if (this.#parts.reconnectAttempts === 0) {
      this.#finish('lost');
      return;
    }
    this.#state = 'dialling';
    this.#parts.listener.onLost();
    this.#dialLater();
  }

  #miss(): void {
    this.#timer?.cancel();
    if (!this.#hadLine) {
      this.#finish('unreachable');
      return;
    }
    if (this.#attempts >= this.#parts.reconnectAttempts) {
      this.#finish('lost');
      return;
    }
    this.#parts.listener.onFailedAgain();
    this.#dialLater();
  }

  #dialLater(): void {
    // A listener may have closed the line.
    if (this.#state !== 'dialling') return;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#attempts, LONGEST_PAUSE_MS);
    this.#attempts += 1;
    this.#timer = this.#parts.clock.startTimer(pauseMs, () => void this.#dial());
  }

  #finish(why: 'closed' | 'lost' | 'unreachable'): void {
    this.#stop();
    this.#parts.listener.onOver(why);
  }
}

const fitting = (reason: string): string => {
  let fits = reason;
  while (Buffer.byteLength(fits) > MAX_REASON_BYTES) fits = [...fits].slice(0, -1).join('');
  return fits;
};
