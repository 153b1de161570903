import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type CallId, callId, type ErrorCode, errorCodes, toAppError } from '@callwright/protocol';
import type { Principal } from '../../calls/principal.js';
import type { AgentFields, AskedBeside } from '../../control/agent-caller.js';
import type { Clock } from '../../platform/clock.js';
import type { IceServer } from '../../platform/ice-servers.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { OnCall, ProtocolAdapter } from '../protocol-adapter.js';
import { corsHeaders, type IsReadableBy } from './cors.js';
import { OfferLeg, type OfferOutcome } from './leg.js';
import { type OfferRequest, parseOfferRequest } from './offer-request.js';
import { readBody } from './read-body.js';
import { withOpusTerms, withPublicAddresses } from './sdp-terms.js';
import type { SessionCallbacks } from './session-callbacks.js';

/** What the adapter is made of. */
export type OfferOptions = {
  readonly onCall: OnCall;
  /** Who calls, and which line. @throws AppError `auth.*` */
  readonly findCaller: (
    fields: AgentFields,
    beside: AskedBeside,
  ) => { readonly principal: Principal; readonly to: string };
  readonly isReadableBy: IsReadableBy;
  /** Told to pages that ask. @throws AppError `auth.*` when a credential is none of ours */
  readonly iceServersFor: (credential: string | null) => readonly IceServer[];
  /** Told in answers instead of our own addresses; none: those stay. */
  readonly publicAddresses: readonly string[];
  /** Before the random part of a call's id. */
  readonly callIdPrefix: string;
  /** 128 random bits, in letters that an address may hold. */
  readonly newSuffix: () => string;
  readonly callbacks: SessionCallbacks;
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** Addresses of seed 4; the last is ours. */
const PATHS = { offer: '/webrtc/v1/offer', hangup: '/webrtc/v1/hangup', ice: '/webrtc/v1/iceservers' } as const;
const MAX_BODY_BYTES = 1024 * 1024;
/** Spec 4 §A: the whole handshake. */
const HANDSHAKE_MS = 15_000;

/** Seed 4's HTTP signalling: an offer is one request, and so is a hang-up. */
export const createOfferAdapter = (options: OfferOptions): ProtocolAdapter => {
  const server = new OfferServer(options);
  return {
    name: 'offer',
    request: (request, response, { pathname, searchParams }) =>
      server.take({ request, response, pathname, searchParams }),
    counts: () => ({ calls: server.count }),
    close: () => server.close(),
  };
};

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pathname: string;
  readonly searchParams: URLSearchParams;
};

class OfferServer {
  readonly #options: OfferOptions;
  readonly #legs = new Map<CallId, OfferLeg>();
  #closing: Promise<void> | null = null;

  constructor(options: OfferOptions) {
    this.#options = options;
  }

  /** Calls that have not ended. */
  get count(): number {
    return this.#legs.size;
  }

  /** @returns false for a path of somebody else */
  take(exchange: Exchange): boolean {
    const { request, response, pathname } = exchange;
    const path = Object.values(PATHS).find((one) => one === pathname);
    if (path === undefined) return false;
    for (const [name, value] of Object.entries(corsHeaders(request, this.#options.isReadableBy)))
      if (value !== undefined) response.setHeader(name, value);
    const wanted = path === PATHS.ice ? 'GET' : 'POST';
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (request.method !== wanted) refuse(response, 405, 'method not allowed');
    else if (path === PATHS.ice) this.#tellIceServers(exchange);
    else if (path === PATHS.hangup) this.#hangUp(exchange);
    else runInBackground('offer', this.#offer(exchange), this.#options.log);
    return true;
  }

  close(): Promise<void> {
    this.#closing ??= Promise.resolve().then(() => {
      for (const leg of this.#legs.values()) leg.vanish();
    });
    return this.#closing;
  }

  #tellIceServers({ request, response, searchParams }: Exchange): void {
    try {
      const iceServers = this.#options.iceServersFor(credentialOf(request, searchParams));
      response.setHeader('cache-control', 'no-store');
      sendJson(response, { iceServers });
    } catch (thrown) {
      this.#refuse(response, thrown);
    }
  }

  #hangUp({ response, searchParams }: Exchange): void {
    const id = searchParams.get('call_id') ?? '';
    if (id === '') {
      refuse(response, 400, 'missing call_id');
      return;
    }
    const known = callId.safeParse(id);
    if (known.success) this.#legs.get(known.data)?.hangUp();
    response.writeHead(204).end();
  }

  async #offer(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const { clock, onRefused } = this.#options;
    const read = await readBody(request, { maxBytes: MAX_BODY_BYTES, timeoutMs: HANDSHAKE_MS, clock });
    const parsed = read.ok ? parseOfferRequest(read.body) : read;
    if ('offer' in parsed) return this.#call(parsed.offer, exchange);
    onRefused('protocol.badMessage');
    // What is left of a body that is too big is not waited for.
    if (!read.ok) response.setHeader('connection', 'close');
    refuse(response, 400, 'problem' in parsed ? `${read.ok ? '' : 'read body: '}${parsed.problem}` : '');
  }

