import { formatSipMessage, type SipMessage } from '@callwright/sip';
import { formatTime } from '../drachtio/replies.js';
import type { Core } from './core.js';

/** Why a call is over, in drachtio's words. */
export type CdrReason =
  | 'normal-release'
  | 'call-rejected'
  | 'call-canceled'
  | 'session-expired'
  | 'ackbye'
  | 'system-initiated-bye'
  | 'system-error-initiated-bye';

/** A milestone of a call: `detail` is the role at its start, the reason at its stop. `source`: who sent the message. */
export type CdrEvent = {
  readonly event: 'attempt' | 'start' | 'stop';
  readonly source: 'network' | 'application';
  readonly detail?: 'uas' | 'uac' | CdrReason;
  readonly message: SipMessage;
};

/** Tells every application that asked for these events. */
export const tellCdr = (core: Core, { event, source, detail, message }: CdrEvent): void => {
  const listeners = core.applications.whoWants(`cdr:${event}`);
  if (listeners.length === 0) return;
  const bytes = formatSipMessage(message);
  const words = [`cdr:${event}`, source, formatTime(core.clock.nowMs()), ...(detail ? [detail] : [])];
  for (const application of listeners) application.tell(words.join('|'), bytes);
};
