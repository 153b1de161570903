import { AppError, type Command, type EngineEvent } from '@callwright/protocol';
import type { CallDriver } from './call-driver.js';
import type { CallSession } from './call-session.js';
import type { FlowDriver } from './flow-driver.js';

/**
 * A client on the leg's own socket drives: every event is sent to it anyway, and every command of it is obeyed. It may hand
 * the call to a flow, and take it back.
 */
export class RemoteDriver implements CallDriver {
  readonly welcome = 'asked';
  #call: CallSession | null = null;
  #flow: FlowDriver | null = null;
  #isHeard = false;
  #hasMedia = false;

  get kind(): CallDriver['kind'] {
    return this.#flow ? 'flow' : 'remote';
  }

  get isWaiting(): boolean {
    return this.#flow?.isWaiting ?? false;
  }

  drive(call: CallSession): void {
    this.#call = call;
  }

  receive(event: EngineEvent): void {
    if (event.event === 'incoming') this.#isHeard = true;
    if (event.event === 'mediaReady') this.#hasMedia = true;
    if (this.#flow) this.#flow.receive(event);
    else this.#call?.journal.append({ kind: 'event', event });
  }

  /** @throws AppError `call.notDriver` for what is the flow's to decide, while it drives */
  admit(command: Command): void {
    // Whoever was let in to drive may do everything the call can, and have it back.
    if (this.#flow && command.command !== 'redirect') this.#flow.admit(command);
  }

  /** The flow decides from now on. @throws AppError `call.ended` */
  handToFlow(flow: FlowDriver): void {
    const call = this.#call;
    if (!call || call.isEnding) throw new AppError('call.ended', 'The call is over.');
    this.takeBack();
    this.#flow = flow;
    flow.drive(call);
    flow.goOn({ isHeard: this.#isHeard, hasMedia: this.#hasMedia });
  }

  /** The client decides again; what the flow has begun goes on. Nothing happens when no flow drives. */
  takeBack(): void {
    this.#flow?.close();
    this.#flow = null;
  }

  hasFailed(): boolean {
    return this.#flow?.hasFailed() ?? false;
  }

  hasFinished(): boolean {
    return this.#flow?.hasFinished() ?? true;
  }

  close(): void {
    this.#flow?.close();
    this.#call = null;
  }
}
