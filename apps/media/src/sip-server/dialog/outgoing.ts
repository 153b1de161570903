import {
  formatSipMessage,
  headerOf,
  parseSipUri,
  type SipPath,
  type SipRequest,
  type SipResponse,
  tagIn,
  withHeader,
} from '@callwright/sip';
import type { RequestCommand } from '../drachtio/commands.js';
import { requestSent } from '../drachtio/replies.js';
import type { ClientTransaction, OutgoingRequest, SendFailure } from '../ports.js';
import type { App } from './app.js';
import { completeRequest } from './app-request.js';
import { tellCdr } from './cdr.js';
import { type Asker, type Core, hopOf, refuse, tellMessage } from './core.js';
import { Dialog } from './dialog.js';
import { callIdOf, dialogIdOf, madeResponse, sdpOf, withContentType, withOwnHost } from './message-parts.js';
import { OutgoingInvite } from './outgoing-invite.js';
import { acknowledge, sendBye, watchSession } from './own-requests.js';
import { endsSubscription } from './refusals.js';
import { agreeAsClient } from './session-interval.js';

type Sent = {
  readonly asker: Asker;
  readonly appId: string;
  readonly dialog: Dialog | null;
  request: SipRequest;
  isEchoed: boolean;
  id: string;
  transaction: ClientTransaction | null;
  invite: OutgoingInvite | null;
};

// RFC 3261 §21.4.9, §21.5.4 and the like: what the one who asked would have heard from a proxy.
const failures: Readonly<Record<SendFailure, readonly [number, string]>> = {
  timeout: [408, 'Request Timeout'],
  transport: [503, 'Service Unavailable'],
  unresolved: [503, 'DNS Error'],
  tooLarge: [513, 'Message Too Large'],
  cancelled: [487, 'Request Terminated'],
  overload: [503, 'Service Unavailable'],
  closed: [503, 'Service Unavailable'],
};

// As long as a BYE itself may take (RFC 3261 §17.1.2.2, timer F).
const leavingMs = 32_000;

