import { type SipRequest, withoutFirst } from '@callwright/sip';
import type { ProxyCommand } from '../drachtio/commands.js';
import type { ClientTransaction, ServerTransaction } from '../ports.js';
import { type Asker, type Core, refuse } from './core.js';
import type { PendingRequest } from './incoming.js';
import { callIdOf, plainResponse } from './message-parts.js';
import { hopsLeft, isRoutedHere, nextHopOf, sentOn } from './proxy-routes.js';
import { ProxyRun, withHeadersOf } from './proxy-run.js';

/** Passes requests on for applications that want no part in them, and what follows in their dialogs. */
export class RequestProxy {
  readonly #core: Core;
  // Call-IDs whose later requests come by here; nothing else is ever passed on, or anybody could send through us.
  readonly #known = new Set<string>();
  readonly #forwarded = new Map<string, ClientTransaction>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Calls whose later requests come by here. */
  get count(): number {
    return this.#known.size;
  }

  /** Passes a request on as an application says. */
  start(asker: Asker, pending: PendingRequest | null, command: ProxyCommand): void {
    if (!pending || pending.proxied || pending.transaction.finalStatus() !== undefined) {
      refuse(asker, 'unable to find transaction to proxy');
      return;
    }
    const { request } = pending.transaction;
    if (hopsLeft(request) <= 0) {
      pending.transaction.respond(plainResponse(483, 'Too Many Hops'));
      refuse(asker, 'too many hops');
      return;
    }
    pending.silence.cancel();
    if (command.remainInDialog) this.#remember(callIdOf(request));
    const onward = withHeadersOf(sentOn(request, this.#core.layer), command.message);
    const run = new ProxyRun(this.#core, { asker, pending, command, request: onward });
    pending.proxied = { cancel: () => run.cancel(), close: () => run.close() };
    run.start();
  }

  /** Passes on a request of a call that was proxied; false when it is of none. */
  forward(transaction: ServerTransaction): boolean {
    const { request } = transaction;
    if (!this.#isOurs(request)) return false;
    if (hopsLeft(request) <= 0) {
      transaction.respond(plainResponse(483, 'Too Many Hops'));
      return true;
    }
    const onward = sentOn(request, this.#core.layer);
    const sent = this.#core.layer.send(
      { request: onward, target: { uri: nextHopOf(onward) } },
      {
        onResponse: (response) => {
          if (response.status > 100) transaction.respond(withoutFirst(response, 'Via'));
          if (response.status >= 200 && request.method === 'BYE') this.#known.delete(callIdOf(request));
        },
        onFailure: (failure) => {
          const status = failure === 'timeout' ? 408 : 503;
          transaction.respond(plainResponse(status, status === 408 ? 'Request Timeout' : 'Service Unavailable'));
          if (request.method === 'BYE') this.#known.delete(callIdOf(request));
        },
        onEnd: () => this.#forwarded.delete(transaction.id),
      },
    );
    if (request.method === 'INVITE') this.#forwarded.set(transaction.id, sent);
    return true;
  }

  /** Passes on the ACK of a 2xx. */
  forwardAck(ack: SipRequest): void {
    if (!this.#isOurs(ack) || hopsLeft(ack) <= 0) return;
    const request = sentOn(ack, this.#core.layer);
    this.#core.layer.sendAck({ request, target: { uri: nextHopOf(request) } });
  }

  /** The caller gave up an INVITE that was passed on within its dialog. */
  onCancel({ id }: ServerTransaction): void {
    this.#forwarded.get(id)?.cancel();
  }

  #isOurs(request: SipRequest): boolean {
    return this.#known.has(callIdOf(request)) && isRoutedHere(request, this.#core.layer);
  }

  // The oldest is forgotten when there are too many: its BYE gets 481, and its ends hang up by themselves.
  #remember(callId: string): void {
    if (this.#known.size >= this.#core.limits.dialogs) {
      const [oldest] = this.#known;
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.add(callId);
  }
}
