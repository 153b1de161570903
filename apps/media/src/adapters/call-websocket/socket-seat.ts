import { type CallId, type SessionEvent, trackId } from '@callwright/protocol';
import type { WebSocket } from 'ws';
import type { CallClient } from '../../calls/call-client.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Wording } from './messages.js';
import { formatEvent } from './translate.js';

/** What a seat is made of. */
export type SocketSeatParts = {
  readonly callId: CallId;
  readonly socket: WebSocket;
  readonly wording: Wording;
  /** Whether a client that has lost its socket may come back with another one. */
  readonly mayReturn: boolean;
  /** Nobody sits in it any more, and nobody will. Called once. */
  readonly onLeft: () => void;
  /** Everything that is told, as it stands on the wire. */
  readonly onEvent?: (text: string) => void;
  readonly clock: Clock;
};

/** So long a call is kept whose client has lost its socket. */
export const RETURN_MS = 10_000;
/** Events kept for a client that may come back; the oldest go first. */
const MAX_KEPT = 1000;
/** Unsent bytes beyond which a client is taken for dead: some minutes of events. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
/** Sound that waits to be sent beyond which more is left out: two seconds of the largest. */
const MAX_UNSENT_SOUND_BYTES = 64 * 1024;
const CLOSE_TIMEOUT_MS = 2_000;
/** RFC 6455 §7.4.1: the purpose of the connection has been fulfilled. */
const NORMAL = 1000;
/** RFC 6455 §7.4.1: a client that broke the rules. */
export const POLICY_VIOLATION = 1008;

/**
 * Who holds a call socket: told events as text frames, in their own dialect. Where they may come back, what happens while
 * they have no socket is told them then.
 */
export class SocketSeat implements CallClient {
  readonly #parts: SocketSeatParts;
  readonly #gone = new AbortController();
  #socket: WebSocket | null;
  #kept: SessionEvent[] = [];
  #missedCount = 0;
  #timer: Timer | null = null;
  #isEnded = false;
  #hasLeft = false;
  #closing: Promise<void> | null = null;

  constructor(parts: SocketSeatParts) {
    this.#parts = parts;
    this.#socket = parts.socket;
    this.#watch(parts.socket);
  }

  /** Aborted when the client has gone for good. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  get mayReturn(): boolean {
    return this.#parts.mayReturn;
  }

  /** Takes the place of a socket that is lost, or will be: what has happened meanwhile is told at once, in order. */
  take(socket: WebSocket): void {
    const before = this.#socket;
    this.#timer?.cancel();
    this.#socket = socket;
    before?.close(POLICY_VIOLATION, 'taken over');
    this.#watch(socket);
    const { clock, callId } = this.#parts;
    const about = { timestamp: clock.nowMs(), trackId: trackId.parse(callId) };
    this.#write({ event: 'reconnect', ...about, missed: this.#missedCount });
    this.#missedCount = 0;
    for (const event of this.#kept.splice(0)) this.#write(event);
    if (this.#isEnded) void closeSocket(socket, clock);
  }

  send(event: SessionEvent): void {
    if (this.#hasLeft) return;
    if (this.#socket) {
      this.#write(event);
      return;
    }
    this.#kept.push(event);
    if (this.#kept.length <= MAX_KEPT) return;
    this.#kept.shift();
    this.#missedCount += 1;
  }

  /** Sound for a client that takes it as bytes; what it does not read in time is left out. */
  sendSound(bytes: Uint8Array): void {
    const socket = this.#socket;
    if (socket?.readyState === socket?.OPEN && (socket?.bufferedAmount ?? 0) < MAX_UNSENT_SOUND_BYTES)
      socket?.send(bytes, { binary: true });
  }

  /** The call is over. A client without a socket may still come for its end. */
  close(): Promise<void> {
    this.#isEnded = true;
    this.#closing ??= this.#socket ? closeSocket(this.#socket, this.#parts.clock) : Promise.resolve();
    return this.#closing;
  }

  /** Nobody is waited for any more. May be called twice. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#timer?.cancel();
    this.#kept = [];
    this.#gone.abort();
    this.#parts.onLeft();
  }

  #watch(socket: WebSocket): void {
    const lose = (): void => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (this.#parts.mayReturn && !this.#isEnded) {
        this.#timer = this.#parts.clock.startTimer(RETURN_MS, () => this.leave());
      } else this.leave();
    };
    if (socket.readyState === socket.CLOSED) lose();
    else socket.once('close', lose);
  }

  #write(event: SessionEvent): void {
    const { wording, onEvent } = this.#parts;
    const text = formatEvent(event, wording);
    if (text === null || !this.#socket) return;
    onEvent?.(text);
    sendOrDrop(this.#socket, text);
  }
}

/** Sends a text, or ends the socket of a client that has not taken those before it. */
export const sendOrDrop = (socket: WebSocket, text: string): void => {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate();
  else socket.send(text);
};

const closeSocket = (socket: WebSocket, clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) return resolve();
    const timer = clock.startTimer(CLOSE_TIMEOUT_MS, () => socket.terminate());
    socket.once('close', () => {
      timer.cancel();
      resolve();
    });
    socket.close(NORMAL);
  });
