import type { CommandOf, SessionEventOf } from '@callwright/protocol';
import type { SimulatedLine } from './call-world.js';
import { hangUp } from './model-hangup.js';
import { ringingLine, toldLine } from './model-line.js';
import type { ModelTurn } from './model-turn.js';

type Refer = CommandOf<'refer'>;

const TIMER = 'refer';
/** After a true REFER has been answered the caller is with the other side, and our part of the call is released. */
const RELEASE_MS = 100;

/** Passes the call on. */
export const refer = (turn: ModelTurn, command: Refer): void => {
  const line = ringingLine(command.target, turn.world, turn.nowMs, command.options?.timeoutMs);
  turn.set({ refer: { command, line, isJoined: false } });
  report(turn, command, 'trying');
  turn.startTimer(TIMER, line.endsAtMs - turn.nowMs);
};

/** Tells what the line does that the call is passed on to. @returns whether that was not known */
export const answerRefer = (turn: ModelTurn, told: SimulatedLine): boolean => {
  const { refer: under } = turn.model;
  if (!under || under.line.isTold) return false;
  const line = toldLine(under.line, told, turn.nowMs);
  turn.set({ refer: { ...under, line } });
  turn.startTimer(TIMER, line.endsAtMs - turn.nowMs);
  return true;
};

/**
 * The line has rung as long as it does, or they have talked as long as they do. What went by a true REFER comes back only
 * from a line that says how long it talks.
 */
export const goOnReferring = (turn: ModelTurn): void => {
  const { refer: under } = turn.model;
  if (!under) return;
  const { command, line, isJoined } = under;
  const isForGood = command.options?.mode === 'sip' && line.talkMs === null;
  if (isJoined && isForGood) {
    hangUp(turn, 'transferred', 'system');
    return;
  }
  const answers = !isJoined && line.outcome === 'answered';
  turn.set({ refer: answers ? { ...under, isJoined: true } : null });
  if (answers) turn.startTimer(TIMER, isForGood ? RELEASE_MS : announceMs(turn, command) + (line.talkMs ?? 0));
  report(turn, command, isJoined ? 'ended' : line.outcome);
};

/** Gives it up: the line that rings, or the talk. */
export const leaveRefer = (turn: ModelTurn): void => {
  const { refer: under } = turn.model;
  if (!under) return;
  turn.set({ refer: null });
  turn.stopTimer(TIMER);
  if (under.isJoined) report(turn, under.command, 'ended');
  else report(turn, under.command, 'failed', 'cancelled');
};

// The other side is told something before they talk; the caller does not hear it.
const announceMs = ({ world }: ModelTurn, { options = {} }: Refer): number =>
  options.mode === 'attended' ? (options.announce?.length ?? 0) * world.msPerCharacter : 0;

const report = (
  turn: ModelTurn,
  { referId, target }: Refer,
  status: SessionEventOf<'referStatus'>['status'],
  reason?: string,
): void => turn.report({ event: 'referStatus', referId, target, status, reason });
