import { formatSipMessage, type SipPath, type SipRequest, type SipResponse, tagIn } from '@callwright/sip';
import type { Timer } from '../../platform/clock.js';
import { networkRequest } from '../drachtio/replies.js';
import type { ServerEnd, ServerTransaction } from '../ports.js';
import type { App } from './app.js';
import { completeResponse, dialogMethods } from './app-response.js';
import { tellCdr } from './cdr.js';
import { type Asker, type Core, hopOf, refuse, tellMessage } from './core.js';
import { Dialog } from './dialog.js';
import { IncomingInvite, tellSent } from './incoming-invite.js';
import { callIdOf, dialogIdOf, plainResponse, sequenceOf } from './message-parts.js';
import { watchSession } from './own-requests.js';
import { endsSubscription, noApplication, refusalOf, refusalOfNew, unavailable } from './refusals.js';
import { agreeAsServer } from './session-interval.js';

/** A request an application has to answer. */
export type PendingRequest = {
  readonly transaction: ServerTransaction;
  readonly application: App;
  readonly dialog: Dialog | null;
  readonly invite: IncomingInvite | null;
  /** Runs out when the application says nothing at all. */
  readonly silence: Timer;
  /** Set when the request is proxied: what a CANCEL, and the transaction's end, do then. */
  proxied: { readonly cancel: () => void; readonly close: () => void } | null;
};

// What an application that hangs costs a caller, as drachtio-server has it.
const silenceMs = 64_000;

/** What comes from the network and is answered by an application. */
export class Incoming {
  readonly #core: Core;
  readonly #isUnderWay: (appId: string) => boolean;
  readonly #pending = new Map<string, PendingRequest>();
  // The last one of each dialog, and any before it whose ACK has not come.
  readonly #invites = new WeakMap<Dialog, readonly IncomingInvite[]>();
  // Call-ID, caller's tag and number of requests under way, for those that come by two ways (RFC 3261 §8.2.2.2).
  readonly #merged = new Map<string, string>();