  async #call(offer: OfferRequest, exchange: Exchange): Promise<void> {
    const { response } = exchange;
    try {
      const { leg, principal } = this.#legOf(offer, exchange);
      this.#legs.set(leg.callId, leg);
      const { outcome, isTaken } = await this.#handshake(leg, principal, exchange);
      if (!isTaken) return;
      if ('sdp' in outcome) this.#answer(response, outcome.sdp, leg.callId);
      else if (outcome.isOverload) refuse(response, 503, outcome.problem);
      else refuse(response, 500, `handshake: ${outcome.problem}`);
    } catch (thrown) {
      this.#refuse(response, thrown);
    }
  }

  #refuse(response: ServerResponse, thrown: unknown): void {
    const { code, message } = toAppError(thrown);
    if (code === 'internal') this.#options.log.error({ error: String(thrown) }, 'offer could not be taken in');
    this.#options.onRefused(code);
    refuse(response, errorCodes[code].httpStatus, code === 'internal' ? 'something went wrong' : message);
  }

  #legOf(offer: OfferRequest, { request, searchParams }: Exchange) {
    if (this.#closing !== null) throw new AppError('call.busy', 'The server is stopping.');
    const { clock, log, findCaller, callIdPrefix, newSuffix } = this.#options;
    const { principal, to } = findCaller(offer, {
      credential: credentialOf(request, searchParams),
      line: searchParams.get('line'),
    });
    const id = callId.parse(`${callIdPrefix}-${newSuffix()}`);
    const leg = new OfferLeg({
      ...{ callId: id, offer, to, clock, log: log.child({ callId: id }) },
      onEnd: (reason) => this.#forget(id, reason),
    });
    return { leg, principal };
  }

  /** Begins the call and waits for its answer; a browser that does not wait for it has hung up. */
  async #handshake(
    leg: OfferLeg,
    principal: Principal,
    { request, response }: Exchange,
  ): Promise<{ readonly outcome: OfferOutcome; readonly isTaken: boolean }> {
    const { clock, onCall, callbacks } = this.#options;
    let isTaken = true;
    const onGone = () => {
      isTaken = false;
      leg.vanish();
    };
    response.once('close', onGone);
    const timer = clock.startTimer(HANDSHAKE_MS, () => leg.vanish('there was no answer in time'));
    try {
      await onCall(leg, principal);
      callbacks.started(leg.callId, peerOf(request));
      return { outcome: await leg.outcome, isTaken };
    } catch (error) {
      this.#legs.delete(leg.callId);
      throw error;
    } finally {
      timer.cancel();
      response.off('close', onGone);
    }
  }

  #answer(response: ServerResponse, sdp: string, id: CallId): void {
    const told = withPublicAddresses(withOpusTerms(sdp), this.#options.publicAddresses);
    sendJson(response, { sdp: told, type: 'answer', call_id: id });
  }

  #forget(id: CallId, reason: string): void {
    this.#legs.delete(id);
    this.#options.callbacks.ended(id, reason);
  }
}

const credentialOf = ({ headers }: IncomingMessage, query: URLSearchParams): string | null =>
  query.get('token') ?? /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;

// Spec 4 §A: `<X-Forwarded-For or remote address> ua="<User-Agent>"`.
const peerOf = ({ headers, socket }: IncomingMessage): string => {
  const address = headers['x-forwarded-for'] ?? socket.remoteAddress ?? '';
  return `${String(address).slice(0, 200)} ua="${(headers['user-agent'] ?? '').slice(0, 300)}"`;
};

type Answer = { readonly status: number; readonly type: string; readonly text: string };

const sendJson = (response: ServerResponse, value: unknown): void =>
  send(response, { status: 200, type: 'application/json', text: JSON.stringify(value) });

const refuse = (response: ServerResponse, status: number, problem: string): void => {
  if (!response.headersSent) response.setHeader('x-content-type-options', 'nosniff');
  send(response, { status, type: 'text/plain; charset=utf-8', text: problem });
};

// Spec 4 §A: every body ends with the end of a line. Who has gone is told nothing.
const send = (response: ServerResponse, { status, type, text }: Answer): void => {
  if (response.headersSent || response.destroyed) return;
  const body = `${text}\n`;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};
