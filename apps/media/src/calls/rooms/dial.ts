import { type CommandOf, type SessionEventOf, toAppError } from '@callwright/protocol';
import { RINGBACK } from '../../link/tone-urls.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { CallSession } from '../call-session.js';
import type { Engagement } from './engagements.js';
import { type Party, type Ring, ringLine } from './party.js';
import { ringQueue } from './ring-queue.js';
import { AMONG_ALL, type RoomPorts, waitingWith } from './room-ports.js';
import { waitFor } from './wait-for.js';

type Dial = Engagement<CommandOf<'dial'>>;
type Target = CommandOf<'dial'>['targets'][number];
type Result = Pick<SessionEventOf<'dialResult'>, 'status' | 'target' | 'durationMs' | 'reason'>;
type Answered = { readonly target: string; readonly party: Party };
type Lost = Exclude<Ring['outcome'], 'answered'>;

/** What is told when nobody answered, the most hopeful first. */
const byHope: readonly Lost[] = ['noAnswer', 'busy', 'failed'];

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
  report({ status: 'trying' });
  try {
    await call.sound.joinRoom(room, { masks: waitingWith(music) });
    const answer = await ringAll(call, dial, ports);
    if (typeof answer !== 'string') await talk(call, dial, { ...answer, room, report, ports });
    else report({ status: dial.signal.aborted ? 'cancelled' : answer });
  } catch (error) {
    report({ status: 'failed', reason: toAppError(error).message });
  } finally {
    dial.talksIn(null);
    await call.sound.leaveRoom(room);
  }
};

type Talk = Answered & { readonly room: string; readonly report: (result: Result) => void; readonly ports: RoomPorts };

const talk = async (call: CallSession, dial: Dial, { target, party, room, report, ports }: Talk): Promise<void> => {
  const { clock } = ports;
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
  const end = await waitFor(party.ended, { clock, timeoutMs: dial.command.timeLimitMs, signal: dial.signal });
  const durationMs = clock.nowMs() - sinceMs;
  await party.letGo();
  report({ status: 'ended', target, durationMs, ...(end === 'timeout' ? { reason: 'timeLimit' } : {}) });
};

/** Rings as long as the command allows. @returns who answered, or why nobody did; who answers later is declined */
const ringAll = async (call: CallSession, dial: Dial, ports: RoomPorts): Promise<Answered | Lost> => {
  const { targets, order, timeoutMs } = dial.command;
  const enough = new AbortController();
  const signal = AbortSignal.any([dial.signal, enough.signal]);
  const ringOne = (target: Target) => ringTarget(call, { ...target, callerId: dial.command.callerId }, ports, signal);
  const ringing = order === 'oneAfterAnother' ? inTurn(targets, ringOne) : together(targets, ringOne);
  try {
    const answer = await waitFor(ringing, { clock: ports.clock, timeoutMs, signal: dial.signal });
    if (answer !== 'timeout' && answer !== 'aborted') return answer;
    const late = ringing.then((one) => (typeof one === 'string' ? undefined : one.party.decline()));
    runInBackground('decline a late answer', late, ports.log);
    return 'noAnswer';
  } finally {
    enough.abort();
  }
};

const QUEUE = 'queue:';

const ringTarget = (
  call: CallSession,
  line: Target & { readonly callerId: string | undefined },
  ports: RoomPorts,
  signal: AbortSignal,
): Promise<Ring> =>
  line.target.startsWith(QUEUE)
    ? ringQueue(call, { name: line.target.slice(QUEUE.length), timeoutMs: line.timeoutMs }, ports, signal)
    : ringLine(call, line, ports, signal);

type RingOne = (target: Target) => Promise<Ring>;

const inTurn = async (targets: readonly Target[], ringOne: RingOne): Promise<Answered | Lost> => {
  const lost: Lost[] = [];
  for (const target of targets) {
    const ring = await ringOne(target);
    if (ring.outcome === 'answered') return { target: target.target, party: ring.party };
    lost.push(ring.outcome);
  }
  return mostHopeful(lost);
};

// The first that answers has the call; those who answer with it have been called in vain.
const together = (targets: readonly Target[], ringOne: RingOne): Promise<Answered | Lost> =>
  new Promise((resolve, reject) => {
    const lost: Lost[] = [];
    let isTaken = false;
    const take = (target: string, ring: Ring): void => {
      if (ring.outcome !== 'answered') lost.push(ring.outcome);
      else if (isTaken) ring.party.decline();
      else {
        isTaken = true;
        resolve({ target, party: ring.party });
      }
      if (lost.length === targets.length) resolve(mostHopeful(lost));
    };
    for (const one of targets) ringOne(one).then((ring) => take(one.target, ring), reject);
  });

const mostHopeful = (lost: readonly Lost[]): Lost => byHope.find((one) => lost.includes(one)) ?? 'failed';
