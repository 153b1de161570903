import { hasHeader, headersOf, type SipPath, type SipRequest, type SipResponse, tagIn } from '@callwright/sip';
import type { SipCommand } from '../drachtio/commands.js';
import type { ServerEnd, ServerTransaction, TransactionUser } from '../ports.js';
import type { App } from './app.js';
import type { Core } from './core.js';
import { Incoming } from './incoming.js';
import { plainResponse, sequenceOf } from './message-parts.js';
import { Outgoing } from './outgoing.js';
import { RequestProxy } from './request-proxy.js';

/** What is under way, for health and metrics. */
export type UserAgentStats = {
  readonly dialogs: number;
  /** Requests from the network an application has not answered for good. */
  readonly pendingRequests: number;
  /** Requests of applications without a final answer. */
  readonly sentRequests: number;
  readonly proxiedCalls: number;
};

/** Between the network and the applications: everything of RFC 3261 that is neither transport nor transaction. */
export class UserAgent implements TransactionUser {
  readonly #core: Core;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  readonly #proxy: RequestProxy;

  constructor(core: Core) {
    this.#core = core;
    const outgoing = new Outgoing(core);
    this.#outgoing = outgoing;
    this.#incoming = new Incoming(core, (appId) => outgoing.isUnderWay(appId));
    this.#proxy = new RequestProxy(core);
  }

  get stats(): UserAgentStats {
    return {
      dialogs: this.#core.dialogs.count,
      pendingRequests: this.#incoming.pendingCount,
      sentRequests: this.#outgoing.count,
      proxiedCalls: this.#proxy.count,
    };
  }

  onRequest(transaction: ServerTransaction): void {
    const { request, path } = transaction;
    if (tagIn(request, 'To') === undefined) {
      this.#incoming.onNew(transaction);
      return;
    }
    const dialog = this.#core.dialogs.ofRequest(request) ?? this.#outgoing.adopt(request, path);
    if (dialog) this.#incoming.onInDialog(transaction, dialog);
    else if (!hasHeader(request, 'Route') || !this.#proxy.forward(transaction)) {
      transaction.respond(plainResponse(481, 'Call/Transaction Does Not Exist'));
    }
  }

  onCancel(cancel: SipRequest, invite: ServerTransaction): void {
    this.#incoming.onCancel(cancel, invite);
    this.#proxy.onCancel(invite);
  }

  onAck(ack: SipRequest, path: SipPath): void {
    if (headersOf(ack, 'Route').length > 0 && !this.#core.dialogs.ofRequest(ack)) this.#proxy.forwardAck(ack);
    else this.#incoming.onAck(ack, path);
  }

  /** A 2xx that comes again when its transaction has ended is acknowledged again (RFC 3261 §13.2.2.4). */
  onStrayResponse(response: SipResponse): void {
    const answered = this.#core.dialogs.ofResponse(response)?.answered;
    if (answered?.sequence === sequenceOf(response)) answered.sent?.resend();
  }

  onServerEnd(transaction: ServerTransaction, end: ServerEnd): void {
    this.#incoming.onServerEnd(transaction, end);
  }

  /** Does what an application asks for. */
  onCommand(application: App, frameId: string, command: SipCommand): void {
    const asker = { application, frameId };
    if (command.command === 'request') this.#outgoing.request(asker, command);
    else if (command.command === 'response') this.#incoming.answer(asker, command.transactionId, command.message);
    else this.#proxy.start(asker, this.#incoming.pending(command.transactionId), command);
  }

  /** An application is gone. */
  onGone(application: App): void {
    this.#incoming.onGone(application);
    this.#outgoing.onGone(application);
  }

  /** Stops all clocks; nothing is sent any more. */
  close(): void {
    this.#incoming.close();
    for (const dialog of this.#core.dialogs.all()) this.#core.dialogs.remove(dialog);
  }
}
