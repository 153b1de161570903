import type { CommandOf, SessionEventOf } from '@callwright/protocol';
import type { SimulatedRoom } from './call-world.js';
import type { ModelTurn } from './model-turn.js';

const TIMER = 'room';

type Result = Pick<SessionEventOf<'conferenceEvent'>, 'status' | 'members'>;

/** Joins a conference; one the call is in is left. */
export const joinRoom = (turn: ModelTurn, command: CommandOf<'conference'>): void => {
  leaveRoom(turn);
  turn.set({ room: { command, state: 'asking' } });
  const plan =
    turn.world.rooms[command.room] ?? (turn.world.unknown === 'fails' ? { outcome: 'failed' as const } : null);
  if (plan) follow(turn, command, plan);
};

/** Tells what a conference does. @returns whether that was not known */
export const answerRoom = (turn: ModelTurn, plan: SimulatedRoom): boolean => {
  const { room } = turn.model;
  if (room?.state !== 'asking') return false;
  follow(turn, room.command, plan);
  return true;
};

/** The conference is over. */
export const endRoom = (turn: ModelTurn): void => finish(turn, { status: 'ended' });

/** Leaves the conference. */
export const leaveRoom = (turn: ModelTurn): void => finish(turn, { status: 'left' });

const follow = (turn: ModelTurn, command: CommandOf<'conference'>, plan: SimulatedRoom): void => {
  const { outcome, talkMs } = plan;
  if (outcome === 'full' || outcome === 'failed') {
    finish(turn, { status: outcome });
    return;
  }
  const isAlone = outcome === 'alone';
  turn.set({ room: { command, state: isAlone ? 'waiting' : 'joined' } });
  if (talkMs !== undefined || !isAlone) turn.startTimer(TIMER, talkMs ?? 0);
  report(turn, command, isAlone ? { status: 'waiting' } : { status: 'joined', members: plan.members ?? 2 });
};

const finish = (turn: ModelTurn, result: Result): void => {
  const { room } = turn.model;
  if (!room) return;
  turn.stopTimer(TIMER);
  turn.set({ room: null });
  report(turn, room.command, result);
};

const report = (turn: ModelTurn, { conferenceId, room }: CommandOf<'conference'>, result: Result): void =>
  turn.report({ event: 'conferenceEvent', conferenceId, room, ...result });
