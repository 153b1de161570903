import { type SipMessage, tagIn } from '@callwright/sip';
import type { Dialog } from './dialog.js';
import { callIdOf } from './message-parts.js';

const keyOf = (callId: string, localTag: string, remoteTag: string): string => `${localTag} ${remoteTag} ${callId}`;

/** All dialogs there are, early ones too. */
export class Dialogs {
  readonly #byTags = new Map<string, Dialog>();
  readonly #byAppId = new Map<string, Dialog[]>();

  get count(): number {
    return this.#byTags.size;
  }

  /** Those that exist now. */
  all(): readonly Dialog[] {
    return [...this.#byTags.values()];
  }

  add(dialog: Dialog): void {
    this.#byTags.set(keyOf(dialog.callId, dialog.localTag, dialog.remoteTag), dialog);
    this.#byAppId.set(dialog.appId, [...(this.#byAppId.get(dialog.appId) ?? []), dialog]);
  }

  /** Forgets a dialog and stops its clocks; may be called twice. */
  remove(dialog: Dialog): void {
    dialog.isEnded = true;
    dialog.timer?.stop();
    dialog.timer = null;
    dialog.leaving?.cancel();
    this.#byTags.delete(keyOf(dialog.callId, dialog.localTag, dialog.remoteTag));
    const others = (this.#byAppId.get(dialog.appId) ?? []).filter((other) => other !== dialog);
    if (others.length === 0) this.#byAppId.delete(dialog.appId);
    else this.#byAppId.set(dialog.appId, others);
  }

  /** The dialog a request from the network belongs to. */
  ofRequest(request: SipMessage): Dialog | undefined {
    return this.#byTags.get(keyOf(callIdOf(request), tagIn(request, 'To') ?? '', tagIn(request, 'From') ?? ''));
  }

  /** The dialog a response from the network belongs to. */
  ofResponse(response: SipMessage): Dialog | undefined {
    return this.#byTags.get(keyOf(callIdOf(response), tagIn(response, 'From') ?? '', tagIn(response, 'To') ?? ''));
  }

  /** Those an application names: the confirmed one, or the early ones, the youngest last. */
  named(appId: string): readonly Dialog[] {
    const dialogs = this.#byAppId.get(appId) ?? [];
    const confirmed = dialogs.filter(({ isConfirmed }) => isConfirmed);
    return confirmed.length > 0 ? confirmed : dialogs;
  }
}
