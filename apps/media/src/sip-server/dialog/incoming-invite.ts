import { formatSipMessage, hasToken, headerOf, type SipRequest, type SipResponse, tagIn } from '@callwright/sip';
import { responseSent } from '../drachtio/replies.js';
import type { ServerTransaction } from '../ports.js';
import type { App } from './app.js';
import { tellCdr } from './cdr.js';
import { type Asker, type Core, hopOf, refuse, tellMessage } from './core.js';
import { Dialog } from './dialog.js';
import { callIdOf, dialogIdOf, plainResponse, sequenceOf } from './message-parts.js';
import { endDialog, watchSession } from './own-requests.js';
import { ReliableResponses } from './reliable-responses.js';
import { Repeater } from './repeater.js';
import { agreeAsServer } from './session-interval.js';

/** An INVITE from the network: what its answers do to the dialog, and what is repeated until it is acknowledged. */
export class IncomingInvite {
  readonly transaction: ServerTransaction;
  readonly application: App;
  readonly appId: string;
  readonly sequence: number;
  readonly #core: Core;
  readonly #reliable: ReliableResponses;
  readonly #isFirst: boolean;
  #dialog: Dialog | null;
  #untilAck: Repeater | null = null;

  /** @param dialog for a re-INVITE */
  constructor(core: Core, transaction: ServerTransaction, application: App, dialog: Dialog | null) {
    const { request } = transaction;
    this.transaction = transaction;
    this.application = application;
    this.appId = dialog?.appId ?? dialogIdOf(callIdOf(request), tagIn(request, 'From') ?? '');
    this.sequence = sequenceOf(request);
    this.#core = core;
    this.#dialog = dialog;
    this.#isFirst = dialog === null;
    if (dialog) dialog.isInvited = true;
    this.#reliable = new ReliableResponses({
      clock: core.clock,
      timers: core.layer.timers,
      send: (response) => transaction.respond(response),
      onTimeout: () => this.giveUp(504, 'No PRACK'),
    });
  }

  /** The dialog it made, or belongs to. */
  get dialog(): Dialog | null {
    return this.#dialog;
  }

  /** Whether its 2xx is repeated. */
  get awaitsAck(): boolean {
    return this.#untilAck !== null;
  }

  /** Sends a response of the application's, at once or when the PRACK before it has come. */
  answer(asker: Asker, response: SipResponse): void {
    const { status } = response;
    if (status >= 300) {
      this.#send(asker, response);
      return;
    }
    const isReliable = status > 100 && status < 200 && this.#isReliable(response);
    if (isReliable && !this.#peerKnowsReliable()) {
      refuse(asker, 'the other side does not know 100rel');
      return;
    }
    const task = isReliable ? () => this.#sendReliably(asker, response) : () => this.#send(asker, response);
    if (status < 200 && !isReliable) task();
    else if (!this.#reliable.afterPrack(task)) refuse(asker, 'too many responses wait for a PRACK');
  }

  /** Takes a PRACK; false when it acknowledges nothing. Whoever waits for it goes on with `afterPrack`. */
  acknowledge(prack: SipRequest): boolean {
    return this.#reliable.acknowledge(headerOf(prack, 'RAck') ?? '', this.sequence);
  }

  /** Sends what has waited for the PRACK. */
  afterPrack(): void {
    this.#reliable.goOn();
  }

  /** Takes the ACK of its 2xx; false when that has come before. */
  onAck(): boolean {
    const isFirst = this.#untilAck !== null;
    this.#untilAck?.stop();
    this.#untilAck = null;
    if (this.#isFirst) this.#dialog?.acknowledged();
    return isFirst;
  }

  /** Ends it by a CANCEL, or what is like one: the caller gets 487 and the application is told. */
  cancel(cancel: SipRequest): void {
    if (this.#finish(plainResponse(487, 'Request Terminated'))) this.#tellCancel(cancel, 'call-canceled');
  }

  /** Rejects it because of something the application does not know of, which is told that it was cancelled. */
  giveUp(status: number, reason: string): void {
    if (this.#finish(plainResponse(status, reason))) this.lose(status, reason);
  }

  /** The transaction ended without an answer of the application's, which is told that it was cancelled. */
  lose(status: number, reason: string): void {
    this.close();
    const { request } = this.transaction;
    const headers = request.headers.filter(({ name }) => ['Via', 'From', 'To', 'Call-ID'].includes(name));
    const why = { name: 'Reason', value: `SIP;cause=${status};text="${reason}"` };
    const cseq = { name: 'CSeq', value: `${this.sequence} CANCEL` };
    const cancel: SipRequest = {
      ...request,
      method: 'CANCEL',
      headers: [...headers, cseq, why],
      body: new Uint8Array(),
    };
    this.#tellCancel(cancel, 'system-initiated-bye');
  }

  /** The transaction is over, or the dialog is; may be called twice. */
  close(): void {
    this.#reliable.stop();
    this.#untilAck?.stop();
    this.#untilAck = null;
    if (this.#dialog) this.#dialog.isInvited = false;
    if (this.#isFirst && this.#dialog && !this.#dialog.isConfirmed) this.#core.dialogs.remove(this.#dialog);
  }

  #tellCancel(cancel: SipRequest, reason: 'call-canceled' | 'system-initiated-bye'): void {
    const about = { transactionId: this.transaction.id, dialogId: this.appId, path: this.transaction.path };
    tellMessage(this.#core, this.application, cancel, about);
    tellCdr(this.#core, { event: 'stop', source: 'network', detail: reason, message: cancel });
  }

  #finish(response: SipResponse): boolean {
    const sent = this.transaction.respond(response);
    if (sent) this.close();
    return sent !== undefined;
  }

  // RFC 3262 §3: whoever requires it gets no provisional response without it.
  #isReliable(response: SipResponse): boolean {
    return hasToken(response, 'Require', '100rel') || hasToken(this.transaction.request, 'Require', '100rel');
  }

  #peerKnowsReliable(): boolean {
    const { request } = this.transaction;
    return hasToken(request, 'Supported', '100rel') || hasToken(request, 'Require', '100rel');
  }

  #sendReliably(asker: Asker, response: SipResponse): void {
    const sent = this.#send(asker, this.#reliable.numbered(response));
    if (sent) this.#reliable.repeat(sent);
  }

  #send(asker: Asker, response: SipResponse): SipResponse | undefined {
    const isSuccess = response.status >= 200 && response.status < 300;
    const { response: said, terms } = isSuccess
      ? agreeAsServer(this.transaction.request, response)
      : { response, terms: null };
    const sent = this.transaction.respond(said);
    if (!sent) {
      refuse(asker, 'Response not sent: the transaction is over');
      return undefined;
    }
    if (sent.status > 100 && sent.status < 300) this.#inDialog(sent);
    tellSent(this.#core, asker, { response: sent, transaction: this.transaction, dialogId: this.appId });
    if (isSuccess && this.#dialog) {
      this.#accepted(sent, this.#dialog);
      watchSession(this.#core, this.#dialog, terms, false);
    } else if (sent.status >= 300) {
      this.close();
      if (this.#isFirst)
        tellCdr(this.#core, { event: 'stop', source: 'application', detail: 'call-rejected', message: sent });
    }
    return sent;
  }

  #inDialog(sent: SipResponse): void {
    if (!this.#dialog) {
      const { request, path, id } = this.transaction;
      const toTag = tagIn(sent, 'To') ?? '';
      const start = { role: 'uas', request, toTag, received: request, path, transactionId: id } as const;
      this.#dialog = new Dialog({ ...start, application: this.application });
      this.#core.dialogs.add(this.#dialog);
    }
    this.#dialog.say(sent);
  }

  // RFC 3261 §13.3.1.4: again and again until the ACK, on TCP too.
  #accepted(sent: SipResponse, dialog: Dialog): void {
    const { t1Ms, t2Ms } = this.#core.layer.timers;
    this.#reliable.stop();
    dialog.isInvited = false;
    if (this.#isFirst) {
      dialog.confirm(sent, this.transaction.path);
      dialog.awaitAck();
      tellCdr(this.#core, { event: 'start', source: 'application', detail: 'uas', message: sent });
    } else dialog.hear(this.transaction.request, this.transaction.path);
    this.#untilAck = new Repeater({
      clock: this.#core.clock,
      firstMs: t1Ms,
      maxMs: t2Ms,
      forMs: 64 * t1Ms,
      send: () => (dialog.isEnded ? this.onAck() : this.transaction.respond(sent)),
      onTimeout: () => {
        this.#untilAck = null;
        // The application's own BYE has waited for this.
        if (this.#isFirst && dialog.acknowledged()) return;
        endDialog(this.#core, dialog, { reason: 'ackbye', text: 'ACK timeout' });
      },
    });
  }
}

/** A response that went out: to which request, of which dialog. */
export type SentResponse = {
  readonly response: SipResponse;
  readonly transaction: ServerTransaction;
  readonly dialogId: string;
};

/** Tells an application what a response of its looked like on the wire. */
export const tellSent = (core: Core, asker: Asker, { response, transaction, dialogId }: SentResponse): void => {
  const bytes = formatSipMessage(response);
  const about = { transactionId: transaction.id, dialogId };
  const hop = hopOf(transaction.path, bytes.length);
  asker.application.tell(responseSent(asker.frameId, hop, core.clock.nowMs(), about), bytes);
};
