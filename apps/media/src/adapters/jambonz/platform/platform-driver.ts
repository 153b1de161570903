import { AppError, type Command, type EngineEvent } from '@callwright/protocol';
import type { CallDriver } from '../../../calls/call-driver.js';
import type { CallSession } from '../../../calls/call-session.js';
import { AppSession } from './app-session.js';
import type { AppOwner } from './call-info.js';
import type { Child } from './children.js';
import type { PlatformParts } from './platform-parts.js';

/** A jambonz application decides in a call, whatever protocol its caller came by. */
export class PlatformDriver implements CallDriver {
  readonly kind = 'application';
  /** It rings until the application wants something that needs an answer. */
  readonly welcome = 'later';
  readonly #owner: AppOwner;
  readonly #platform: PlatformParts;
  #call: CallSession | null = null;
  #session: AppSession | null = null;

  constructor(owner: AppOwner, platform: PlatformParts) {
    this.#owner = owner;
    this.#platform = platform;
  }

  drive(call: CallSession): void {
    this.#call = call;
    this.#session = new AppSession({ platform: this.#platform, owner: this.#owner, call });
  }

  receive(event: EngineEvent): void {
    this.#call?.journal.append({ kind: 'event', event });
    this.#session?.receive(event);
  }

  /** @throws AppError `call.notDriver` */
  admit(command: Command): void {
    const isCommon = command.command === 'hangup' || command.command === 'candidate';
    if (isCommon || this.#mutesItself(command)) return;
    throw new AppError(
      'call.notDriver',
      `An application drives this call; ${command.command} is not yours to ask for.`,
    );
  }

  /** Somebody is being called for the call. */
  dials(other: CallSession): void {
    this.#session?.follow(other);
  }

  /** Somebody whom the call has dialled has answered. @returns whether they are to be joined */
  async meet(child: Child): Promise<boolean> {
    return (await this.#session?.stage.children.meet(child)) ?? true;
  }

  hasFailed(): boolean {
    return this.#session?.hasFailed === true;
  }

  hasFinished(): boolean {
    return this.#session?.hasOpened === true && !this.hasFailed();
  }

  close(): void {
    this.#session?.close();
  }

  #mutesItself(command: Command): boolean {
    if (command.command !== 'mute' && command.command !== 'unmute') return false;
    return command.trackId !== undefined && String(command.trackId) === String(this.#call?.callId);
  }
}
