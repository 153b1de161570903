import type { WebSocket } from 'ws';
import type { StartTimer } from '../platform/timers.js';
import type { Handshake } from './handshake.js';

/** Unsent bytes beyond which a client that takes nothing is cut off. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
/** A client has this long to close a socket that we close. */
const CLOSE_TIMEOUT_MS = 2_000;

/** What is sent as text: JSON already, or a reply that knows its own. */
export type Sendable = string | { readonly json: () => string };

/** One open socket of jambonz. Nothing in it throws; after the socket has closed nothing happens. */
export type Session = {
  readonly handshake: Handshake;
  readonly isOpen: boolean;
  /** Sends a text frame. */
  readonly text: (message: Sendable) => void;
  /** Sends sound; only on a recording socket whose `listen` has bidirectional audio that streams. */
  readonly binary: (bytes: Uint8Array) => void;
  /** Closes the socket; jambonz comes back to a call unless the code is 1000, which is the default. */
  readonly close: (code?: number, reason?: string) => void;
};

/** RFC 6455 §7.4.1: the purpose of the connection has been fulfilled. */
const NORMAL = 1000;

/** Makes the session of a socket. */
export const createSession = (socket: WebSocket, handshake: Handshake, startTimer: StartTimer): Session => {
  const send = (data: string | Uint8Array) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate();
    else socket.send(data);
  };
  return {
    handshake,
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    text: (message) => send(typeof message === 'string' ? message : message.json()),
    binary: send,
    close(code = NORMAL, reason = '') {
      if (socket.readyState !== socket.OPEN) return;
      socket.close(code, reason);
      const timer = startTimer(CLOSE_TIMEOUT_MS, () => socket.terminate());
      socket.once('close', () => timer.cancel());
    },
  };
};
