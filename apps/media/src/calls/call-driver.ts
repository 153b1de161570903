import type { Command, EngineEvent } from '@callwright/protocol';
import type { Welcome } from './answering.js';
import type { CallSession } from './call-session.js';

/**
 * Who decides what happens in a call: a flow, a client on a socket, an application of somebody else, or nobody in it (`other`: it was made for another
 * call). All see the same events and commands.
 */
export type CallDriver = {
  readonly kind: 'flow' | 'remote' | 'application' | 'other';
  /** How a call that comes in is met. */
  readonly welcome: Welcome;
  /** Takes the call over. Called once, before any event. */
  readonly drive: (call: CallSession) => void;
  /** One event, in order, and written down by the driver: only it knows whether a flow saw it. */
  readonly receive: (event: EngineEvent) => void;
  /** A command of the far side; whether it may give it is the driver's to say. @throws AppError `call.notDriver` */
  readonly admit: (command: Command) => void;
  /** How the driver's work ended, for the list of calls. */
  readonly hasFailed: () => boolean;
  readonly hasFinished: () => boolean;
  /** Lets go: no timer of it remains. May be called twice. */
  readonly close: () => void;
};
