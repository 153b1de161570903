import type { EngineEvent } from '@callwright/protocol';
import type { CallDriver } from './call-driver.js';
import type { CallSession } from './call-session.js';

/** A client on the leg's own socket drives: every event is sent to it anyway, and every command of it is obeyed. */
export class RemoteDriver implements CallDriver {
  readonly kind = 'remote';
  readonly welcome = 'asked';
  #call: CallSession | null = null;

  drive(call: CallSession): void {
    this.#call = call;
  }

  receive(event: EngineEvent): void {
    this.#call?.journal.append({ kind: 'event', event });
  }

  admit(): void {
    // Whoever was let in to drive may do everything the call can.
  }

  hasFailed(): boolean {
    return false;
  }

  hasFinished(): boolean {
    return false;
  }

  close(): void {
    this.#call = null;
  }
}
