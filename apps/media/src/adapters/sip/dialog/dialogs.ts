import type { Replaces } from '@callwright/sip';
import type { IncomingRequest } from '../stack/sip-stack.js';

/** One dialog of ours, as others find it. */
export type KnownDialog = {
  readonly id: string;
  /** Takes a request of the far side. */
  readonly handle: (request: IncomingRequest) => void;
  readonly callId: string;
  /** Known once the dialog is; the far side of an outbound call has none at first. */
  readonly tags: () => { readonly local: string; readonly remote: string };
  readonly isConfirmed: () => boolean;
  /** The server that knew of it is gone. */
  readonly lose: () => void;
};

/** The dialogs of this process: whom a request of one goes to. */
export class Dialogs<Dialog extends KnownDialog = KnownDialog> {
  readonly #byId = new Map<string, Dialog>();

  get size(): number {
    return this.#byId.size;
  }

  add(dialog: Dialog): void {
    this.#byId.set(dialog.id, dialog);
  }

  get(id: string): Dialog | undefined {
    return this.#byId.get(id);
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  /** A dialog goes by another id from now on. */
  rename(before: string, dialog: Dialog): void {
    this.#byId.delete(before);
    this.add(dialog);
  }

  /** The dialog a Replaces names (RFC 3891 §3): its To tag is ours, its From tag theirs. */
  find({ callId, toTag, fromTag }: Replaces): Dialog | undefined {
    for (const dialog of this.#byId.values()) {
      if (dialog.callId !== callId) continue;
      const { local, remote } = dialog.tags();
      if (local === toTag && remote === fromTag) return dialog;
    }
    return undefined;
  }

  /** All of them. */
  all(): readonly Dialog[] {
    return [...this.#byId.values()];
  }
}

/** The id drachtio gives the dialog of an INVITE. */
export const dialogIdOf = (callId: string, fromTag: string): string => `${callId};from-tag=${fromTag}`;
