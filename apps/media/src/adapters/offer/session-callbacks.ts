import type { CallId } from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';

/** Seed 4's OnSessionStart and OnSessionEnd. */
export type SessionCallbacks = {
  /** @param peer address and browser of the caller; in no log */
  readonly started: (callId: CallId, peer: string) => void;
  readonly ended: (callId: CallId, reason: string) => void;
};

/** What callbacks are made of. */
export type SessionCallbacksParts = {
  /** Sends one JSON text to the webhook; absent where there is none. @throws AppError `http.*` */
  readonly post?: (json: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Messages that may be on their way; more are dropped with a word in the log. */
const MAX_UNDER_WAY = 1_000;

/** Tells of calls by the log, and by a webhook in the order of each call: `session.start`, then `session.end`. */
export const createSessionCallbacks = ({ post, clock, log }: SessionCallbacksParts): SessionCallbacks => {
  const last = new Map<CallId, Promise<void>>();
  const tell = (callId: CallId, fields: object): void => {
    if (!post) return;
    if (last.size >= MAX_UNDER_WAY && !last.has(callId)) {
      log.warn({ callId }, 'word of an offer was dropped: too many are on their way');
      return;
    }
    const json = JSON.stringify({ ...fields, call_id: callId, timestamp: clock.nowMs() });
    const sent = (last.get(callId) ?? Promise.resolve())
      .then(() => post(json))
      .catch((error: unknown) => log.warn({ callId, error: String(error) }, 'word of an offer was not taken'))
      .finally(() => {
        if (last.get(callId) === sent) last.delete(callId);
      });
    last.set(callId, sent);
    runInBackground('tell of offer', sent, log);
  };
  return {
    started(callId, peer) {
      log.info({ callId }, 'call by offer began');
      tell(callId, { event: 'session.start', peer });
    },
    ended(callId, reason) {
      log.info({ callId, reason }, 'call by offer ended');
      tell(callId, { event: 'session.end', reason });
    },
  };
};
