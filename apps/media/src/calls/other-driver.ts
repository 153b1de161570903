import { AppError, type Command, type EngineEvent } from '@callwright/protocol';
import type { CallDriver } from './call-driver.js';
import type { CallSession } from './call-session.js';

/** Nobody decides in the call: it was made for another one, and lives and dies with it. */
export class OtherDriver implements CallDriver {
  readonly kind = 'other';
  readonly welcome = 'atOnce';
  #call: CallSession | null = null;
  #wasAnswered = false;

  drive(call: CallSession): void {
    this.#call = call;
  }

  receive(event: EngineEvent): void {
    if (event.event === 'answer') this.#wasAnswered = true;
    this.#call?.journal.append({ kind: 'event', event });
  }

  /** @throws AppError `call.notDriver` always */
  admit(command: Command): void {
    throw new AppError('call.notDriver', `This call belongs to another; ${command.command} is not to be asked of it.`);
  }

  hasFailed(): boolean {
    return false;
  }

  hasFinished(): boolean {
    return this.#wasAnswered;
  }

  close(): void {
    this.#call = null;
  }
}
