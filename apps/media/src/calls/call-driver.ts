import type { Command, EngineEvent } from '@callwright/protocol';
import type { Welcome } from './answering.js';
import type { CallSession } from './call-session.js';
import type { FlowDriver } from './flow-driver.js';

/**
 * Who decides what happens in a call: a flow, a client on a socket, an application of somebody else, or nobody in it (`other`: it was made for another
 * call). All see the same events and commands.
 */
export type CallDriver = {
  readonly kind: 'flow' | 'remote' | 'application' | 'other';
  /** It has not begun, and what the caller presses waits until it has; default false. */
  readonly isWaiting?: boolean;
  /** How a call that comes in is met. */
  readonly welcome: Welcome;
  /** Takes the call over. Called once, before any event. */
  readonly drive: (call: CallSession) => void;
  /** One event, in order, and written down by the driver: only it knows whether a flow saw it. */
  readonly receive: (event: EngineEvent) => void;
  /** A command of the far side; whether it may give it is the driver's to say. @throws AppError `call.notDriver` */
  readonly admit: (command: Command) => void;
  /** Where a client decides: a flow does instead of it, until `takeBack`. @throws AppError `call.ended` */
  readonly handToFlow?: (flow: FlowDriver) => void;
  readonly takeBack?: () => void;
  /** Somebody is being called for the call; what becomes of that is told by their own events. */
  readonly dials?: (other: CallSession) => void;
  /** Somebody whom a `dial` of the call has reached has answered. @returns whether they are to be joined; never rejects */
  readonly meet?: (other: DialledParty) => Promise<boolean>;
  /** How the driver's work ended, for the list of calls. */
  readonly hasFailed: () => boolean;
  readonly hasFinished: () => boolean;
  /** Lets go: no timer of it remains. May be called twice. */
  readonly close: () => void;
};

/** Somebody who has answered; `bind`: whether they end with the call that called them, which they do until told otherwise. */
export type DialledParty = { readonly call: CallSession; readonly bind: (isBound: boolean) => void };
