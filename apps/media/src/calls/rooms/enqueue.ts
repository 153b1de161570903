import { AppError, type CommandOf, type SessionEventOf, toAppError } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import { WAITING } from '../../link/tone-urls.js';
import type { CallSession } from '../call-session.js';
import type { CallQueue, TakenCall } from './call-queue.js';
import { createDeferred } from './deferred.js';
import type { Engagement } from './engagements.js';
import { AMONG_ALL, type RoomPorts, waitingWith } from './room-ports.js';
import { waitFor } from './wait-for.js';

type Enqueue = Engagement<CommandOf<'enqueue'>>;
type Result = Omit<SessionEventOf<'queueResult'>, 'event' | 'timestamp' | 'commandId' | 'queueId' | 'queue'>;
type Report = (result: Result) => void;

/** What an agent has done with the call. */
type Taken = { readonly agent: string; readonly room: RoomName; readonly done: Promise<void> };

/**
 * Lets the call wait in a queue, with music, until an agent takes it; resolves when that is over, and never rejects. Told
 * by `queueResult`: `waiting` with the place, again whenever that changes, then how it ended.
 */
export const waitInQueue = async (call: CallSession, engagement: Enqueue, ports: RoomPorts): Promise<void> => {
  const { queueId, queue: name, music = WAITING } = engagement.command;
  const report: Report = (result) => {
    if (call.isEnding) return;
    call.post({ event: 'queueResult', timestamp: ports.clock.nowMs(), queueId, queue: name, ...result });
  };
  const room = ports.newRoom();
  try {
    await ports.useQueue(name, async (queue) => {
      if (!queue.isFull) await call.sound.joinRoom(room, { masks: waitingWith(music) });
      // Whether there is still a place is only known now.
      if (queue.isFull) report({ status: 'full' });
      else await waitForAgent(call, engagement, { queue, room, report, ports });
    });
  } catch (error) {
    report({ status: 'failed', reason: toAppError(error).message });
  } finally {
    await call.sound.leaveRoom(room);
  }
};

type Wait = {
  readonly queue: CallQueue;
  readonly room: RoomName;
  readonly report: Report;
  readonly ports: RoomPorts;
};

const waitForAgent = async (call: CallSession, engagement: Enqueue, wait: Wait): Promise<void> => {
  const { priority = 0, maxWaitMs } = engagement.command;
  const { queue, report, ports } = wait;
  const caller = takeable(call, wait.room);
  const leave = queue.wait({
    priority,
    onPlace: (position, estimatedWaitMs) =>
      report({ status: 'waiting', position, ...(estimatedWaitMs === null ? {} : { estimatedWaitMs }) }),
    accept: caller.accept,
  });
  try {
    const { clock } = ports;
    const taken = await waitFor(caller.taken, { clock, timeoutMs: maxWaitMs, signal: engagement.signal });
    if (typeof taken !== 'string') await talk(call, engagement, { ...wait, taken });
    else report({ status: taken === 'timeout' ? 'timeout' : 'left' });
  } finally {
    leave();
    caller.goAway();
  }
};

const talk = async (
  call: CallSession,
  { signal, talksIn }: Enqueue,
  { taken: { agent, room, done }, report, ports: { clock } }: Wait & { readonly taken: Taken },
): Promise<void> => {
  talksIn(room);
  const sinceMs = clock.nowMs();
  report({ status: 'answered', agent });
  await waitFor(done, { clock, signal });
  talksIn(null);
  await call.sound.leaveRoom(room);
  report({ status: 'ended', agent, durationMs: clock.nowMs() - sinceMs });
};

/** A call that an agent can take, once. @param waitingRoom where it waits until then */
const takeable = (call: CallSession, waitingRoom: RoomName) => {
  const gone = createDeferred();
  const done = createDeferred();
  const taken = createDeferred<Taken>();
  let hasGone = false;
  const join = async (agent: CallSession, room: RoomName): Promise<void> => {
    try {
      await call.sound.joinRoom(room, { masks: AMONG_ALL });
      if (hasGone) await call.sound.leaveRoom(room);
      if (hasGone) throw new AppError('call.ended', 'The caller has left the queue.');
      await call.sound.leaveRoom(waitingRoom);
      taken.resolve({ agent: agent.leg.from, room, done: done.promise });
    } catch (error) {
      taken.reject(error);
      throw error;
    }
    if (call.isEnding) throw new AppError('call.ended', 'The caller has hung up.');
  };
  return {
    taken: taken.promise,
    goAway: () => {
      hasGone = true;
      gone.resolve();
    },
    accept: (agent: CallSession): TakenCall => ({
      call,
      join: (room) => join(agent, room),
      ended: gone.promise,
      letGo: done.resolve,
    }),
  };
};
