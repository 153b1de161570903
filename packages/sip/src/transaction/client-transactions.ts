import type { SipRequest, SipResponse } from '../message/sip-message.js';
import { type ClientEvents, InviteClientTransaction } from './invite-client.js';
import { cancelOf } from './made-requests.js';
import { NonInviteClientTransaction } from './non-invite-client.js';
import type { SipPath } from './path.js';
import { clientKey } from './transaction-key.js';
import type { TransactionSurroundings } from './wire.js';

/** One request on its way to one address. */
export type ClientAttempt = {
  /** Cancels an INVITE as RFC 3261 §9.1 says: not before a provisional response, not after a final one. */
  readonly cancel: (reason?: string) => void;
  /** Ends it at once; only `onEnd` is called. */
  readonly close: () => void;
};

type Machine = InviteClientTransaction | NonInviteClientTransaction;

/** All requests we sent and have not done with. */
export class ClientTransactions {
  readonly #surroundings: TransactionSurroundings;
  readonly #machines = new Map<string, Machine>();

  constructor(surroundings: TransactionSurroundings) {
    this.#surroundings = surroundings;
  }

  /** How many there are. */
  get count(): number {
    return this.#machines.size;
  }

  /**
   * Sends a request. Nothing is called before this returns.
   * @param request with our Via on top; its branch must be new
   * @throws Error when it has no Via, branch or CSeq
   */
  start(request: SipRequest, path: SipPath, events: ClientEvents): ClientAttempt {
    const key = clientKey(request);
    if (key === undefined) throw new Error('A request needs a Via with a branch, and a CSeq, to be sent.');
    const own: ClientEvents = {
      ...events,
      onEnd: () => {
        this.#machines.delete(key);
        events.onEnd();
      },
    };
    if (request.method !== 'INVITE')
      return this.#run(key, new NonInviteClientTransaction(request, path, this.#surroundings, own));
    const cancelling = new Cancelling((cancel) => this.#sendCancel(cancel, path));
    const onResponse: ClientEvents['onResponse'] = (response, from) => {
      events.onResponse(response, from);
      cancelling.sendWhenDue();
    };
    const machine = new InviteClientTransaction(request, path, this.#surroundings, { ...own, onResponse });
    cancelling.invite = machine;
    return { ...this.#run(key, machine), cancel: (reason) => cancelling.ask(reason) };
  }

  /** Takes a response; false when it belongs to no transaction. */
  receive(response: SipResponse, path: SipPath): boolean {
    const key = clientKey(response);
    const machine = key === undefined ? undefined : this.#machines.get(key);
    machine?.receive(response, path);
    return machine !== undefined;
  }

  /** A connection has gone: what waits on it for a response that cannot come any more fails. */
  connectionClosed(connectionId: string): void {
    for (const machine of [...this.#machines.values()]) {
      if (machine.path.connectionId === connectionId) machine.connectionClosed();
    }
  }

  /** Ends all. */
  close(): void {
    for (const machine of [...this.#machines.values()]) machine.close();
  }

  #run(key: string, machine: Machine): ClientAttempt {
    this.#machines.set(key, machine);
    machine.start();
    return { cancel: () => undefined, close: () => machine.close() };
  }

  #sendCancel(cancel: SipRequest, path: SipPath): void {
    const key = clientKey(cancel);
    if (key === undefined || this.#machines.has(key)) return;
    // What is answered to the CANCEL says nothing: the INVITE's own response does.
    const events: ClientEvents = {
      onResponse: () => undefined,
      onFailure: () => undefined,
      onEnd: () => void this.#machines.delete(key),
    };
    this.#run(key, new NonInviteClientTransaction(cancel, path, this.#surroundings, events));
  }
}

/** Holds a CANCEL back until the other side has shown that it knows of the INVITE. */
class Cancelling {
  invite?: InviteClientTransaction;
  readonly #send: (cancel: SipRequest) => void;
  #asked?: { readonly reason?: string };
  #isSent = false;

  constructor(send: (cancel: SipRequest) => void) {
    this.#send = send;
  }

  ask(reason?: string): void {
    this.#asked ??= { reason };
    this.sendWhenDue();
  }

  sendWhenDue(): void {
    if (!this.#asked || this.#isSent || this.invite?.state !== 'proceeding') return;
    this.#isSent = true;
    this.invite.wasCancelled();
    this.#send(cancelOf(this.invite.request, this.#asked.reason));
  }
}
