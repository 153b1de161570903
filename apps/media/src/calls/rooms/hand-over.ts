import { AppError } from '@callwright/protocol';
import { CallRefusal } from '../call-refusal.js';
import type { CallSession } from '../call-session.js';
import { type Couple, stayWith } from './couples.js';
import { createDeferred } from './deferred.js';
import { createEarlyEar } from './early-ear.js';
import { type LostRing, lineParty, type Party, type Ring, ringLine } from './party.js';
import { pressKeys } from './press-keys.js';
import { AMONG_ALL, type DialledLine } from './room-ports.js';

/**
 * Where somebody is handed on to. `onRinging`: called when it rings there. `onJoined`: called when they are there, before
 * the call that handed them on ends.
 */
export type HandOver = Pick<DialledLine, 'target' | 'callerId' | 'headers'> & {
  readonly timeoutMs?: number;
  readonly onRinging?: () => void;
  readonly onJoined?: () => void;
};

/**
 * Hands whoever a call talks to on to somebody else (a blind transfer, RFC 5589 §6); resolves when they have answered. The
 * call itself is done then; it may also have gone before. When nobody answers, the two talk on if they are still there. Else
 * whoever is left goes on where they came from, by what became of the last try (busy, nobody there), as if nobody had
 * answered before; who was called for the one that has gone comes from nowhere, and is hung up on as `transferFailed`.
 * @throws AppError `call.transferFailed`, `call.busy`, `call.rejected`, `media.timeout`
 */
export const moveOther = async (call: CallSession, couple: Couple, line: HandOver): Promise<void> => {
  const { first, second } = couple;
  const moved = checkOther(call, couple);
  const { ports } = couple;
  const room = ports.newRoom();
  const stop = new AbortController();
  const signal = AbortSignal.any([moved.signal, stop.signal]);
  const ear = createEarlyEar(moved, { room, log: ports.log });
  const ringing = ringLine(moved, line, ports, { signal, ear, onRinging: () => line.onRinging?.() });
  const rung = ringing.finally(() => ear.close());
  if (moved === first) couple.replace(movedParty(call, couple, { rung, stop }));
  else couple.bind(false);
  try {
    const ring = await rung;
    if (ring.outcome !== 'answered') throw lost(ring);
    const onJoined = () => line.onJoined?.();
    if (moved === second) await adopt(moved, ring.party, couple, onJoined);
    else onJoined();
    void call.close({ reason: 'refer', initiator: 'callee' });
  } catch (error) {
    if (moved === second) comeBack(couple);
    throw error;
  } finally {
    await moved.sound.leaveRoom(room);
  }
};

/**
 * Whom a call talks to, who can be handed on.
 * @throws AppError `call.transferFailed`
 */
export const checkOther = (call: CallSession, couple: Couple): CallSession => {
  const other = otherOf(call, couple);
  if (isLineOfOurs(other)) throw new AppError('call.transferFailed', 'A line of ours cannot be handed on.');
  return other;
};

/** Half of a couple that is about to be handed on. */
export type Half = { readonly call: CallSession; readonly couple: Couple };

/**
 * Joins those two calls talk to with each other; the two are to end then (an attended transfer: REFER with Replaces, RFC 3891).
 * @param onJoined called when they hear each other and before either call goes on by itself, which may well end it
 * @throws AppError `call.transferFailed`
 */
export const joinOthers = async (
  { call: one, couple: a }: Half,
  { call: two, couple: b }: Half,
  onJoined: () => void,
): Promise<void> => {
  const [left, right] = [otherOf(one, a), otherOf(two, b)];
  if (left === right || isLineOfOurs(left) || isLineOfOurs(right))
    throw new AppError('call.transferFailed', 'These calls cannot be joined.');
  const [leftIsFirst, rightIsFirst] = [left === a.first, right === b.first];
  if (leftIsFirst && rightIsFirst) return wed(a, b).then(onJoined);
  if (leftIsFirst) return give(right, b, a, onJoined);
  if (rightIsFirst) return give(left, a, b, onJoined);
  b.bind(false);
  await adopt(left, lineParty(left, right), a, onJoined);
  b.part();
};

const otherOf = (call: CallSession, { first, second }: Couple): CallSession => (call === first ? second : first);

// Its caller is the sound of the call that made it, and of no other.
const isLineOfOurs = ({ leg }: CallSession): boolean => leg.protocol === 'bridge';

const lost = ({ outcome, reason, code }: LostRing): AppError =>
  code === undefined ? new AppError(lostCodes[outcome], reason) : new CallRefusal(lostCodes[outcome], reason, code);

const lostCodes = {
  busy: 'call.busy',
  rejected: 'call.rejected',
  noAnswer: 'media.timeout',
  failed: 'call.transferFailed',
} as const;

const comeBack = ({ first, second, bind }: Couple): void => {
  if (first.isEnding) void second.close({ reason: 'transferFailed', initiator: 'system', hasFailed: true });
  else bind(true);
};

/** A call that was made for another one talks to somebody for itself, and ends with them. */
const adopt = async (call: CallSession, party: Party, couple: Couple, onJoined: () => void): Promise<void> => {
  const { ports } = couple;
  const room = ports.newRoom();
  couple.bind(false);
  await party.join(room);
  await call.sound.joinRoom(room, { masks: AMONG_ALL });
  onJoined();
  couple.part();
  await call.sound.leaveRoom(couple.room);
  const over = stayWith(call, party, { room, signal: call.signal, ports });
  void over.then(() => call.close({ reason: 'completed', initiator: 'callee' }));
};

/** Whoever was made for another call goes to the first of a couple, in the place of the second. */
const give = async (call: CallSession, from: Couple, to: Couple, onJoined: () => void): Promise<void> => {
  const party = lineParty(to.first, call);
  from.bind(false);
  await party.join(to.room);
  onJoined();
  from.part();
  to.replace(party);
};

/** Two that have a talk of their own each are with one another: whichever goes on ends it for both. */
const wed = async (a: Couple, b: Couple): Promise<void> => {
  const over = createDeferred();
  await b.first.sound.joinRoom(a.room, { masks: AMONG_ALL });
  const stops = [pressKeys(a.first, b.first), pressKeys(b.first, a.first)];
  void over.promise.then(() => {
    for (const stop of stops) stop();
    return b.first.sound.leaveRoom(a.room);
  });
  const party: Party = {
    session: null,
    join: async () => undefined,
    ended: over.promise,
    letGo: async () => over.resolve(),
    decline: over.resolve,
    bind: () => undefined,
  };
  a.replace(party);
  b.replace(party);
};

type Moving = { readonly rung: Promise<Ring>; readonly stop: AbortController };

/** Whom the first of a couple is with while it is handed on: then whoever answers, or the second again. */
const movedParty = (by: CallSession, { room, party }: Couple, { rung, stop }: Moving): Party => {
  const next = async (): Promise<Party> => {
    const ring = await rung;
    if (ring.outcome !== 'answered') return by.isEnding ? { ...party, lost: ring } : party;
    await ring.party.join(room);
    return ring.party;
  };
  return {
    session: null,
    join: async () => undefined,
    ended: new Promise(() => undefined),
    becomes: next().catch(() => party),
    letGo: async () => {
      stop.abort();
      await by.close({ reason: 'caller', initiator: 'caller' });
    },
    decline: () => stop.abort(),
    bind: () => undefined,
  };
};
