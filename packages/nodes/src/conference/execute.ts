import { defineNode, isRefusalOf, type NodeStep } from '@callwright/flow-engine';
import type { SessionEventOf } from '@callwright/protocol';
import { giveUp } from '../shared/connection.js';
import { musicOf } from '../shared/music.js';
import { type ConferenceConfig, definition } from './definition.js';

/** What the caller is doing: nothing heard of the room yet, waiting for others, or among them. */
type Local = { readonly is: 'asking' | 'waiting' | 'joined' };

/** As long as the name of a room may be. */
const MAX_ROOM_LENGTH = 128;
/** A room answers at once; one that does not is gone. */
const ANSWER_MS = 10_000;

/** Joins the room, and leaves it by key, by the clock, or when it is over. */
export const node = defineNode<ConferenceConfig, Local>({
  definition,
  enter(config, { render, visitId }) {
    const room = render(config.room).trim();
    if (room === '' || room.length > MAX_ROOM_LENGTH) return { next: 'exit', exit: 'failed' };
    const { role, waitForHost, endsWithHost, announcesMembers, maxMembers, music } = config;
    const rules = { role, waitForHost, endsWithHost, announcesMembers, maxMembers, ...musicOf(render(music)) };
    return {
      next: 'wait',
      local: { is: 'asking' },
      effects: [
        {
          effect: 'command',
          command: { command: 'conference', conferenceId: visitId, commandId: visitId, room, ...rules },
        },
        { effect: 'startTimer', timerId: 'watch', afterMs: ANSWER_MS },
      ],
    };
  },
  on(event, local, config, { visitId }) {
    if (event.event === 'timerFired') return { ...whenLate[local.is], effects: [giveUp(visitId)] };
    if (event.event === 'dtmf' && event.phase === 'start' && event.digit === config.leaveKey)
      return { next: 'exit', exit: 'ended', effects: [giveUp(visitId)] };
    if (isRefusalOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    if (event.event !== 'conferenceEvent' || event.conferenceId !== visitId) return { next: 'wait', local };
    return follow(event, local, config);
  },
});

const whenLate = {
  asking: { next: 'exit', exit: 'failed' },
  waiting: { next: 'exit', exit: 'timeout' },
  joined: { next: 'exit', exit: 'ended' },
} as const satisfies Record<Local['is'], NodeStep<Local>>;

const follow = (
  { status }: SessionEventOf<'conferenceEvent'>,
  local: Local,
  { maxWaitMs, timeLimitMs }: ConferenceConfig,
): NodeStep<Local> => {
  switch (status) {
    case 'waiting':
      return become('waiting', local, maxWaitMs);
    case 'joined':
      return become('joined', local, timeLimitMs);
    case 'left':
    case 'ended':
      return { next: 'exit', exit: 'ended' };
    case 'full':
    case 'failed':
      return { next: 'exit', exit: status };
  }
};

// Told again when somebody comes or goes; the time runs from the first.
const become = (is: Local['is'], local: Local, limitMs: number): NodeStep<Local> =>
  local.is === is
    ? { next: 'wait', local }
    : { next: 'wait', local: { is }, effects: [{ effect: 'startTimer', timerId: 'watch', afterMs: limitMs }] };
