import { lookup as systemLookup } from 'node:dns/promises';
import { AppError, toAppError } from '@callwright/protocol';
import { allowAddresses, type IsAllowed } from './allowed-addresses.js';
import { type OutboundClock, untilAborted, within } from './deadline.js';
import { exchange } from './exchange.js';
import { type Hop, nextHop } from './follow-redirects.js';
import { ACCEPTED_ENCODINGS, readBody } from './read-body.js';
import { isRepeatable, type OutboundHeaders, type OutboundRequest, parseHeaders, parseTarget } from './request.js';
import { type LookUp, resolveServer } from './resolve-server.js';
import { decodeText, flattenHeaders, type OutboundResponse } from './response.js';
import { isWorthRepeating, pauseBefore } from './retry.js';
import { NOBODY, Slots } from './slots.js';

/** How the client works. */
export type OutboundOptions = {
  readonly clock: OutboundClock;
  /** Addresses, ranges (`10.1.0.0/16`) and host names that may be asked although private. Default none. */
  readonly allowPrivate?: readonly string[];
  /** Default: the system's. */
  readonly lookup?: LookUp;
  /** Requests under way at a time; default 50. */
  readonly maxConcurrent?: number;
  /** Requests that wait for a place; one more is refused as `http.busy`. Default 500. */
  readonly maxWaiting?: number;
  /** Certificates to trust instead of the well-known ones, as PEM. */
  readonly ca?: string;
};

/** The one client for requests to servers that are not ours. */
export type OutboundClient = {
  /**
   * Sends a request and reads the whole answer, whatever its status. No message of an error holds a path, query, header or body.
   * @throws AppError `http.*`; an abort rejects with the signal's reason
   */
  readonly send: (request: OutboundRequest, signal: AbortSignal) => Promise<OutboundResponse>;
  /** Ends requests under way, which fail as `http.network`. Idempotent, never throws. */
  readonly close: () => Promise<void>;
};

const MAX_REDIRECTS = 5;

/**
 * Makes a client.
 * @throws Error for an entry of `allowPrivate` that is not understood
 */
export function createOutboundClient(options: OutboundOptions): OutboundClient {
  const client = new Client(options);
  return { send: (request, signal) => client.send(request, signal), close: () => client.close() };
}

type Prepared = { readonly request: OutboundRequest; readonly first: Hop; readonly startedMs: number };

class Client {
  readonly #options: OutboundOptions;
  readonly #isAllowed: IsAllowed;
  readonly #slots: Slots;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(options: OutboundOptions) {
    this.#options = options;
    this.#isAllowed = allowAddresses(options.allowPrivate ?? []);
    this.#slots = new Slots(options.maxConcurrent ?? 50, options.maxWaiting ?? 500);
  }

  async send(request: OutboundRequest, signal: AbortSignal): Promise<OutboundResponse> {
    const { clock } = this.#options;
    const prepared = { request, first: firstHop(request), startedMs: clock.nowMs() };
    const whole = within(request.timeoutMs, clock, AbortSignal.any([signal, this.#closing.signal]), (either) =>
      this.#inTurn(prepared, either),
    );
    const settled = whole.then(nothing, nothing);
    this.#underWay.add(settled);
    void settled.then(() => this.#underWay.delete(settled));
    return whole;
  }

  async close(): Promise<void> {
    this.#closing.abort(new AppError('http.network', 'The client is closed.'));
    await Promise.all(this.#underWay);
  }

  async #inTurn(prepared: Prepared, signal: AbortSignal): Promise<OutboundResponse> {
    const { owner = NOBODY } = prepared.request;
    await this.#slots.enter(owner, signal);
    try {
      return await this.#repeat(prepared, signal);
    } finally {
      this.#slots.leave(owner);
    }
  }

  async #repeat(prepared: Prepared, signal: AbortSignal): Promise<OutboundResponse> {
    const { request, first, startedMs } = prepared;
    const { clock } = this.#options;
    const maxAttempts = isRepeatable(request, first.headers) ? 1 + (request.retries ?? 0) : 1;
    for (let attempts = 1; ; attempts++) {
      const leftMs = startedMs + request.timeoutMs - clock.nowMs();
      const outcome = await this.#attempt(prepared, attempts, leftMs / (maxAttempts - attempts + 1), signal);
      const pauseMs = pauseBefore(outcome, attempts, clock.nowMs());
      const isInTime = clock.nowMs() + pauseMs < startedMs + request.timeoutMs;
      if (attempts >= maxAttempts || !isInTime || !isWorthRepeating(outcome)) return answerOf(outcome);
      await pause(pauseMs, clock, signal);
    }
  }

  /** An attempt ends in time for the others to have their share. */
  async #attempt(
    prepared: Prepared,
    attempts: number,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<OutboundResponse | AppError> {
    const { clock } = this.#options;
    try {
      const { answer, body, url } = await within(Math.max(1, timeoutMs), clock, signal, (either) =>
        this.#follow(prepared, either),
      );
      const headers = flattenHeaders(answer.headers);
      return {
        status: answer.statusCode ?? 0,
        headers,
        body,
        text: () => decodeText(body, headers['content-type']),
        url: url.href,
        attempts,
        durationMs: Math.max(0, clock.nowMs() - prepared.startedMs),
      };
    } catch (error) {
      signal.throwIfAborted();
      return toAppError(error, 'http.network');
    }
  }

  async #follow({ request, first }: Prepared, signal: AbortSignal) {
    const maxRedirects = request.maxRedirects ?? MAX_REDIRECTS;
    let hop = first;
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await this.#ask(hop, signal);
      const next = whereTo(hop, answer);
      if (!next) return { answer, body: await readBody(answer, hop.method, request.maxBytes, signal), url: hop.url };
      hop = next;
    }
    throw new AppError('http.tooManyRedirects', `There were more than ${maxRedirects} redirects.`);
  }

  async #ask(hop: Hop, signal: AbortSignal) {
    const lookUp = this.#options.lookup ?? systemLookUp;
    const addresses = await untilAborted(resolveServer(hop.url, lookUp, this.#isAllowed), signal);
    return exchange({ ...hop, addresses, ca: this.#options.ca }, signal);
  }
}

const nothing = () => undefined;

const systemLookUp: LookUp = (hostname) => systemLookup(hostname, { all: true });

/** The next address; what the redirect itself says is not read. */
function whereTo(hop: Hop, answer: Parameters<typeof nextHop>[1]): Hop | null {
  try {
    const next = nextHop(hop, answer);
    if (next) answer.destroy();
    return next;
  } catch (error) {
    answer.destroy();
    throw error;
  }
}

const firstHop = ({ method, url, headers, body }: OutboundRequest): Hop => ({
  method,
  url: parseTarget(url),
  headers: withDefaults(parseHeaders(headers)),
  body: typeof body === 'string' ? new TextEncoder().encode(body) : (body ?? null),
});

const withDefaults = (headers: OutboundHeaders): OutboundHeaders => ({
  'user-agent': 'Callwright',
  accept: '*/*',
  'accept-encoding': ACCEPTED_ENCODINGS,
  ...headers,
});

const answerOf = (outcome: OutboundResponse | AppError): OutboundResponse => {
  if (outcome instanceof AppError) throw outcome;
  return outcome;
};

const pause = (pauseMs: number, clock: OutboundClock, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const giveUp = () => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = clock.startTimer(pauseMs, () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
    signal.addEventListener('abort', giveUp, { once: true });
  });
