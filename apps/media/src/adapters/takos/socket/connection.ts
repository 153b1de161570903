import { type AppError, type ErrorCode, toAppError } from '@callwright/protocol';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { TakosRoomEnd, TakosRoomListener, TakosTicket } from '../ports.js';
import type { Rooms } from '../sfu/rooms.js';
import type { WebPeer } from '../sfu/web-peer.js';
import { type ClientParts, handleMessage } from './handle-message.js';
import { MessageGate } from './message-gate.js';
import { parseMessage } from './messages.js';
import type { Dialect, Encoding, ServerMessage } from './wording.js';
import {
  errorMessage,
  initMessage,
  joinMessage,
  leaveMessage,
  producerClosedMessages,
  producerMessages,
} from './wording.js';

/** What a connection is made of. */
export type ConnectionParts = {
  readonly socket: WebSocket;
  readonly ticket: TakosTicket;
  readonly rooms: Pick<Rooms, 'enter'>;
  /** As asked for in the address; else told from what the client sends. */
  readonly dialect: Dialect | null;
  readonly encoding: Encoding;
  /** Told of everything that is refused here; for the counts. */
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** Close codes (RFC 6455 §7.4.1; from 4000 on our own). */
export const CLOSE = {
  over: 1000,
  goingAway: 1001,
  policy: 1008,
  lost: 1011,
  later: 1013,
  badToken: 4401,
  replaced: 4409,
  ended: 4410,
} as const;

/** What a client may leave unread; one that leaves more is cut off. */
const MAX_UNSENT_BYTES = 1_048_576;
/** What a socket's close event says of a connection that broke (RFC 6455 §7.1.5). */
const ABNORMAL = 1006;

const endings: Readonly<Record<TakosRoomEnd, readonly [number, string]>> = {
  ended: [CLOSE.over, 'the call is over'],
  replaced: [CLOSE.replaced, 'replaced by a newer connection'],
  lost: [CLOSE.lost, 'the media server was lost'],
  shutdown: [CLOSE.goingAway, 'the server stops'],
};

/** One client on the call socket, from its token to its end. `init` is the first thing it is told. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #gate: MessageGate;
  #client: ClientParts | null = null;
  #peer: WebPeer | null = null;
  #closed: 'left' | 'broken' | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#gate = new MessageGate(parts.clock);
    parts.socket.on('message', (data, isBinary) => this.#receive(isBinary ? null : String(data)));
    parts.socket.on('close', (code) => {
      this.#closed = code === ABNORMAL ? 'broken' : 'left';
      this.#peer?.go(this.#closed);
    });
    this.#gate.run(() => this.#enter());
  }

  async #enter(): Promise<void> {
    const { rooms, ticket, dialect, encoding } = this.#parts;
    try {
      const peer = await rooms.enter(ticket, this.#listener());
      this.#peer = peer;
      if (this.#closed) {
        peer.go(this.#closed);
        return;
      }
      this.#send(initMessage(peer, ticket, encoding));
      this.#client = {
        ...{ peer, send: (message) => this.#send(message), refused: (code) => this.#parts.onRefused(code) },
        ...{ isPinned: dialect !== null, dialect, hasConsumed: false, isConsumedNewest: false },
      };
    } catch (error) {
      this.#turnAway(toAppError(error));
    }
  }

  #turnAway({ code, message, cause }: AppError): void {
    const { log, onRefused } = this.#parts;
    onRefused(code);
    if (code === 'call.busy') this.#close(CLOSE.later, message);
    else if (code === 'call.ended') this.#close(CLOSE.ended, message);
    else {
      log.error({ code, error: String(cause ?? message) }, 'takos peer could not be taken in');
      this.#close(CLOSE.lost, 'there is no media server');
    }
  }

  // What happens before `init` is part of it.
  #listener(): TakosRoomListener {
    const toClient = (messages: (client: ClientParts) => readonly ServerMessage[]) => {
      const client = this.#client;
      if (client) for (const message of messages(client)) client.send(message);
    };
    return {
      joined: (peerId) => toClient(({ peer }) => [joinMessage(peerId, peer.offered)]),
      left: (peerId) => toClient(() => [leaveMessage(peerId)]),
      produced: (producer) => toClient(({ dialect }) => producerMessages(producer, dialect)),
      producerClosed: (producer) => toClient(({ dialect }) => producerClosedMessages(producer, dialect)),
      ended: (reason) => this.#close(...endings[reason]),
    };
  }

  #receive(text: string | null): void {
    const admission = this.#gate.admit();
    if (admission === 'taken') {
      this.#gate.run(() => this.#handle(text));
      return;
    }
    this.#parts.onRefused('api.tooManyRequests');
    if (admission === 'flood') this.#close(CLOSE.policy, 'too many messages');
    else if (this.#client) this.#send(errorMessage('Too many messages'));
  }

  async #handle(text: string | null): Promise<void> {
    const client = this.#client;
    if (!client || this.#closed) return;
    const parsed = parseMessage(text ?? '');
    if (!parsed.ok) {
      this.#parts.onRefused('protocol.badMessage');
      this.#send(errorMessage(parsed.problem, parsed.details === undefined ? {} : { details: parsed.details }));
      return;
    }
    try {
      await handleMessage(parsed.message, client);
    } catch (error) {
      // A bug of ours, or media that went away meanwhile; the socket is then closed by its room.
      this.#parts.log.warn({ type: parsed.message.type, error: String(error) }, 'takos message failed');
      this.#send(errorMessage('Failed to process message'));
    }
  }

  #send(message: ServerMessage): void {
    const { socket } = this.#parts;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate();
    else socket.send(JSON.stringify(message));
  }

  #close(code: number, reason: string): void {
    this.#parts.socket.close(code, reason);
  }
}
