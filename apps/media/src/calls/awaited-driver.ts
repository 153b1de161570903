import { AppError, type Command, type EngineEvent, type RecorderOption } from '@callwright/protocol';
import type { CallDriver } from './call-driver.js';
import type { CallSession } from './call-session.js';
import type { FlowDriver } from './flow-driver.js';

/** Who decides in a call that a client may come for: nobody, then the client, or a flow in their place. */
export class AwaitedDriver implements CallDriver {
  /** The caller hears it ring while it is waited. */
  readonly welcome = 'later';
  #call: CallSession | null = null;
  #flow: FlowDriver | null = null;
  #hasClient = false;
  readonly #recorder: () => RecorderOption | undefined;
  #isRecordedByClient = false;
  #isHeard = false;
  #hasMedia = false;

  /** @param recorder how the call is recorded from its answer on, unless the client that accepts it says otherwise */
  constructor(recorder: () => RecorderOption | undefined) {
    this.#recorder = recorder;
  }

  get kind(): CallDriver['kind'] {
    if (this.#flow) return 'flow';
    return this.#hasClient ? 'remote' : 'other';
  }

  /** Whether somebody decides. */
  get isTaken(): boolean {
    return this.#hasClient || this.#flow !== null;
  }

  /** A client decides from now on. */
  handToClient(): void {
    this.#hasClient = true;
  }

  /** A flow decides from now on; it answers the call, unless it has a step for that. */
  handToFlow(flow: FlowDriver): void {
    const call = this.#call;
    if (!call || call.isEnding) return;
    this.#flow?.close();
    this.#flow = flow;
    flow.drive(call);
    if (flow.welcome === 'atOnce') call.dispatch({ command: 'accept' });
    flow.goOn({ isHeard: this.#isHeard, hasMedia: this.#hasMedia });
  }

  /** The client decides again that has handed the call to a flow. */
  takeBack(): void {
    if (!this.#hasClient) return;
    this.#flow?.close();
    this.#flow = null;
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
    if (event.event === 'answer') this.#record();
  }

  /** @throws AppError `call.notDriver` */
  admit(command: Command): void {
    if (this.#flow && !(this.#hasClient && command.command === 'redirect')) this.#flow.admit(command);
    else if (!this.#hasClient) throw new AppError('call.notDriver', `Nobody is there to ask for ${command.command}.`);
    else if (command.command === 'accept' && command.option?.recorder) this.#isRecordedByClient = true;
  }

  hasFailed(): boolean {
    return this.#flow?.hasFailed() ?? false;
  }

  hasFinished(): boolean {
    return this.#flow?.hasFinished() ?? false;
  }

  close(): void {
    this.#flow?.close();
    this.#call = null;
  }

  #record(): void {
    const option = this.#isRecordedByClient ? undefined : this.#recorder();
    if (!option || option.startWhenAnswer === false) return;
    const command = { command: 'record', action: 'start', option } as const;
    this.#call?.journal.append({ kind: 'command', command, by: 'call' });
    this.#call?.dispatch(command);
  }
}
