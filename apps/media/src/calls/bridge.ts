import { AppError, type CommandOf, type SessionEventOf, toAppError, trackId } from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import type { CallSession } from './call-session.js';

/** What joining two calls needs. */
export type BridgePorts = {
  readonly clock: Clock;
  readonly log: Log;
  /** Makes the call to the target, with its sound beside the first call's, and begins it. Not yet joined. */
  readonly dial: (from: CallSession, target: string) => Promise<CallSession>;
};

type Status = SessionEventOf<'referStatus'>['status'];

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Joins a call with another endpoint of ours; resolves when that is over, and never rejects. Progress is told by
 * `referStatus`: `trying`, then `answered` and at the end `ended`, or `busy`, `noAnswer` or `failed`. Whichever call
 * ends first ends the bridge; the first call lives on, the other does not.
 */
export const joinCalls = async (call: CallSession, command: CommandOf<'refer'>, ports: BridgePorts): Promise<void> => {
  const report = (status: Status, reason?: string) => {
    // A call that is being hung up is passed on to nobody.
    if (call.isEnding) return;
    call.post({
      event: 'referStatus',
      timestamp: ports.clock.nowMs(),
      status,
      target: command.target,
      ...(command.referId === undefined ? {} : { referId: command.referId }),
      ...(reason === undefined ? {} : { reason }),
    });
  };
  report('trying');
  try {
    const other = await dialInTime(call, command, ports);
    await join(call, other);
    report('answered');
    other.answeredByBridge();
    await talk(call, other);
    report('ended');
  } catch (error) {
    const { code, message } = toAppError(error);
    report(statuses[code] ?? 'failed', message);
  }
};

const statuses: Partial<Record<AppError['code'], Status>> = { 'call.busy': 'busy', 'media.timeout': 'noAnswer' };

// Who does not answer in time is hung up on when it does.
const dialInTime = async (
  call: CallSession,
  { target, options }: CommandOf<'refer'>,
  { clock, log, dial }: BridgePorts,
): Promise<CallSession> => {
  const dialled = dial(call, target);
  const waiting = new AbortController();
  const givenUp = new Promise<null>((resolve) => {
    const timer = clock.startTimer(options?.timeoutMs ?? DEFAULT_TIMEOUT_MS, () => resolve(null));
    waiting.signal.addEventListener('abort', () => timer.cancel());
    call.signal.addEventListener('abort', () => resolve(null), { once: true, signal: waiting.signal });
  });
  try {
    const other = await Promise.race([dialled, givenUp]);
    if (other) return other;
  } finally {
    waiting.abort();
  }
  const hangUp = dialled.then(
    (late) => late.close({ reason: 'noAnswer', initiator: 'caller' }),
    () => undefined, // What came to nothing need not be hung up on.
  );
  runInBackground('hang up on a late answer', hangUp, log);
  throw new AppError('media.timeout', 'The other side did not answer in time.');
};

const join = async (call: CallSession, other: CallSession): Promise<void> => {
  const letGo = () => void other.close({ reason: 'caller', initiator: 'caller' });
  call.signal.addEventListener('abort', letGo, { once: true, signal: other.signal });
  if (call.isEnding) letGo();
  try {
    await call.bridge(other.callId);
  } catch (error) {
    await other.close({ reason: 'failed', initiator: 'system', hasFailed: true });
    throw error;
  }
  if (!other.isEnding) return;
  await split(call);
  throw new AppError('call.transferFailed', 'The other side hung up before it answered.');
};

const talk = async (call: CallSession, other: CallSession): Promise<void> => {
  const stopKeys = passKeys(call, other);
  await other.ended;
  stopKeys();
  await split(call);
};

const split = async (call: CallSession): Promise<void> => {
  if (!call.isEnding) await call.unbridge().catch(() => undefined); // A stream that is gone is joined to nothing.
};

// Keys are not sound on the way between two streams: they are handed over as what they are.
const passKeys = (from: CallSession, to: CallSession): (() => void) =>
  from.onEvent((event) => {
    if (event.event === 'dtmf') to.post({ ...event, trackId: trackId.parse(to.callId) });
  });
