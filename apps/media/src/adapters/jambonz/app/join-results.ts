import type { Data } from '@callwright/jambonz-server';
import type { AppError, SessionEvent, SessionEventOf } from '@callwright/protocol';
import { isTrueRefer, type JoinCommand } from './join-verbs.js';

/** What is known of a join that is over or gets on, besides its own name. */
export type JoinNews = {
  readonly timestamp: number;
  readonly target?: string | undefined;
  /** Since somebody answered; undefined: nobody has. */
  readonly talkedMs?: number | undefined;
};

type Failure = 'busy' | 'rejected' | 'noAnswer' | 'failed';

/** That a join has begun. */
export const joinBegun = (command: JoinCommand, { timestamp }: JoinNews): SessionEvent => {
  switch (command.command) {
    case 'dial':
      return { event: 'dialResult', timestamp, dialId: command.dialId, status: 'trying' };
    case 'refer':
      return { event: 'referStatus', timestamp, ...named(command), status: 'trying' };
    case 'enqueue':
      return { event: 'queueResult', timestamp, queueId: command.queueId, queue: command.queue, status: 'waiting' };
    case 'conference':
      return conference(command, { timestamp }, command.waitForHost && command.role !== 'host' ? 'waiting' : 'joined');
  }
};

/** That the caller talks to somebody now; null where nothing is told of it. */
export const joinAnswered = (command: JoinCommand, { timestamp, target }: JoinNews): SessionEvent | null => {
  switch (command.command) {
    case 'dial':
      return { event: 'dialResult', timestamp, dialId: command.dialId, status: 'answered', ...(target && { target }) };
    case 'refer':
      return { event: 'referStatus', timestamp, ...named(command), status: 'answered' };
    case 'enqueue':
      return { event: 'queueResult', timestamp, queueId: command.queueId, queue: command.queue, status: 'answered' };
    case 'conference':
      return null;
  }
};

/** What a join has come to, by what its hook tells. */
export const joinResult = (command: JoinCommand, data: Data, news: JoinNews): SessionEvent => {
  const { timestamp, talkedMs, target } = news;
  const lasted = talkedMs === undefined ? {} : { durationMs: talkedMs };
  switch (command.command) {
    case 'dial': {
      const status =
        data.dial_call_status === 'completed' ? 'ended' : failureOf(data.dial_call_status, data.dial_sip_status);
      return { event: 'dialResult', timestamp, dialId: command.dialId, status, ...lasted, ...(target && { target }) };
    }
    case 'refer':
      return { event: 'referStatus', timestamp, ...named(command), status: referStatus(command, data) };
    case 'enqueue':
      return {
        ...{ event: 'queueResult', timestamp, queueId: command.queueId, queue: command.queue },
        ...{ status: queueStatus(data.queue_result), ...lasted },
      };
    case 'conference':
      return conference(command, news, 'ended');
  }
};

/** That nobody may be dialled, and why. */
export const joinRefused = (command: JoinCommand, { code, message }: AppError, news: JoinNews): SessionEvent => {
  const event = joinResult(command, {}, news);
  const isOfDial = event.event === 'dialResult' || event.event === 'referStatus';
  const status = code === 'call.notAllowed' ? { code: FORBIDDEN } : {};
  return isOfDial ? { ...event, status: 'failed', reason: message, ...status } : event;
};

/** RFC 3261 §21.4.4. */
const FORBIDDEN = 403;

/** That we have given a join up. */
export const joinLeft = (command: JoinCommand, news: JoinNews, isTooLong = false): SessionEvent => {
  const { timestamp } = news;
  switch (command.command) {
    case 'dial':
      return { event: 'dialResult', timestamp, dialId: command.dialId, status: 'cancelled' };
    case 'refer':
      return { event: 'referStatus', timestamp, ...named(command), status: 'ended' };
    case 'enqueue': {
      const status = isTooLong ? 'timeout' : 'left';
      return { event: 'queueResult', timestamp, queueId: command.queueId, queue: command.queue, status };
    }
    case 'conference':
      return conference(command, news, 'left');
  }
};

/** The id by which `leave` names a join. */
export const joinId = (command: JoinCommand): string | undefined => {
  switch (command.command) {
    case 'dial':
      return command.dialId;
    case 'refer':
      return command.referId;
    case 'enqueue':
      return command.queueId;
    case 'conference':
      return command.conferenceId;
  }
};

/** A conference as its status hook tells of it; null for what is of no interest. */
export const conferenceNews = (command: JoinCommand, data: Data, news: JoinNews): SessionEvent | null => {
  if (command.command !== 'conference') return null;
  const { members, event } = data;
  const count = typeof members === 'number' && members >= 0 ? { members: Math.trunc(members) } : {};
  const isThere = event === 'start' || event === 'join' || event === 'leave';
  return isThere ? { ...conference(command, news, 'joined'), ...count } : null;
};

const named = ({ referId, target }: Extract<JoinCommand, { command: 'refer' }>) => ({
  target,
  ...(referId !== undefined && { referId }),
});

const conference = (
  { conferenceId, room }: Extract<JoinCommand, { command: 'conference' }>,
  { timestamp }: JoinNews,
  status: SessionEventOf<'conferenceEvent'>['status'],
): SessionEventOf<'conferenceEvent'> => ({ event: 'conferenceEvent', timestamp, conferenceId, room, status });

const failureOf = (status: unknown, sipStatus: unknown): Failure => {
  if (status === 'busy') return 'busy';
  if (status === 'no-answer') return 'noAnswer';
  return ofSip(Number(sipStatus));
};

// RFC 3261 §21.
const ofSip = (status: number): Failure => {
  if (status === 486 || status === 600) return 'busy';
  if (status === 403 || status === 603) return 'rejected';
  return status === 408 || status === 480 || status === 487 ? 'noAnswer' : 'failed';
};

const referStatus = (command: Extract<JoinCommand, { command: 'refer' }>, data: Data) => {
  if (!isTrueRefer(command))
    return data.dial_call_status === 'completed' ? 'ended' : failureOf(data.dial_call_status, data.dial_sip_status);
  const final = Number(data.final_referred_call_status ?? data.refer_status);
  return final >= 200 && final < 300 ? 'answered' : ofSip(final);
};

const queueStatus = (result: unknown) => {
  if (result === 'bridged' || result === 'complete') return 'ended';
  return result === 'leave' || result === 'hangup' ? 'left' : 'failed';
};
