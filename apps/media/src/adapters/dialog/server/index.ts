import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, type CallId, callId, type ErrorCode, errorCodes, toAppError } from '@callwright/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Principal } from '../../../calls/principal.js';
import type { AgentFields, AskedBeside } from '../../../control/agent-caller.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import type { OnCall, ProtocolAdapter } from '../../protocol-adapter.js';
import { type DialogEventOf, dialogEvent, MAX_FRAME_BYTES, parseDialog } from '../messages.js';
import { DialogLeg } from './leg.js';

/** What the adapter is made of. */
export type DialogServerOptions = {
  readonly onCall: OnCall;
  /** Who calls, and which line. @throws AppError `auth.*` */
  readonly findCaller: (
    fields: AgentFields,
    beside: AskedBeside,
  ) => { readonly principal: Principal; readonly to: string };
  readonly onRefused: (code: ErrorCode) => void;
  /** Sockets open at a time; more are refused with 503. */
  readonly maxSockets: number;
  readonly clock: Clock;
  readonly log: Log;
};

/** Where voice servers dial: the address of spec 4, and the one of older ones. */
const PATHS: ReadonlySet<string> = new Set(['/ws/dialog', '/ws/call']);
const CALL_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const MAX_WIRE_ID = 512;
/** The first event must come within this time. */
const FIRST_EVENT_MS = 15_000;
/** RFC 6455 §7.4.1. */
const POLICY_VIOLATION = 1008;
const FIELDS = ['apiKey', 'apiSecret', 'agentId', 'payload'] as const;

/** The dialog WebSocket that a voice server dials for each of its calls: seed 4 seen from its other end. */
export const createDialogServerAdapter = (options: DialogServerOptions): ProtocolAdapter => {
  const server = new DialogServer(options);
  return {
    name: 'dialog',
    upgrade: (request, socket, head, url) => PATHS.has(url.pathname) && server.take({ request, socket, head, url }),
    counts: () => server.counts,
    close: () => server.close(),
  };
};

type Handshake = {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly url: URL;
};

/** A voice server that may speak for a call. */
type Guest = {
  readonly wireId: string;
  /** Everything it said of itself: who dials again says the same. */
  readonly query: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly principal: Principal;
  readonly to: string;
};

class DialogServer {
  readonly #options: DialogServerOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  readonly #legs = new Map<string, { readonly leg: DialogLeg; readonly query: string }>();
  #closing: Promise<void> | null = null;

  constructor(options: DialogServerOptions) {
    this.#options = options;
  }

  /** Calls that have not ended, and sockets that are open. */
  get counts(): { readonly calls: number; readonly sockets: number } {
    return { calls: this.#legs.size, sockets: this.#server.clients.size };
  }

  /** Always true: the handshake is taken, or refused. */
  take(handshake: Handshake): true {
    const { request, socket, head } = handshake;
    try {
      const guest = this.#admit(handshake);
      this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client, guest));
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#options.onRefused(error.code);
      refuseUpgrade(socket, errorCodes[error.code].httpStatus, error.message);
    }
    return true;
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      for (const { leg } of this.#legs.values()) leg.terminate();
      for (const client of this.#server.clients) client.terminate();
      this.#server.close(() => resolve());
    });
    return this.#closing;
  }

  #admit({ request, url: { searchParams: query } }: Handshake): Guest {
    const { findCaller, maxSockets } = this.#options;
    const wireId = query.get('call_id') ?? '';
    if (wireId === '') throw new AppError('protocol.badMessage', 'missing call_id');
    if (wireId.length > MAX_WIRE_ID) throw new AppError('protocol.badMessage', 'call_id is too long');
    if (this.#server.clients.size >= maxSockets) throw new AppError('call.busy', 'All lines are busy.');
    const fields = Object.fromEntries(
      FIELDS.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? '']] : [])),
    );
    const credential = query.get('token') ?? /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const caller = findCaller(fields, { credential, line: query.get('line') });
    const guest = { wireId, query: hashOf(`${query} ${credential}`), fields, ...caller };
    const live = this.#legs.get(wireId);
    if (live && live.query !== guest.query) throw new AppError('auth.forbidden', 'This call is led by somebody else.');
    return guest;
  }

  #welcome(client: WebSocket, guest: Guest): void {
    // A frame that breaks RFC 6455 is an error of the socket, which closes it; unheard it would end the process.
    client.on('error', (error) => this.#options.log.debug({ error: error.message }, 'dialog socket error'));
    const live = this.#legs.get(guest.wireId);
    if (live) live.leg.attach(client);
    else this.#awaitFirst(client, guest);
  }

  #awaitFirst(client: WebSocket, guest: Guest): void {
    const { clock, onRefused } = this.#options;
    const turnAway = () => {
      onRefused('protocol.firstCommand');
      client.close(POLICY_VIOLATION, 'protocol.firstCommand');
    };
    const watchdog = clock.startTimer(FIRST_EVENT_MS, turnAway);
    client.once('close', () => watchdog.cancel());
    client.once('message', (data, isBinary) => {
      watchdog.cancel();
      const first = isBinary ? null : parseDialog(dialogEvent, String(data));
      const isOurs = !first?.call_id || first.call_id === guest.wireId;
      if (first?.type === 'call.started' && isOurs) this.#begin(client, guest, first);
      else turnAway();
    });
  }

  #begin(client: WebSocket, guest: Guest, started: DialogEventOf<'call.started'>): void {
    const live = this.#legs.get(guest.wireId);
    // It dialled twice before it said a word.
    if (live) {
      live.query === guest.query ? live.leg.attach(client) : client.terminate();
      return;
    }
    const { clock, log, onRefused } = this.#options;
    const { wireId, query, fields, to } = guest;
    const parts = { callId: idOf(wireId), wireId, to, started, forApplication: fields, clock };
    const leg = new DialogLeg({ ...parts, onBadFrame: onRefused });
    this.#legs.set(wireId, { leg, query });
    leg.attach(client);
    runInBackground('dialog call', this.#call(leg, guest), log.child({ callId: leg.callId }));
  }

  async #call(leg: DialogLeg, { principal, wireId }: Guest): Promise<void> {
    const { onCall, onRefused, log } = this.#options;
    try {
      const call = await onCall(leg, principal);
      await call.ended;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') log.error({ error: String(thrown) }, 'dialog call could not be taken in');
      onRefused(error.code);
      await leg.refuse(error.code);
    } finally {
      this.#legs.delete(wireId);
    }
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

// Ids of other protocols (a Call-ID of SIP) may have letters that ours have not.
const idOf = (wireId: string): CallId =>
  callId.parse(CALL_ID.test(wireId) ? wireId : `d-${hashOf(wireId).slice(0, 32)}`);

const refuseUpgrade = (socket: Duplex, status: number, problem: string): void => {
  const body = `${problem}\n`;
  const reasons: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    503: 'Service Unavailable',
  };
  const head = [`HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}`, 'content-type: text/plain; charset=utf-8'];
  socket.end([...head, `content-length: ${Buffer.byteLength(body)}`, 'connection: close', '', body].join('\r\n'));
};
