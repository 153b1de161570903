import { plainResponse, type TransactionUser } from '@callwright/sip';
import type { Log } from '../../platform/logging.js';
import type { ClientListener } from '../ports.js';

/**
 * The layer above, such that a failure in it costs one message and not the process: it is logged, and a request it
 * failed at gets 500.
 */
export const guardedUser = (user: TransactionUser, log: Log): TransactionUser => ({
  onRequest: (transaction) => {
    const isDone = attempt(log, 'a SIP request', () => user.onRequest(transaction));
    if (!isDone) transaction.respond(plainResponse(500, 'Server Internal Error'));
  },
  onCancel: (...heard) => void attempt(log, 'a SIP CANCEL', () => user.onCancel(...heard)),
  onAck: (...heard) => void attempt(log, 'a SIP ACK', () => user.onAck(...heard)),
  onStrayResponse: (...heard) => void attempt(log, 'a SIP response', () => user.onStrayResponse(...heard)),
  onServerEnd: (...heard) => void attempt(log, 'the end of a SIP request', () => user.onServerEnd(...heard)),
});

/** The same for who hears of one request sent. */
export const guardedListener = (listener: ClientListener, log: Log): Required<ClientListener> => ({
  onSent: (...heard) => void attempt(log, 'a SIP request sent', () => listener.onSent?.(...heard)),
  onResponse: (...heard) => void attempt(log, 'a SIP response', () => listener.onResponse(...heard)),
  onFailure: (...heard) => void attempt(log, 'a failed SIP request', () => listener.onFailure(...heard)),
  onEnd: () => void attempt(log, 'the end of a SIP request', () => listener.onEnd?.()),
});

function attempt(log: Log, what: string, task: () => void): boolean {
  try {
    task();
    return true;
  } catch (error) {
    // Its stack and class, not its message: that may hold what a caller sent.
    const { name, stack = '' } = error instanceof Error ? error : new Error(typeof error);
    log.error(
      {
        what,
        error: name,
        at: stack
          .split('\n')
          .slice(1, 6)
          .map((line) => line.trim()),
      },
      'handling SIP failed',
    );
    return false;
  }
}
