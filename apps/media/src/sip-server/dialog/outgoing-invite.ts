import { headerOf, type SipPath, type SipRequest, type SipResponse, tagIn } from '@callwright/sip';
import type { App } from './app.js';
import { tellCdr } from './cdr.js';
import type { Core } from './core.js';
import { type AnsweredInvite, Dialog } from './dialog.js';
import { callIdOf, contactOf, dialogIdOf, sequenceOf } from './message-parts.js';
import { acknowledge, endDialog, sendBye, watchSession } from './own-requests.js';
import { agreeAsClient } from './session-interval.js';

const nothing = new Uint8Array();

/** An INVITE of an application's: the dialogs its answers make, early and confirmed, and their acknowledgement. */
export class OutgoingInvite {
  readonly application: App;
  readonly appId: string;
  readonly transactionId: string;
  readonly #core: Core;
  readonly #dialog: Dialog | null;
  readonly #early = new Map<string, Dialog>();
  #accepted: Dialog | null = null;
  // The dialog's own may be of a later INVITE.
  #answered: AnsweredInvite | null = null;
  // As it went out: with our Contact.
  #sent: SipRequest;

  /** @param dialog for a re-INVITE */
  constructor(
    core: Core,
    application: App,
    request: SipRequest,
    about: { readonly transactionId: string; readonly dialog: Dialog | null },
  ) {
    this.application = application;
    this.transactionId = about.transactionId;
    this.appId = about.dialog?.appId ?? dialogIdOf(callIdOf(request), tagIn(request, 'From') ?? '');
    this.#core = core;
    this.#sent = request;
    this.#dialog = about.dialog;
    if (about.dialog) about.dialog.isInviting = true;
  }

  /** Takes the request as it was written. */
  onSent(request: SipRequest): void {
    this.#sent = request;
  }

  /** Takes a response; false when the application is not to see it: a repetition, or one the server deals with. */
  onResponse(response: SipResponse, path: SipPath): boolean {
    if (response.status < 200) return this.#onProvisional(response, path);
    if (response.status < 300) return this.#onAccepted(response, path);
    this.#over();
    const detail = response.status === 487 ? 'call-canceled' : 'call-rejected';
    if (!this.#dialog) tellCdr(this.#core, { event: 'stop', source: 'network', detail, message: response });
    return true;
  }

  /** There was no final answer. */
  onFailure(): void {
    this.#over();
  }

  /** Nothing more comes: whoever did not acknowledge by now never will. */
  onEnd(): void {
    const dialog = this.#accepted;
    this.#over();
    if (!dialog || dialog.isEnded || !this.#answered || this.#answered.sent) return;
    if (dialog.answered !== this.#answered) return;
    acknowledge(this.#core, dialog, [], nothing);
    endDialog(this.#core, dialog, { reason: 'ackbye', text: 'ACK timeout' });
  }

  #onProvisional(response: SipResponse, path: SipPath): boolean {
    const tag = tagIn(response, 'To');
    if (this.#dialog || tag === undefined || response.status === 100) return true;
    const dialog = this.#early.get(tag) ?? this.#begin(response, path, tag);
    if (!dialog) return true;
    dialog.hear(response, path);
    const number = Number.parseInt(headerOf(response, 'RSeq') ?? '', 10);
    if (!Number.isSafeInteger(number)) return true;
    // RFC 3262 §4: in their order, each once; the PRACK is repeated by its own transaction.
    if (dialog.reliable && number !== dialog.reliable.number + 1) return false;
    dialog.reliable = { number, isAcknowledged: false };
    return true;
  }

  #onAccepted(response: SipResponse, path: SipPath): boolean {
    const tag = tagIn(response, 'To') ?? '';
    const known = this.#accepted;
    if (known && known.remoteTag === tag) {
      this.#answered?.sent?.resend();
      return false;
    }
    const dialog = this.#dialog ?? this.#early.get(tag) ?? this.#begin(response, path, tag);
    if (!dialog) return true;
    dialog.answered = { sequence: sequenceOf(this.#sent), sent: null };
    // The library acknowledges it, and then has no dialog to end.
    if (!this.#dialog) dialog.lacksContact = contactOf(response) === undefined;
    dialog.say(this.#sent);
    if (this.#dialog) dialog.hear(response, path);
    else dialog.confirm(response, path);
    // RFC 3261 §13.2.2.4: another branch answered too late; and nobody is there to be told.
    if (known || !this.application.isOpen) {
      this.#dropAccepted(dialog);
      return false;
    }
    this.#accepted = dialog;
    this.#answered = dialog.answered;
    this.#early.delete(tag);
    this.#over();
    if (!this.#dialog) tellCdr(this.#core, { event: 'start', source: 'network', detail: 'uac', message: response });
    watchSession(this.#core, dialog, agreeAsClient(response), true);
    return true;
  }

  #dropAccepted(dialog: Dialog): void {
    acknowledge(this.#core, dialog, [], nothing);
    sendBye(this.#core, dialog, 'Call completed elsewhere');
    this.#core.dialogs.remove(dialog);
  }

  // A 2xx beyond the limit is taken all the same: it is a call that was answered.
  #begin(response: SipResponse, path: SipPath, toTag: string): Dialog | null {
    const { dialogs, limits } = this.#core;
    if (response.status < 200 && dialogs.count >= limits.dialogs) return null;
    const start = { role: 'uac', request: this.#sent, toTag, received: response, path } as const;
    const dialog = new Dialog({ ...start, application: this.application, transactionId: this.transactionId });
    dialog.say(this.#sent);
    if (response.status < 200) this.#early.set(toTag, dialog);
    dialogs.add(dialog);
    return dialog;
  }

  #over(): void {
    if (this.#dialog) this.#dialog.isInviting = false;
    for (const dialog of this.#early.values()) this.#core.dialogs.remove(dialog);
    this.#early.clear();
  }
}
