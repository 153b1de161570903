import {
  formatSipMessage,
  headersOf,
  parseNameAddress,
  type SipPath,
  type SipRequest,
  type SipResponse,
  withHeader,
  withoutFirst,
} from '@callwright/sip';
import type { Timer } from '../../platform/clock.js';
import type { ProxyCommand } from '../drachtio/commands.js';
import { proxyDone, proxyResponse } from '../drachtio/replies.js';
import type { ClientTransaction, SendFailure } from '../ports.js';
import { type Asker, type Core, hopOf } from './core.js';
import type { PendingRequest } from './incoming.js';
import { plainResponse } from './message-parts.js';
import { nextHopOf, recordRoutes } from './proxy-routes.js';

type Branch = { readonly transaction: ClientTransaction; readonly timers: Timer[]; isOver: boolean };

/** What is proxied, for whom, and how. */
export type ProxyRunOptions = {
  readonly asker: Asker;
  readonly pending: PendingRequest;
  readonly command: ProxyCommand;
  /** As it is to be sent on, but for its URI: one hop less, without the Routes that led here. */
  readonly request: SipRequest;
};

// With all the addresses redirections add.
const maxBranches = 32;

/** One request on its way to several destinations (RFC 3261 §16.6 to §16.8), one after the other or all at once. */
export class ProxyRun {
  readonly #core: Core;
  readonly #asker: Asker;
  readonly #pending: PendingRequest;
  readonly #command: ProxyCommand;
  readonly #request: SipRequest;
  readonly #waiting: string[];
  readonly #branches: Branch[] = [];
  #best: SipResponse | null = null;
  #isOver = false;

  constructor(core: Core, { asker, pending, command, request }: ProxyRunOptions) {
    this.#core = core;
    this.#asker = asker;
    this.#pending = pending;
    this.#command = command;
    this.#request = request;
    this.#waiting = [...command.destinations];
  }

  start(): void {
    this.#next();
  }

  /** The caller gave up: no more destinations are tried. */
  cancel(): void {
    this.#waiting.length = 0;
    for (const { transaction } of this.#open()) transaction.cancel();
    this.#finishIfDone();
  }

  /** Stops all clocks and branches; may be called twice. */
  close(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
    for (const branch of this.#open()) {
      branch.transaction.cancel();
      this.#endBranch(branch);
    }
  }

  #open(): readonly Branch[] {
    return this.#branches.filter(({ isOver }) => !isOver);
  }

  #next(): void {
    const destinations = this.#command.simultaneous ? this.#waiting.splice(0) : this.#waiting.splice(0, 1);
    for (const uri of destinations) this.#try(uri);
    this.#finishIfDone();
  }

  #try(uri: string): void {
    if (this.#branches.length >= maxBranches) return;
    const { remainInDialog, provisionalTimeoutMs, finalTimeoutMs } = this.#command;
    const { path: from } = this.#pending.transaction;
    const request = { ...this.#request, uri };
    const finish = (written: SipRequest, path: SipPath) =>
      remainInDialog ? recordRoutes(written, from, path) : written;
    const transaction = this.#core.layer.send(
      { request, target: { uri: nextHopOf(request) }, finish },
      {
        onResponse: (response, path) => this.#onResponse(branch, response, path),
        onFailure: (failure) => this.#onFailure(branch, failure),
      },
    );
    const branch: Branch = { transaction, timers: [], isOver: false };
    this.#branches.push(branch);
    if (provisionalTimeoutMs !== null)
      this.#after(branch, provisionalTimeoutMs, () => this.#onFailure(branch, 'timeout'));
    if (finalTimeoutMs !== null) this.#after(branch, finalTimeoutMs, () => this.#onFailure(branch, 'timeout'));
  }

  #after(branch: Branch, ms: number, task: () => void): void {
    branch.timers.push(
      this.#core.clock.startTimer(ms, () => {
        branch.transaction.cancel();
        task();
      }),
    );
  }

  #onResponse(branch: Branch, response: SipResponse, path: SipPath): void {
    const isSuccess = response.status >= 200 && response.status < 300;
    // A call that was answered is passed on however late (RFC 3261 §16.7, step 5).
    if (branch.isOver && !isSuccess) return;
    this.#tell(response, path);
    const upstream = withoutFirst(response, 'Via');
    if (response.status < 200) {
      if (this.#command.provisionalTimeoutMs !== null) branch.timers.shift()?.cancel();
      if (response.status > 100) this.#pending.transaction.respond(upstream);
    } else if (isSuccess) {
      this.#pending.transaction.respond(upstream);
      this.#endBranch(branch);
      this.cancel();
      this.#finish();
    } else this.#onRefusal(branch, upstream);
  }

  #onRefusal(branch: Branch, response: SipResponse): void {
    const isRedirect = response.status < 400 && this.#command.followRedirects;
    if (isRedirect)
      this.#waiting.push(...headersOf(response, 'Contact').flatMap((value) => parseNameAddress(value)?.uri ?? []));
    else this.#best = better(this.#best, response);
    this.#endBranch(branch);
    // RFC 3261 §16.7, step 5: nobody else will do.
    if (response.status >= 600) this.cancel();
    else this.#next();
  }

  #onFailure(branch: Branch, failure: SendFailure): void {
    if (branch.isOver) return;
    const made =
      failure === 'timeout' ? plainResponse(408, 'Request Timeout') : plainResponse(503, 'Service Unavailable');
    this.#best = better(this.#best, failure === 'cancelled' ? plainResponse(487, 'Request Terminated') : made);
    this.#endBranch(branch);
    this.#next();
  }

  #endBranch(branch: Branch): void {
    branch.isOver = true;
    for (const timer of branch.timers) timer.cancel();
  }

  #finishIfDone(): void {
    if (this.#isOver || this.#waiting.length > 0 || this.#open().length > 0) return;
    const final = this.#best ?? plainResponse(487, 'Request Terminated');
    this.#pending.transaction.respond(final);
    this.#finish();
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#asker.application.tell(proxyDone(this.#asker.frameId));
  }

  #tell(response: SipResponse, path: SipPath): void {
    if (this.#isOver || (!this.#command.fullResponse && response.status < 200)) return;
    const bytes = formatSipMessage(response);
    const about = { transactionId: this.#pending.transaction.id, dialogId: '' };
    const hop = hopOf(path, bytes.length);
    this.#asker.application.tell(proxyResponse(this.#asker.frameId, hop, this.#core.clock.nowMs(), about), bytes);
  }
}

// RFC 3261 §16.7, step 6: a global no before all, else the lowest class, the first that came.
const better = (known: SipResponse | null, next: SipResponse): SipResponse => {
  if (!known) return next;
  const rank = ({ status }: SipResponse): number => (status >= 600 ? 0 : Math.floor(status / 100));
  return rank(next) < rank(known) ? next : known;
};

/** The request with the application's own headers in place of those it had. */
export const withHeadersOf = (request: SipRequest, written: SipRequest): SipRequest =>
  [...new Set(written.headers.map(({ name }) => name))].reduce(
    (changed, name) => withHeader(changed, name, ...headersOf(written, name)),
    request,
  );