  /** @param isUnderWay whether a request of ours of this Call-ID and tag is */
  constructor(core: Core, isUnderWay: (appId: string) => boolean) {
    this.#core = core;
    this.#isUnderWay = isUnderWay;
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Takes a request that belongs to no dialog. */
  onNew(transaction: ServerTransaction): void {
    const { request, path } = transaction;
    const refusal = refusalOfNew(request) ?? this.#refusalOfState(transaction);
    if (refusal) {
      transaction.respond(refusal);
      return;
    }
    const application = this.#core.applications.next(request.method.toLowerCase());
    if (!application) {
      transaction.respond(noApplication(this.#core.applications.count > 0));
      return;
    }
    if (request.method === 'INVITE') tellCdr(this.#core, { event: 'attempt', source: 'network', message: request });
    this.#merged.set(mergeKey(request), transaction.id);
    this.#wait(transaction, application, null);
    const bytes = formatSipMessage(request);
    const hop = hopOf(path, bytes.length);
    application.tell(networkRequest(hop, this.#core.clock.nowMs(), transaction.id, path.local), bytes);
  }

  /** Takes a request of a dialog. */
  onInDialog(transaction: ServerTransaction, dialog: Dialog): void {
    const { request, path } = transaction;
    const refusal = this.#refusalInDialog(request, dialog);
    if (refusal) {
      transaction.respond(refusal);
      return;
    }
    const invite = this.#invites.get(dialog)?.at(-1);
    if (request.method === 'PRACK' && !invite?.acknowledge(request)) {
      transaction.respond(plainResponse(481, 'No Such Response'));
      return;
    }
    if (request.method === 'BYE' && this.#endEarly(transaction, dialog, invite)) return;
    const application = this.#ownerOf(dialog);
    if (!application) {
      this.#withoutOwner(transaction, dialog);
      return;
    }
    this.#wait(transaction, application, dialog);
    tellMessage(this.#core, application, request, { transactionId: transaction.id, dialogId: dialog.appId, path });
    if (request.method === 'PRACK') invite?.afterPrack();
  }

  /** Takes the CANCEL of an INVITE that has no final answer. */
  onCancel(cancel: SipRequest, { id }: ServerTransaction): void {
    const pending = this.#pending.get(id);
    if (pending?.proxied) pending.proxied.cancel();
    else pending?.invite?.cancel(cancel);
  }

  /** Takes the ACK of a 2xx. */
  onAck(ack: SipRequest, path: SipPath): void {
    const dialog = this.#core.dialogs.ofRequest(ack);
    const invites = (dialog && this.#invites.get(dialog)) ?? [];
    const invite = invites.find(({ sequence }) => sequence === sequenceOf(ack));
    if (!dialog || !invite?.onAck()) return;
    const application = this.#ownerOf(dialog);
    if (!application) return;
    tellMessage(this.#core, application, ack, { transactionId: invite.transaction.id, dialogId: dialog.appId, path });
  }

  onServerEnd(transaction: ServerTransaction, end: ServerEnd): void {
    const pending = this.#pending.get(transaction.id);
    if (!pending) return;
    this.#forget(pending);
    pending.proxied?.close();
    if (pending.invite && !pending.proxied) this.#endInvite(pending.invite, end);
    // On TCP that is so as soon as it has been answered.
    if (transaction.request.method === 'BYE' && pending.dialog) this.#released(pending.dialog, transaction.request);
  }

  /** Sends the response an application has for a request. */
  answer(asker: Asker, transactionId: string, written: SipResponse): void {
    const pending = this.#pending.get(transactionId);
    if (!pending || pending.proxied) {
      refuse(asker, 'Response not sent: unknown transaction');
      return;
    }
    const response = completeResponse(pending.transaction, written);
    if (!response) {
      refuse(asker, 'missing content-type');
      return;
    }
    pending.silence.cancel();
    if (!pending.invite) {
      this.#answerPlain(asker, pending, response);
      this.#forgetAnswered(pending);
      return;
    }
    pending.invite.answer(asker, response);
    this.#keep(pending.invite);
    this.#forgetAnswered(pending);
  }

  /** The request of that id, for who answers it otherwise: a proxy. */
  pending(transactionId: string): PendingRequest | null {
    return this.#pending.get(transactionId) ?? null;
  }

  /** Answers what a lost application has left unanswered. */
  onGone(application: App): void {
    for (const pending of [...this.#pending.values()]) {
      if (pending.application !== application || pending.transaction.finalStatus() !== undefined) continue;
      pending.proxied?.cancel();
      if (pending.invite) pending.invite.close();
      if (!pending.proxied) pending.transaction.respond(unavailable());
    }
  }

  close(): void {
    for (const { silence, invite, proxied } of this.#pending.values()) {
      silence.cancel();
      invite?.close();
      proxied?.close();
    }
    for (const dialog of this.#core.dialogs.all()) for (const invite of this.#invites.get(dialog) ?? []) invite.close();
    this.#pending.clear();
  }

  #refusalOfState({ request, id }: ServerTransaction): SipResponse | null {
    const { limits, dialogs } = this.#core;
    const isFull = this.#pending.size >= limits.pendingRequests;
    if (isFull || (dialogMethods.has(request.method) && dialogs.count >= limits.dialogs)) {
      return unavailable();
    }
    const merged = this.#merged.get(mergeKey(request));
    const appId = dialogIdOf(callIdOf(request), tagIn(request, 'From') ?? '');
    const isOwn = this.#isUnderWay(appId) || dialogs.named(appId).some(({ role }) => role === 'uac');
    return (merged !== undefined && merged !== id) || isOwn ? plainResponse(482, 'Loop Detected') : null;
  }

  #refusalInDialog(request: SipRequest, dialog: Dialog): SipResponse | null {
    if (this.#pending.size >= this.#core.limits.pendingRequests) {
      return unavailable();
    }
    if (!dialog.isInOrder(request)) return plainResponse(500, 'Out Of Order');
    const refusal = refusalOf(request);
    if (refusal || request.method !== 'INVITE') return refusal;
    // RFC 3261 §14.2: one INVITE at a time.
    if (dialog.isInvited) return plainResponse(500, 'Still Answering The Last INVITE', { 'Retry-After': '3' });
    return dialog.isInviting ? plainResponse(491, 'Request Pending') : null;
  }

  // A caller may end an early dialog by BYE (RFC 3261 §15): for the application it is a CANCEL.
  #endEarly(transaction: ServerTransaction, dialog: Dialog, invite: IncomingInvite | undefined): boolean {
    dialog.timer?.stop();
    if (dialog.isConfirmed || dialog.role !== 'uas' || !invite) return false;
    transaction.respond(plainResponse(200, 'OK'));
    invite.cancel({ ...transaction.request, method: 'CANCEL' });
    return true;
  }

  #ownerOf(dialog: Dialog): App | null {
    if (dialog.application.isOpen) return dialog.application;
    const heir = this.#core.applications.heirOf(dialog.application, dialog.method.toLowerCase());
    if (heir) dialog.application = heir;
    return heir;
  }

  #withoutOwner(transaction: ServerTransaction, dialog: Dialog): void {
    const isBye = transaction.request.method === 'BYE';
    if (isBye) this.#core.dialogs.remove(dialog);
    transaction.respond(isBye ? plainResponse(200, 'OK') : unavailable());
  }

  #wait(transaction: ServerTransaction, application: App, dialog: Dialog | null): void {
    const isInvite = transaction.request.method === 'INVITE';
    const invite = isInvite ? new IncomingInvite(this.#core, transaction, application, dialog) : null;
    const silence = this.#core.clock.startTimer(silenceMs, () => {
      if (invite) invite.giveUp(504, 'Server Time-out');
    });
    this.#pending.set(transaction.id, { transaction, application, dialog, invite, silence, proxied: null });
  }

  #keep(invite: IncomingInvite): void {
    const { dialog } = invite;
    if (!dialog || dialog.isEnded) return;
    const others = (this.#invites.get(dialog) ?? []).filter((other) => other !== invite && other.awaitsAck);
    this.#invites.set(dialog, [...others, invite]);
  }

  // Its transaction lives on, for half a minute and more, without us.
  #forgetAnswered(pending: PendingRequest): void {
    if (pending.transaction.finalStatus() !== undefined) this.#forget(pending);
  }

  #forget({ transaction, silence }: PendingRequest): void {
    silence.cancel();
    this.#pending.delete(transaction.id);
    const key = mergeKey(transaction.request);
    if (this.#merged.get(key) === transaction.id) this.#merged.delete(key);
  }

  #endInvite(invite: IncomingInvite, end: ServerEnd): void {
    const status = invite.transaction.finalStatus() ?? 0;
    // What was accepted is repeated until its ACK, or its own timeout.
    if (status >= 200 && status < 300) return;
    if (end === 'unanswered') invite.lose(408, 'Request Timeout');
    else invite.close();
  }

  #answerPlain(asker: Asker, pending: PendingRequest, response: SipResponse): void {
    const { transaction, dialog } = pending;
    const { request } = transaction;
    const isUpdate = request.method === 'UPDATE' && isSuccess(response);
    const { response: said, terms } = isUpdate ? agreeAsServer(request, response) : { response, terms: null };
    const sent = transaction.respond(said);
    if (!sent) {
      refuse(asker, 'Response not sent: the transaction is over');
      return;
    }
    const dialogId = dialog?.appId ?? dialogIdOf(callIdOf(request), tagIn(request, 'From') ?? '');
    if (!dialog) this.#subscribed(asker.application, transaction, sent);
    tellSent(this.#core, asker, { response: sent, transaction, dialogId });
    if (!dialog || sent.status < 200) return;
    if (terms) watchSession(this.#core, dialog, terms, false);
    this.#afterAnswer(dialog, transaction, sent);
  }

  #afterAnswer(dialog: Dialog, { request, path }: ServerTransaction, sent: SipResponse): void {
    if (isSuccess(sent)) {
      dialog.hear(request, path);
      dialog.say(sent);
    }
    if (request.method === 'BYE') this.#released(dialog, request);
    else if (endsSubscription(request) && dialog.method === 'SUBSCRIBE') this.#core.dialogs.remove(dialog);
  }

  #released(dialog: Dialog, bye: SipRequest): void {
    if (!dialog.isEnded)
      tellCdr(this.#core, { event: 'stop', source: 'network', detail: 'normal-release', message: bye });
    this.#core.dialogs.remove(dialog);
  }

  // RFC 6665 §4.1.2: the answer to a subscription makes its dialog.
  #subscribed(application: App, { request, path, id }: ServerTransaction, sent: SipResponse): void {
    if (!isSuccess(sent) || !dialogMethods.has(request.method)) return;
    const start = { role: 'uas', request, received: request, path, application, transactionId: id } as const;
    const dialog = new Dialog({ ...start, toTag: tagIn(sent, 'To') ?? '' });
    dialog.isConfirmed = true;
    dialog.say(sent);
    this.#core.dialogs.add(dialog);
  }
}

const isSuccess = ({ status }: SipResponse): boolean => status >= 200 && status < 300;

const mergeKey = (request: SipRequest): string =>
  `${tagIn(request, 'From') ?? ''} ${sequenceOf(request)} ${request.method} ${callIdOf(request)}`;
