import { type CallId, type CommandOf, type SessionEventOf, toAppError, trackId } from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import type { CallSession } from './call-session.js';

/** What joining two calls needs. */
export type BridgePorts = {
  readonly clock: Clock;
  /** Makes the call to the target, with its sound beside the first call's, and begins it. Not yet joined. */
  readonly dial: (from: CallSession, target: string) => Promise<CallSession>;
};

/**
 * Joins a call with another endpoint of ours. The outcome is told by `referStatus`: `trying`, then `answered` and at
 * the end `ended`, or `failed`. Whichever call ends first ends the bridge; the first call lives on, the other does not.
 */
export const joinCalls = async (call: CallSession, command: CommandOf<'refer'>, ports: BridgePorts): Promise<void> => {
  const report = (status: SessionEventOf<'referStatus'>['status'], reason?: string) =>
    call.post({
      event: 'referStatus',
      timestamp: ports.clock.nowMs(),
      status,
      target: command.target,
      ...(command.referId === undefined ? {} : { referId: command.referId }),
      ...(reason === undefined ? {} : { reason }),
    });
  report('trying');
  try {
    const other = await ports.dial(call, command.target);
    if (call.isEnding) return void (await other.close({ reason: 'caller', initiator: 'caller' }));
    await call.bridge(other.callId);
    const stopKeys = passKeys(call, other);
    report('answered');
    other.answeredByBridge();
    void other.ended.then(async () => {
      stopKeys();
      if (call.isEnding) return;
      await call.unbridge().catch(() => undefined); // A stream that is gone is not joined to anything.
      report('ended');
    });
    call.signal.addEventListener('abort', () => void other.close({ reason: 'caller', initiator: 'caller' }), {
      once: true,
    });
  } catch (error) {
    report('failed', toAppError(error).message);
  }
};

// Keys are not sound on the way between two streams: they are handed over as what they are.
const passKeys = (from: CallSession, to: CallSession): (() => void) =>
  from.onEvent((event) => {
    if (event.event === 'dtmf') to.post({ ...event, trackId: trackId.parse(to.callId satisfies CallId) });
  });
