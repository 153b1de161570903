import { type CommandOf, type SessionEventOf, toAppError } from '@callwright/protocol';
import { RINGBACK } from '../../link/tone-urls.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { CallSession } from '../call-session.js';
import { stayWith } from './couples.js';
import { createEarlyEar, type EarlyEar } from './early-ear.js';
import type { Engagement } from './engagements.js';
import { type Party, type Ring, ringLine } from './party.js';
import { ringQueue } from './ring-queue.js';
import { AMONG_ALL, type DialledLine, type DialWays, type RoomPorts, waitingWith } from './room-ports.js';
import { waitFor } from './wait-for.js';

type Dial = Engagement<CommandOf<'dial'>>;
type Target = CommandOf<'dial'>['targets'][number];
type Result = Pick<SessionEventOf<'dialResult'>, 'status' | 'target' | 'durationMs' | 'reason' | 'code'>;
type Answered = { readonly target: string; readonly party: Party };
type Lost = {
  readonly status: Exclude<Ring['outcome'], 'answered'>;
  readonly reason: string;
  readonly code?: number;
};

/** What is told when nobody answered, the most hopeful first. */
const byHope: readonly Lost['status'][] = ['noAnswer', 'busy', 'rejected', 'failed'];

/**
 * Calls others, together or one after another, and joins the first that answers; resolves when that is over, and never
 * rejects. A target is a line of ours, or `queue:<name>`: whoever waits first in that queue. Told by `dialResult`.
 */
export const dialOthers = async (call: CallSession, dial: Dial, ports: RoomPorts): Promise<void> => {
  const { dialId, music = RINGBACK } = dial.command;
  const report = (result: Result) => {
    if (!call.isEnding) call.post({ event: 'dialResult', timestamp: ports.clock.nowMs(), dialId, ...result });
  };
  const room = ports.newRoom();
  const ear = createEarlyEar(call, { room, music, log: ports.log });
  report({ status: 'trying' });
  try {
    await call.sound.joinRoom(room, { masks: waitingWith(music) });
    const answer = await ringAll(call, dial, { ports, ear });
    await ear.close();
    if ('party' in answer) await talk(call, dial, { ...answer, room, report, ports });
    else report(dial.signal.aborted ? { status: 'cancelled' } : answer);
  } catch (error) {
    report({ status: 'failed', reason: toAppError(error).message });
  } finally {
    dial.talksIn(null);
    await ear.close();
    await call.sound.leaveRoom(room);
  }
};

type Talk = Answered & { readonly room: string; readonly report: (result: Result) => void; readonly ports: RoomPorts };

const talk = async (call: CallSession, dial: Dial, { target, party, room, report, ports }: Talk): Promise<void> => {
  const { clock } = ports;
  const { session, bind } = party;
  // Who decides in the call may have a word with them first.
  if (session && !(await call.meet({ call: session, bind }))) {
    party.decline();
    return report(dial.signal.aborted ? { status: 'cancelled' } : UNWANTED);
  }
  try {
    await party.join(room);
    await call.sound.joinRoom(room, { masks: AMONG_ALL });
  } catch (error) {
    await party.letGo();
    throw error;
  }
  dial.talksIn(room);
  const sinceMs = clock.nowMs();
  report({ status: 'answered', target });
  const { timeLimitMs } = dial.command;
  const end = await stayWith(call, party, { room, signal: dial.signal, timeLimitMs, ports });
  const durationMs = clock.nowMs() - sinceMs;
  // Who answered has handed the call on, and gone: it is as if they had not answered.
  if (typeof end === 'object') return report({ ...lostOf(end), durationMs });
  report({ status: 'ended', target, durationMs, ...(end === 'timeout' ? { reason: 'timeLimit' } : {}) });
};

type Ringing = { readonly ports: RoomPorts; readonly ear: EarlyEar };

/** Rings as long as the command allows. @returns who answered, or why nobody did; who answers later is declined */
const ringAll = async (call: CallSession, dial: Dial, { ports, ear }: Ringing): Promise<Answered | Lost> => {
  const { targets, order, timeoutMs, callerId, headers } = dial.command;
  const enough = new AbortController();
  const ways = { ear, signal: AbortSignal.any([dial.signal, enough.signal]) };
  const ringOne = (target: Target) => ringTarget(call, { ...target, callerId, headers }, ports, ways);
  const ringing = order === 'oneAfterAnother' ? inTurn(targets, ringOne) : together(targets, ringOne);
  let why = 'noAnswer';
  try {
    const answer = await waitFor(ringing, { clock: ports.clock, timeoutMs, signal: dial.signal });
    if (answer === 'aborted') why = 'canceled';
    else if (answer !== 'timeout') {
      why = 'answeredElsewhere';
      return answer;
    }
    const late = ringing.then((one) => ('party' in one ? one.party.decline() : undefined));
    runInBackground('decline a late answer', late, ports.log);
    return NOT_IN_TIME;
  } finally {
    enough.abort(why);
  }
};

const UNWANTED: Lost = { status: 'rejected', reason: 'They did not want the call.' };
const NOT_IN_TIME: Lost = { status: 'noAnswer', reason: 'Nobody answered in time.' };
const QUEUE = 'queue:';

const ringTarget = (call: CallSession, line: Target & DialledLine, ports: RoomPorts, ways: DialWays): Promise<Ring> =>
  line.target.startsWith(QUEUE)
    ? ringQueue(call, { name: line.target.slice(QUEUE.length), timeoutMs: line.timeoutMs }, ports, ways.signal)
    : ringLine(call, line, ports, ways);

type RingOne = (target: Target) => Promise<Ring>;

const inTurn = async (targets: readonly Target[], ringOne: RingOne): Promise<Answered | Lost> => {
  const lost: Lost[] = [];
  for (const target of targets) {
    const ring = await ringOne(target);
    if (ring.outcome === 'answered') return { target: target.target, party: ring.party };
    lost.push(lostOf(ring));
  }
  return mostHopeful(lost);
};

// The first that answers has the call; those who answer with it have been called in vain.
const together = (targets: readonly Target[], ringOne: RingOne): Promise<Answered | Lost> =>
  new Promise((resolve, reject) => {
    const lost: Lost[] = [];
    let isTaken = false;
    const take = (target: string, ring: Ring): void => {
      if (ring.outcome !== 'answered') lost.push(lostOf(ring));
      else if (isTaken) ring.party.decline();
      else {
        isTaken = true;
        resolve({ target, party: ring.party });
      }
      if (lost.length === targets.length) resolve(mostHopeful(lost));
    };
    for (const one of targets) ringOne(one).then((ring) => take(one.target, ring), reject);
  });

const lostOf = ({ outcome, ...said }: Exclude<Ring, { outcome: 'answered' }>): Lost => ({ status: outcome, ...said });

const mostHopeful = (lost: readonly Lost[]): Lost =>
  byHope.flatMap((status) => lost.find((one) => one.status === status) ?? []).at(0) ?? NOBODY;

const NOBODY: Lost = { status: 'failed', reason: 'There is nobody to call.' };
