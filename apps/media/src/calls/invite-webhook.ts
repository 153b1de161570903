import { AppError } from '@callwright/protocol';
import { isoTime } from '../platform/calendar.js';
import type { Clock } from '../platform/clock.js';
import type { CallSession } from './call-session.js';
import type { FlowServices } from './effect-desk.js';

/** How somebody is told of a call. */
export type InvitePostWays = {
  readonly clock: Clock;
  readonly send: FlowServices['send'];
  readonly timeoutMs: number;
};

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Posts a call that waits for a client to a server (spec 0 §1), which opens `/call/sip?id=<dialogId>` to take it.
 * @throws AppError `http.*`, and when the server answers that it failed
 */
export const postInvite = async (
  { leg, signal }: CallSession,
  url: string,
  { clock, send, timeoutMs }: InvitePostWays,
): Promise<void> => {
  const body = JSON.stringify({
    dialogId: leg.callId,
    createdAt: isoTime(clock.nowMs()),
    caller: leg.from,
    callee: leg.to,
    event: 'invite',
    headers: Object.entries(leg.headers).map(([name, value]) => `${name}: ${value}`),
    offer: leg.option.offer ?? '',
  });
  const { status } = await send(
    {
      ...{ method: 'POST', url, body, timeoutMs, maxBytes: MAX_ANSWER_BYTES, retries: 1, isRepeatable: true },
      headers: [{ name: 'content-type', value: 'application/json' }],
    },
    signal,
  );
  if (status >= 300) throw new AppError('http.network', `The server that is told of calls answered ${status}.`);
};
