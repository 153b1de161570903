import type { SipRequest, SipResponse } from '../message/sip-message.js';
import { InviteServerTransaction } from './invite-server.js';
import { completeResponse, plainResponse, tagIn } from './made-responses.js';
import { NonInviteServerTransaction } from './non-invite-server.js';
import type { SipPath } from './path.js';
import { mergedKey, serverKey } from './transaction-key.js';
import type { ServerEnd, ServerTransaction, TransactionUser } from './transaction-user.js';
import type { TransactionSurroundings } from './wire.js';

/** What server transactions need. */
export type ServerTransactionsOptions = TransactionSurroundings & {
  readonly newId: () => string;
  /** Makes a tag: at least 32 bits of chance (RFC 3261 §19.3). */
  readonly newTag: () => string;
  /** A new request beyond so many transactions is answered 503. */
  readonly maxTransactions: number;
  readonly user: Omit<TransactionUser, 'onStrayResponse'>;
};

type Machine = InviteServerTransaction | NonInviteServerTransaction;
type Entry = {
  readonly key: string;
  readonly merged?: string;
  readonly machine: Machine;
  readonly transaction: ServerTransaction;
};

// Seconds; time for the calls of a crowd to get on, short enough that a caller's proxy tries again.
const RETRY_AFTER = '5';

/** All requests we received and have not done with. */
export class ServerTransactions {
  readonly #options: ServerTransactionsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #merged = new Set<string>();

  constructor(options: ServerTransactionsOptions) {
    this.#options = options;
  }

  /** How many there are. */
  get count(): number {
    return this.#entries.size;
  }

  /** Takes any request, with its topmost Via stamped. */
  receive(request: SipRequest, path: SipPath): void {
    const key = serverKey(request);
    if (key === undefined) return;
    const known = this.#entries.get(key);
    if (request.method === 'ACK') this.#receiveAck(request, path, known);
    else if (known) known.machine.receiveAgain();
    else if (this.#isTooMuch(request)) this.#refuseOverload(request, path);
    else if (request.method === 'CANCEL') this.#receiveCancel(request, path, key);
    else this.#receiveNew(request, path, key);
  }

  /** Answers a request without keeping anything of it, such as one that could not be read wholly; never an ACK. */
  refuse(request: SipRequest, path: SipPath, response: SipResponse): void {
    if (request.method === 'ACK') return;
    // The same request gets the same tag as far as a caller can tell: it sees one answer to each copy.
    const whole = completeResponse(response, request, this.#options.newTag());
    this.#options.send(whole, path, () => undefined);
  }

  /** Ends all. */
  close(): void {
    for (const entry of [...this.#entries.values()]) {
      entry.machine.close();
      this.#end(entry, 'closed');
    }
  }

  /** A CANCEL of something is always welcome: it makes room. */
  #isTooMuch(request: SipRequest): boolean {
    if (this.#entries.size < this.#options.maxTransactions) return false;
    const invite = request.method === 'CANCEL' ? serverKey(request, 'INVITE') : undefined;
    return invite === undefined || !this.#entries.has(invite);
  }

  #receiveAck(ack: SipRequest, path: SipPath, known: Entry | undefined): void {
    if (!known) this.#options.user.onAck(ack, path);
    else if (known.machine instanceof InviteServerTransaction && known.machine.receiveAck())
      this.#options.user.onAck(ack, path, known.transaction);
  }

  #receiveCancel(cancel: SipRequest, path: SipPath, key: string): void {
    const inviteKey = serverKey(cancel, 'INVITE');
    const invite = inviteKey === undefined ? undefined : this.#entries.get(inviteKey);
    // RFC 3261 §9.2: the answers to the CANCEL and to what it cancels have the same To tag.
    const { transaction } = this.#add({ request: cancel, path, key }, invite?.transaction.localTag);
    if (!invite) {
      transaction.respond(plainResponse(481, 'Call/Transaction Does Not Exist'));
      return;
    }
    transaction.respond(plainResponse(200, 'OK'));
    if (invite.transaction.finalStatus() === undefined) this.#options.user.onCancel(cancel, invite.transaction, path);
  }

  #receiveNew(request: SipRequest, path: SipPath, key: string): void {
    const merged = mergedKey(request);
    const isMerged = merged !== undefined && this.#merged.has(merged);
    const { transaction } = this.#add({ request, path, key, merged: isMerged ? undefined : merged });
    // RFC 3261 §8.2.2.2.
    if (isMerged) transaction.respond(plainResponse(482, 'Loop Detected'));
    else this.#options.user.onRequest(transaction);
  }

  #refuseOverload(request: SipRequest, path: SipPath): void {
    const retryAfter = { name: 'Retry-After', value: RETRY_AFTER };
    this.refuse(request, path, plainResponse(503, 'Service Unavailable', [retryAfter]));
  }

  #add(arrived: Arrived, tag?: string): Entry {
    const { request, path, key, merged } = arrived;
    const machine = this.#startMachine(request, path, key);
    const localTag = tagIn(request, 'To') ?? tag ?? this.#options.newTag();
    const transaction = transactionOf({ machine, id: this.#options.newId(), localTag });
    const entry = { key, merged, machine, transaction };
    this.#entries.set(key, entry);
    if (merged !== undefined) this.#merged.add(merged);
    return entry;
  }

  #startMachine(request: SipRequest, path: SipPath, key: string): Machine {
    const onEnd = (end: ServerEnd): void => {
      const entry = this.#entries.get(key);
      if (!entry) return;
      if (end === 'unanswered' && request.method === 'INVITE') {
        this.refuse(request, path, plainResponse(408, 'Request Timeout'));
      }
      this.#end(entry, end);
    };
    if (request.method !== 'INVITE') {
      const machine = new NonInviteServerTransaction(request, path, this.#options, { onEnd });
      machine.start();
      return machine;
    }
    const machine = new InviteServerTransaction(request, path, this.#options, { onEnd });
    machine.start(completeResponse(plainResponse(100, 'Trying'), request, ''));
    return machine;
  }

  #end(entry: Entry, end: ServerEnd): void {
    this.#entries.delete(entry.key);
    if (entry.merged !== undefined) this.#merged.delete(entry.merged);
    if (entry.machine.request.method !== 'CANCEL') this.#options.user.onServerEnd(entry.transaction, end);
  }
}

type Arrived = {
  readonly request: SipRequest;
  readonly path: SipPath;
  readonly key: string;
  readonly merged?: string;
};

type Named = { readonly machine: Machine; readonly id: string; readonly localTag: string };

const transactionOf = ({ machine, id, localTag }: Named): ServerTransaction => ({
  id,
  request: machine.request,
  path: machine.path,
  localTag,
  isAlive: () => machine.state !== 'terminated',
  finalStatus: () => (machine.last && machine.last.status >= 200 ? machine.last.status : undefined),
  respond(response) {
    const whole = completeResponse(response, machine.request, localTag);
    return machine.respond(whole) ? whole : undefined;
  },
});