/** What applications send to the network. */
export class Outgoing {
  readonly #core: Core;
  readonly #sent = new Map<string, Sent>();
  readonly #sentByAppId = new Map<string, number>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Whether a request of ours of this Call-ID and tag is under way: from the network it would be a loop. */
  isUnderWay(appId: string): boolean {
    return (this.#sentByAppId.get(appId) ?? 0) > 0;
  }

  /** Requests without a final answer, and INVITEs whose 2xx may come again. */
  get count(): number {
    return this.#sent.size;
  }

  /** Sends what an application asks for; whatever is wrong with it, the application is told. */
  request(asker: Asker, command: RequestCommand): void {
    const { message, dialogId, transactionId } = command;
    if (message.method === 'CANCEL') this.#cancel(asker, transactionId ?? '', message);
    else if (dialogId !== null) this.#inDialog(asker, dialogId, message);
    else if (message.method === 'ACK') refuse(asker, 'unable to find dialog for ACK');
    else this.#new(asker, command);
  }

  /** A NOTIFY that comes before the answer to its SUBSCRIBE makes the dialog (RFC 6665 §4.1.2.4). */
  adopt(request: SipRequest, path: SipPath): Dialog | null {
    if (request.method !== 'NOTIFY') return null;
    const appId = dialogIdOf(callIdOf(request), tagIn(request, 'To') ?? '');
    const sent = [...this.#sent.values()].find((one) => one.appId === appId && one.request.method === 'SUBSCRIBE');
    return sent && !sent.dialog
      ? this.#subscribed(sent, tagIn(request, 'From') ?? '', { message: request, path })
      : null;
  }

  /** Calls off what a lost application was waiting for. */
  onGone(application: App): void {
    for (const { asker, transaction } of this.#sent.values()) {
      if (asker.application === application) transaction?.cancel();
    }
  }

  #new(asker: Asker, { message, proxyUri }: RequestCommand): void {
    const completed = completeRequest(message, proxyUri, this.#core.newId);
    if (!completed.ok) {
      refuse(asker, completed.reason);
      return;
    }
    const { outgoing } = completed;
    const sent = this.#begin(asker, outgoing.request, null);
    if (message.method === 'INVITE')
      tellCdr(this.#core, { event: 'attempt', source: 'application', message: outgoing.request });
    const hop = parseSipUri(outgoing.target.uri);
    const port = hop?.port ?? (hop?.scheme === 'sips' ? 5061 : 5060);
    if (hop && this.#core.layer.isOwnAddress(hop.host, port)) this.#answerItself(sent, 482, 'Loop Detected');
    else this.#send(sent, outgoing);
  }

  #inDialog(asker: Asker, dialogId: string, message: SipRequest): void {
    if (message.method === 'ACK') {
      this.#acknowledge(asker, dialogId, message);
      return;
    }
    const dialog = this.#dialogFor(dialogId, message);
    const typed = dialog && withContentType(message);
    if (!dialog || !typed) {
      refuse(asker, dialog ? 'missing content-type' : `unable to find dialog for ${message.method}`);
      return;
    }
    const outgoing = { ...dialog.request(typed.method, typed.headers, typed.body), finish: withOwnHost };
    const sent = this.#begin(asker, outgoing.request, dialog);
    // RFC 3261 §14.1: one INVITE at a time.
    if (message.method === 'INVITE' && (dialog.isInviting || dialog.isInvited)) {
      this.#answerItself(sent, 491, 'Request Pending');
      return;
    }
    if (message.method === 'BYE') {
      this.#released(dialog, outgoing.request);
      // RFC 3261 §15: whoever was called does not hang up before the ACK.
      dialog.whenAcknowledged(() => this.#send(sent, outgoing));
    } else this.#send(sent, outgoing);
  }

  #dialogFor(dialogId: string, message: SipRequest): Dialog | undefined {
    const dialogs = this.#core.dialogs.named(dialogId);
    if (message.method !== 'PRACK') return dialogs.at(-1);
    const number = Number.parseInt(headerOf(message, 'RAck') ?? '', 10);
    const waiting = dialogs.find(({ reliable }) => reliable?.number === number && !reliable.isAcknowledged);
    if (waiting?.reliable) waiting.reliable.isAcknowledged = true;
    return waiting;
  }

  #acknowledge(asker: Asker, dialogId: string, message: SipRequest): void {
    const dialog = this.#core.dialogs.named(dialogId).find(({ answered }) => answered && !answered.sent);
    const typed = withContentType(message);
    // The library acknowledges refusals too, which the transaction has done.
    if (!dialog?.answered || !typed) {
      refuse(asker, dialog ? 'missing content-type' : 'unable to find dialog for ACK');
      return;
    }
    dialog.localSdp = sdpOf(typed) ?? dialog.localSdp;
    acknowledge(this.#core, dialog, typed.headers, typed.body);
    const { request } = dialog.request('ACK', typed.headers, typed.body, dialog.answered.sequence);
    this.#echo(asker, request, null, this.#core.newId());
    if (dialog.lacksContact) {
      sendBye(this.#core, dialog, 'No Contact');
      this.#core.dialogs.remove(dialog);
    }
  }

  #cancel(asker: Asker, transactionId: string, message: SipRequest): void {
    const sent = this.#sent.get(transactionId);
    if (!sent?.invite || !sent.transaction) {
      refuse(asker, 'unable to find transaction for CANCEL');
      return;
    }
    sent.transaction.cancel(headerOf(message, 'Reason'));
    const headers = sent.request.headers.filter(({ name }) => ['Via', 'From', 'To', 'Call-ID', 'CSeq'].includes(name));
    const cancel: SipRequest = { ...sent.request, method: 'CANCEL', headers, body: new Uint8Array() };
    const sequence = Number.parseInt(headerOf(cancel, 'CSeq') ?? '0', 10);
    this.#echo(asker, withHeader(cancel, 'CSeq', `${sequence} CANCEL`), null, this.#core.newId());
  }

  #begin(asker: Asker, request: SipRequest, dialog: Dialog | null): Sent {
    const appId = dialog?.appId ?? dialogIdOf(callIdOf(request), tagIn(request, 'From') ?? '');
    return { asker, appId, dialog, request, isEchoed: false, id: this.#core.newId(), transaction: null, invite: null };
  }

  #send(sent: Sent, outgoing: OutgoingRequest): void {
    const { asker, dialog, request, id } = sent;
    const isInvite = request.method === 'INVITE';
    if (isInvite)
      sent.invite = new OutgoingInvite(this.#core, asker.application, request, { transactionId: id, dialog });
    this.#sent.set(id, sent);
    this.#sentByAppId.set(sent.appId, (this.#sentByAppId.get(sent.appId) ?? 0) + 1);
    sent.transaction = this.#core.layer.send(outgoing, {
      onSent: (written, path) => {
        sent.request = written;
        sent.invite?.onSent(written);
        this.#echoOnce(sent, path);
      },
      onResponse: (response, path) => this.#onResponse(sent, response, path),
      onFailure: (failure) => {
        this.#forget(sent);
        sent.invite?.onFailure();
        this.#answerItself(sent, ...failures[failure]);
        this.#onFinal(sent, failures[failure][0]);
      },
      onEnd: () => {
        this.#forget(sent);
        sent.invite?.onEnd();
      },
    });
  }

  #onResponse(sent: Sent, response: SipResponse, path: SipPath): void {
    const { invite, asker, dialog, request } = sent;
    const isFinal = response.status >= 200;
    if (isFinal && !invite) this.#forget(sent);
    if (invite && !invite.onResponse(response, path)) return;
    if (isFinal && response.status < 300 && !invite) this.#onSuccess(sent, response, path);
    this.#echoOnce(sent, path);
    const application = asker.application.isOpen ? asker.application : (dialog?.application ?? asker.application);
    tellMessage(this.#core, application, response, { transactionId: sent.id, dialogId: sent.appId, path });
    if (isFinal) this.#onFinal(sent, response.status);
    if (isFinal && dialog && dialog.method !== 'INVITE' && endsSubscription(request)) this.#core.dialogs.remove(dialog);
  }

  #onSuccess(sent: Sent, response: SipResponse, path: SipPath): void {
    const { dialog, request } = sent;
    if (!dialog) {
      if (request.method === 'SUBSCRIBE')
        this.#subscribed(sent, tagIn(response, 'To') ?? '', { message: response, path });
      return;
    }
    dialog.say(request);
    if (request.method === 'UPDATE' || request.method === 'SUBSCRIBE') dialog.hear(response, path);
    const terms = request.method === 'UPDATE' ? agreeAsClient(response) : null;
    if (terms) watchSession(this.#core, dialog, terms, true);
  }

  // After a BYE the dialog lives only for its credentials to be asked for.
  #onFinal({ dialog, request }: Sent, status: number): void {
    if (!dialog) return;
    const isChallenge = status === 401 || status === 407;
    if (request.method === 'BYE') {
      if (isChallenge)
        dialog.leaving ??= this.#core.clock.startTimer(leavingMs, () => this.#core.dialogs.remove(dialog));
      else this.#core.dialogs.remove(dialog);
    } else if (status === 481 && dialog.method !== 'INVITE') this.#core.dialogs.remove(dialog);
  }

