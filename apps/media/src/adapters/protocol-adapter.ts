import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { CallLeg } from '../calls/call-leg.js';
import type { CallSession } from '../calls/call-session.js';
import type { Principal } from '../calls/principal.js';

/** What an adapter does with a call that has arrived; resolves when it has begun. @throws AppError when it may not */
export type OnCall = (leg: CallLeg, principal: Principal) => Promise<CallSession>;

/** One wire protocol. An adapter parses, builds a leg and hands it over; it knows no more. */
export type ProtocolAdapter = {
  readonly name: string;
  /** Takes over a WebSocket handshake for one of its paths; false when the path is none of them. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) => boolean;
  /** Answers an HTTP request for one of its paths, whatever its method; false when the path is none of them. */
  readonly request?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  /** Listens where it has a port of its own, or starts what it needs. @throws Error when a port is taken */
  readonly start?: () => Promise<void>;
  /** What it holds open at this time, by kind; for the metrics and for tests that nothing is left. */
  readonly counts?: () => Readonly<Record<string, number>>;
  /** Closes what is still open. May be called twice. */
  readonly close: () => Promise<void>;
};
