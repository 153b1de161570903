import type { SipMessage } from '../message/sip-message.js';
import type { SipPath } from './path.js';
import type { TransactionClock, TransactionTimers } from './timers.js';

/**
 * Sends a message on a path. A response finds its own way by its topmost Via when the path is gone (RFC 3261 §18.2.2).
 * `onError` is called at most once, later and never at once, when it is known not to have been delivered.
 */
export type SendMessage = (message: SipMessage, path: SipPath, onError: () => void) => void;

/** What every transaction works with. */
export type TransactionSurroundings = {
  readonly clock: TransactionClock;
  readonly timers: TransactionTimers;
  readonly send: SendMessage;
};