  #released(dialog: Dialog, bye: SipRequest): void {
    dialog.timer?.stop();
    tellCdr(this.#core, { event: 'stop', source: 'application', detail: 'normal-release', message: bye });
  }

  #subscribed(
    sent: Sent,
    toTag: string,
    heard: { readonly message: SipRequest | SipResponse; readonly path: SipPath },
  ): Dialog {
    const { request, asker, id } = sent;
    const known = this.#core.dialogs.named(sent.appId).find(({ remoteTag }) => remoteTag === toTag);
    if (known) return known;
    const start = { role: 'uac', request, toTag, received: heard.message, path: heard.path } as const;
    const dialog = new Dialog({ ...start, application: asker.application, transactionId: id });
    dialog.isConfirmed = true;
    dialog.say(request);
    this.#core.dialogs.add(dialog);
    return dialog;
  }

  #answerItself(sent: Sent, status: number, reason: string): void {
    this.#echoOnce(sent, null);
    const response = madeResponse(sent.request, status, reason);
    const about = { transactionId: sent.id, dialogId: sent.appId, path: null };
    tellMessage(this.#core, sent.asker.application, response, about);
  }

  #forget({ id, appId }: Sent): void {
    if (!this.#sent.delete(id)) return;
    const others = (this.#sentByAppId.get(appId) ?? 1) - 1;
    if (others > 0) this.#sentByAppId.set(appId, others);
    else this.#sentByAppId.delete(appId);
  }

  #echoOnce(sent: Sent, path: SipPath | null): void {
    if (sent.isEchoed) return;
    sent.isEchoed = true;
    this.#echo(sent.asker, sent.request, path, sent.id);
  }

  #echo({ application, frameId }: Asker, request: SipRequest, path: SipPath | null, id: string): void {
    const bytes = formatSipMessage(request);
    application.tell(requestSent(frameId, hopOf(path, bytes.length), this.#core.clock.nowMs(), id), bytes);
  }
}
