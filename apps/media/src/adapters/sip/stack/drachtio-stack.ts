import { toAppError } from '@callwright/protocol';
import type { SipEndpoint, SipRequest, SipResponse } from '@callwright/sip';
import Srf from 'drachtio-srf';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { HeardMessage } from '../trace/call-traces.js';
import { bodyOf, contentOf, readRequest, readResponse, sourceOf } from './drachtio-messages.js';
import {
  type IncomingRequest,
  type IncomingResponse,
  type MessageContent,
  type OutgoingRequest,
  type ResponseListener,
  type SentRequest,
  SipSendError,
  type SipSource,
  type SipStack,
} from './sip-stack.js';

/** Which server to talk to. */
export type DrachtioAddress = {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly isTls?: boolean;
};

/** What the stack is made of. */
export type DrachtioStackOptions = {
  readonly address: DrachtioAddress;
  /** Told of every message the server hands over: those it sends by itself, and repetitions, are not among them. */
  readonly trace?: (heard: HeardMessage) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** Requests that begin something; those of a dialog come to whoever began it. */
const VERBS = ['invite', 'register', 'options', 'subscribe', 'message', 'refer', 'notify', 'publish', 'info'];
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** drachtio-srf wants 5000 at least. */
const PING_MS = 15_000;

/**
 * SIP by drachtio-srf. Its dialogs are not used: they lose re-INVITEs after one that failed, and tell no early media
 * apart; its transactions are. Reconnects by itself, with pauses that grow.
 */
export class DrachtioStack implements SipStack {
  readonly #options: DrachtioStackOptions;
  readonly #onGone = new Set<() => void>();
  #srf: Srf | null = null;
  /** Where the server is reached by others, as far as it tells. */
  #local: SipEndpoint = { address: '0.0.0.0', port: 5060 };
  #isConnected = false;
  #isClosed = false;
  #retry: Timer | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #listener: (request: IncomingRequest) => void = () => undefined;
  #connectionListener: (isConnected: boolean) => void = () => undefined;

  constructor(options: DrachtioStackOptions) {
    this.#options = options;
  }

  /** Begins to connect; `onConnection` tells when it has. */
  open(): void {
    const { host, port, secret, isTls } = this.#options.address;
    const srf = new Srf();
    this.#srf = srf;
    for (const verb of VERBS) srf.use(verb, this.#take);
    srf.use(this.#take);
    srf.on('connect', (error: unknown, hosts: unknown) => this.#connected(error, hosts));
    srf.on('error', (error: unknown) =>
      this.#options.log.debug({ error: toAppError(error).message }, 'connection to the SIP server failed'),
    );
    srf.on('close', () => this.#closed(srf));
    // It would go on by itself, but without TLS, and for ever; so do we, with a new one.
    const reconnect = { maxAttempts: 1, retryMaxDelay: LONGEST_PAUSE_MS };
    void srf.connect({
      host,
      port,
      secret,
      reconnect,
      enablePing: true,
      pingInterval: PING_MS,
      ...(isTls && { tls: {} }),
    });
  }

  isConnected(): boolean {
    return this.#isConnected;
  }

  onRequest(listener: (request: IncomingRequest) => void): void {
    this.#listener = listener;
  }

  onConnection(listener: (isConnected: boolean) => void): void {
    this.#connectionListener = listener;
  }

  send(
    { method, uri, proxy, dialogId, ...content }: OutgoingRequest,
    onResponse: ResponseListener,
  ): Promise<SentRequest> {
    // Answers may come in one piece with the word that it was sent, which is to be heard first.
    let early: (() => void)[] | null = [];
    const sent = new Promise<SentRequest>((resolve, reject) => {
      const srf = this.#srf;
      if (srf === null || !this.#isConnected) return reject(notConnected());
      const gone = () => reject(notConnected());
      this.#onGone.add(gone);
      const options: Srf.OutgoingRequest = {
        method,
        // A dialog knows its own target.
        uri: uri ?? 'sip:placeholder',
        ...(proxy !== undefined && { proxy }),
        ...(dialogId !== undefined && { stackDialogId: dialogId }),
        ...contentOf(content),
      };
      this.#guarded(() =>
        srf.request(options, (error, request) => {
          this.#onGone.delete(gone);
          const message = request && readRequest(request.raw);
          if (!request || !message) return reject(sendErrorOf(error));
          this.#trace('out', request.raw, sourceOf(request));
          request.on('response', (response: Srf.Response, acknowledge: Srf.Acknowledge) => {
            const incoming = this.#responseOf(response, acknowledge);
            const tell = () => incoming && this.#guarded(() => onResponse(incoming));
            if (early) early.push(tell);
            else tell();
          });
          resolve(this.#sentOf(request, message));
        }),
      );
    });
    const tellEarly = () => {
      for (const tell of early ?? []) tell();
      early = null;
    };
    // Behind whoever waits for it: they have seen the promise by the time it is settled.
    void sent.then(
      () => queueMicrotask(tellEarly),
      () => undefined,
    );
    return sent;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#retry?.cancel();
    this.#guarded(() => this.#srf?.disconnect());
  }

  readonly #take: Srf.Handler = (request, response) => {
    const message = readRequest(request.raw);
    if (message === null) {
      if (request.method !== 'ACK') this.#guarded(() => response.send(400, undefined, {}, () => undefined));
      return;
    }
    this.#trace('in', request.raw, sourceOf(request));
    this.#guarded(() => this.#listener(this.#requestOf({ request, response, message })));
  };

  #requestOf({ request, response, message }: Arrival): IncomingRequest {
    const isThere = this.#lifeOfLine();
    return {
      message,
      body: bodyOf(message),
      source: sourceOf(request),
      dialogId: request.stackDialogId || null,
      isUnsolicited: request.source === 'application',
      respond: async (status, content = {}, reason) => {
        const sent = isThere() ? await this.#respond(response, { status, content, reason }) : null;
        if (sent) this.#trace('out', sent.raw, sourceOf(request));
        return sent?.message ?? null;
      },
      onCancel: (listener) =>
        void request.on('cancel', (cancel: Srf.Message) => {
          const parsed = readRequest(cancel.raw);
          this.#trace('in', cancel.raw, sourceOf(request));
          if (parsed) this.#guarded(() => listener(parsed));
        }),
      onUpdate: (listener) => void request.on('update', this.#updateOf(listener)),
    };
  }

  readonly #updateOf =
    (listener: (update: IncomingRequest) => void) =>
    (request: Srf.Request, response: Srf.Response): void => {
      const message = readRequest(request.raw);
      this.#trace('in', request.raw, sourceOf(request));
      if (message) this.#guarded(() => listener(this.#requestOf({ request, response, message })));
    };

  #respond(response: Srf.Response, { status, content, reason }: Answer): Promise<SentResponse | null> {
    return new Promise((resolve) => {
      const gone = () => resolve(null);
      this.#onGone.add(gone);
      const done = (error: unknown, sent?: Srf.Message) => {
        this.#onGone.delete(gone);
        const message = error || !sent ? null : readResponse(sent.raw);
        resolve(message && { message, raw: sent?.raw ?? '' });
      };
      // No listener for the ACK or PRACK: drachtio-srf would keep it, and the request, of whatever is answered 200.
      const write = (code: number) => response.send(code, reason, contentOf(content), done);
      try {
        write(status);
      } catch (error) {
        // drachtio-srf refuses statuses that it has no words for; the first of their class means the same.
        this.#options.log.debug({ status, error: toAppError(error).message }, 'status not sent as it is');
        this.#guarded(() => write(Math.floor(status / 100) * 100));
      }
    });
  }

  #responseOf(response: Srf.Response, acknowledge: Srf.Acknowledge): IncomingResponse | null {
    const message = readResponse(response.raw);
    const source = sourceOf(response);
    this.#trace('in', response.raw, source);
    const onSent = (_: unknown, sent?: Srf.Message) => this.#trace('out', sent?.raw, source);
    return (
      message && {
        message,
        body: bodyOf(message),
        source,
        dialogId: response.stackDialogId || null,
        acknowledge: (content = {}) => {
          if (typeof acknowledge === 'function') this.#guarded(() => acknowledge(contentOf(content), onSent));
        },
      }
    );
  }

  #sentOf(request: Srf.Request, message: SipRequest): SentRequest {
    const isThere = this.#lifeOfLine();
    return {
      message,
      cancel: (content: MessageContent = {}) => {
        if (!isThere()) return;
        const onSent = (_: unknown, sent?: Srf.Message) => this.#trace('out', sent?.raw, sourceOf(request));
        this.#guarded(() => request.cancel(contentOf(content), onSent));
      },
      onUpdate: (listener) => void request.on('update', this.#updateOf(listener)),
    };
  }

  /** Whether the connection of now is still there: what came or went by another one can be answered or taken back no more. */
  #lifeOfLine(): () => boolean {
    const srf = this.#srf;
    return () => srf !== null && srf === this.#srf;
  }

  /** Nothing is traced of what could not be sent, or was said by the server itself. */
  #trace(
    direction: HeardMessage['direction'],
    text: string | undefined,
    { transport, address, port }: SipSource,
  ): void {
    const { trace, clock } = this.#options;
    if (!trace || !text) return;
    const remote = { address, port: Number(port) || 0 };
    const protocol = protocols.find((one) => one === transport) ?? 'udp';
    trace({ direction, transport: protocol, local: this.#local, remote, atMs: clock.nowMs(), text });
  }

  #connected(error: unknown, hosts: unknown): void {
    if (error) {
      this.#options.log.error({}, 'the SIP server does not take our secret');
      this.#guarded(() => this.#srf?.disconnect());
      return;
    }
    this.#isConnected = true;
    this.#local = endpointIn(String(hosts)) ?? this.#local;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#connectionListener(true);
  }

  #closed(srf: Srf): void {
    if (srf !== this.#srf) return;
    this.#srf = null;
    for (const tell of this.#onGone) tell();
    this.#onGone.clear();
    if (this.#isConnected) this.#connectionListener(false);
    this.#isConnected = false;
    if (this.#isClosed) return;
    this.#retry = this.#options.clock.startTimer(this.#pauseMs, () => this.open());
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  // What throws inside drachtio-srf's reading of a socket would end the process.
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.log.error({ error: toAppError(error).message }, 'SIP message could not be handled');
    }
  }
}

type Arrival = { readonly request: Srf.Request; readonly response: Srf.Response; readonly message: SipRequest };
type Answer = { readonly status: number; readonly content: MessageContent; readonly reason: string | undefined };

type SentResponse = { readonly message: SipResponse; readonly raw: string };

const protocols = ['udp', 'tcp', 'tls', 'ws', 'wss'] as const;

/** The first of `udp/192.0.2.1:5060,tcp/192.0.2.1:5060`. */
const endpointIn = (hosts: string): SipEndpoint | null => {
  const [, address, port] = /^\w+\/\[?([^,\]]+?)\]?:(\d+)/.exec(hosts) ?? [];
  return address === undefined ? null : { address, port: Number(port) };
};

const notConnected = () => new SipSendError('notConnected', 'The SIP server is not there.');

const sendErrorOf = (error: unknown): SipSendError => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENODIALOG'
    ? new SipSendError('noDialog', 'The dialog is over.')
    : new SipSendError('refused', 'The SIP server did not send it.');
};
