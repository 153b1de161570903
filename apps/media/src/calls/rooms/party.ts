import { AppError, type CommandOf, toAppError } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import { runInBackground } from '../../platform/run-in-background.js';
import { refusalStatusOf } from '../call-refusal.js';
import type { CallSession } from '../call-session.js';
import { pressKeys } from './press-keys.js';
import { AMONG_ALL, type DialledLine, type DialWays, type RoomPorts } from './room-ports.js';
import { waitFor } from './wait-for.js';

/** Somebody who has answered, and can be joined with the call that called them. */
export type Party = {
  /** Their call, if they can be handed on to others; null: they cannot. */
  readonly session: CallSession | null;
  /**
   * Puts them into the room the call is in.
   * @param isApart they are heard by nobody yet; to be joined once more when they may be
   * @throws AppError `call.transferFailed` and what the sound says; they have been let go then
   */
  readonly join: (room: RoomName, isApart?: boolean) => Promise<void>;
  /** They are gone. Never rejects. */
  readonly ended: Promise<unknown>;
  /** Ends their part. */
  readonly letGo: () => Promise<void>;
  /** Somebody else was quicker, or nobody is there any more: they were called in vain. */
  readonly decline: () => void;
  /** Who takes their place, once that is known; absent: nobody. Never rejects. */
  readonly becomes?: Promise<Party>;
  /** They are gone because nobody took their place: why. The one they leave behind goes on as if nobody had answered. */
  readonly lost?: LostRing;
  /** Whether they end with the call that called them; they do until told otherwise. */
  readonly bind: (isBound: boolean) => void;
};

/** Nobody has answered. `code`: what they said, as a SIP status, where anybody did. */
export type LostRing = {
  readonly outcome: 'busy' | 'rejected' | 'noAnswer' | 'failed';
  readonly reason: string;
  readonly code?: number;
};

/** What came of calling somebody. */
export type Ring = { readonly outcome: 'answered'; readonly party: Party } | LostRing;

/** How long a line rings when nobody says. */
export const DEFAULT_RING_MS = 30_000;

const NOT_IN_TIME = { outcome: 'noAnswer', reason: 'The other side did not answer in time.' } as const;

/** Calls somebody; who answers after the time, or after the signal, is hung up on. Never rejects. */
export const ringLine = async (
  call: CallSession,
  line: DialledLine & { readonly timeoutMs?: number | undefined },
  { clock, log, dial }: RoomPorts,
  { signal, ...ways }: DialWays,
): Promise<Ring> => {
  const late = new AbortController();
  const dialled = dial(call, line, { ...ways, signal: AbortSignal.any([signal, late.signal]) }).then(
    (other): Ring => ({ outcome: 'answered', party: lineParty(call, other) }),
    (error: unknown): Ring => lostRing(error),
  );
  const ring = await waitFor(dialled, { clock, timeoutMs: line.timeoutMs ?? DEFAULT_RING_MS, signal });
  if (typeof ring !== 'string') return ring;
  late.abort('noAnswer');
  const hangUp = dialled.then((late) => (late.outcome === 'answered' ? late.party.decline() : undefined));
  runInBackground('hang up on a late answer', hangUp, log);
  return NOT_IN_TIME;
};

const outcomes: Partial<Record<AppError['code'], 'busy' | 'rejected' | 'noAnswer'>> = {
  'call.busy': 'busy',
  'call.rejected': 'rejected',
  'media.timeout': 'noAnswer',
};

const lostRing = (thrown: unknown): Ring => {
  const { code, message } = toAppError(thrown);
  const status = refusalStatusOf(thrown);
  return { outcome: outcomes[code] ?? 'failed', reason: message, ...(status !== undefined && { code: status }) };
};

/** Somebody whose call was made for this one, or has been given to it. */
export const lineParty = (call: CallSession, other: CallSession): Party => {
  let isBound = true;
  const letGo = async () => {
    if (isBound) await other.close({ reason: 'caller', initiator: 'caller' });
  };
  const hangUp = () => void letGo();
  call.signal.addEventListener('abort', hangUp, { once: true, signal: other.signal });
  if (call.isEnding) hangUp();
  let hasAnswered = false;
  return {
    session: other,
    join: async (room, isApart = false) => {
      await joinLine(call, other, { room, isApart });
      if (!hasAnswered) takeUp(call, other);
      hasAnswered = true;
    },
    ended: other.ended,
    letGo,
    decline: () => void other.close({ reason: 'noAnswer', initiator: 'caller' }),
    bind: (next) => {
      isBound = next;
    },
  };
};

type Way = { readonly room: RoomName; readonly isApart: boolean };

const joinLine = async (call: CallSession, other: CallSession, { room, isApart }: Way): Promise<void> => {
  const masks = isApart ? { ...AMONG_ALL, heardBy: 'nobody' as const } : AMONG_ALL;
  try {
    // A line of ours has no caller but the one who called it.
    await other.sound.joinRoom(room, isFar(other) ? { masks } : { masks, caller: call.callId });
  } catch (error) {
    await other.close({ reason: 'failed', initiator: 'system', hasFailed: true });
    throw error;
  }
  if (other.isEnding) throw new AppError('call.transferFailed', 'The other side hung up before it answered.');
};

const takeUp = (call: CallSession, other: CallSession): void => {
  if (isFar(other)) {
    for (const stop of [pressKeys(call, other), pressKeys(other, call)]) void other.ended.then(stop);
    return;
  }
  other.answeredByBridge();
  void other.ended.then(
    call.keys.passTo({ callId: other.callId, keys: other.keys, post: (event) => other.post(event) }),
  );
};

const isFar = ({ leg }: CallSession): boolean => leg.direction === 'outbound';

/** A command that joins a call with others. */
export type JoiningCommand = CommandOf<'refer' | 'dial' | 'enqueue' | 'conference'>;
