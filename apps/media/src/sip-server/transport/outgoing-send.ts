import type { ClientAttempt, ClientTransactions, SipPath, SipResponse } from '@callwright/sip';
import type { ClientListener, ClientTransaction, OutgoingRequest, SendFailure } from '../ports.js';
import { type OutgoingSurroundings, type ReadyRequest, waysOf } from './outgoing-path.js';

/** What a request to be sent needs besides. */
export type OutgoingSendOptions = {
  readonly id: string;
  readonly outgoing: OutgoingRequest;
  readonly listener: ClientListener;
  readonly around: OutgoingSurroundings;
  readonly clients: ClientTransactions;
  /** Called once, when nothing more will come of it. */
  readonly onOver: () => void;
};

type Refusal = { readonly response: SipResponse; readonly path: SipPath };
type Outcome =
  | { readonly isFinal: true }
  | { readonly isFinal: false; readonly failure: SendFailure; readonly refusal?: Refusal };

/** One request on its way, from one target to the next until somebody answers (RFC 3263 §4.3). */
export class OutgoingSend implements ClientTransaction {
  readonly id: string;
  readonly #options: OutgoingSendOptions;
  #attempt?: ClientAttempt;
  #cancelled?: { readonly reason?: string };
  #isOver = false;

  constructor(options: OutgoingSendOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Tries all ways. Never rejects; to be called once. */
  async run(): Promise<void> {
    let last: Exclude<Outcome, { isFinal: true }> = { isFinal: false, failure: 'unresolved' };
    try {
      for await (const way of waysOf(this.#options.outgoing, this.#options.around)) {
        const outcome = await this.#try(last, way);
        if (outcome.isFinal) return;
        last = outcome;
        if (this.#isOver || this.#cancelled) break;
      }
    } catch {
      // `finish` of the layer above failed: there is nothing to send.
      last = { isFinal: false, failure: 'transport' };
    }
    this.#giveUp(last.failure, last.refusal);
  }

  cancel(reason?: string): void {
    this.#cancelled ??= { reason };
    if (this.#attempt) this.#attempt.cancel(reason);
    else queueMicrotask(() => this.#giveUp('cancelled'));
  }

  /** Tells that the server stops. The transaction itself is ended by who keeps all of them. */
  close(): void {
    this.#giveUp('closed');
  }

  async #try(before: { readonly refusal?: Refusal }, way: () => Promise<ReadyRequest | 'tooLarge'>): Promise<Outcome> {
    const ready = await way().catch(() => undefined);
    if (this.#isOver) return { isFinal: true };
    if (!ready) return { isFinal: false, failure: 'transport', refusal: before.refusal };
    if (ready === 'tooLarge') return { isFinal: false, failure: 'tooLarge', refusal: before.refusal };
    return this.#send(ready, before.refusal);
  }

  #send({ request, path }: ReadyRequest, before: Refusal | undefined): Promise<Outcome> {
    const { clients, listener } = this.#options;
    return new Promise((resolve) => {
      let isHeard = false;
      let isRefused = false;
      listener.onSent?.(request, path);
      this.#attempt = clients.start(request, path, {
        onResponse: (response, from) => {
          isHeard = true;
          isRefused = response.status === 503 && !this.#cancelled;
          // Kept until it is known whether there is another to ask.
          if (isRefused) resolve({ isFinal: false, failure: 'transport', refusal: { response, path: from } });
          else if (!this.#isOver) listener.onResponse(response, from);
          if (!isRefused && response.status >= 200) resolve({ isFinal: true });
        },
        onFailure: (failure) => {
          this.#attempt = undefined;
          if (isHeard) this.#giveUp(failure);
          resolve({ isFinal: isHeard, failure, refusal: before });
        },
        onEnd: () => {
          if (!isRefused && isHeard) this.#end();
        },
      });
    });
  }

  #giveUp(failure: SendFailure, refusal?: Refusal): void {
    if (this.#isOver) return;
    if (refusal) this.#options.listener.onResponse(refusal.response, refusal.path);
    else this.#options.listener.onFailure(failure);
    this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.listener.onEnd?.();
    this.#options.onOver();
  }
}
