import type { CommandOf, SessionEventOf } from '@callwright/protocol';
import type { ModelDial, ModelLine } from './call-model.js';
import type { SimulatedLine } from './call-world.js';
import { ringingLine, toldLine, waitingLine } from './model-line.js';
import type { ModelTurn } from './model-turn.js';

/** What the timers of a dial are named by. */
export const DIAL_TIMER = 'dial:';
const LIMIT_TIMER = `${DIAL_TIMER}limit`;
const TALK_TIMER = `${DIAL_TIMER}talk`;

type Result = Pick<SessionEventOf<'dialResult'>, 'status' | 'target' | 'durationMs' | 'reason'>;

/** Calls other lines, together or one after the other; a dial that is under way is given up. */
export const dial = (turn: ModelTurn, command: CommandOf<'dial'>): void => {
  leaveDial(turn);
  const lines = command.targets.map(({ target }) => waitingLine(target));
  turn.set({ dial: { command, lines, joined: null } });
  turn.report({ event: 'dialResult', dialId: command.dialId, status: 'trying' });
  if (command.timeoutMs !== undefined) turn.startTimer(LIMIT_TIMER, command.timeoutMs);
  if (command.order === 'oneAfterAnother') {
    ring(turn, 0);
    return;
  }
  for (const at of lines.keys()) ring(turn, at);
};

/** Tells what the first line does of which that is not known. @returns whether there was one */
export const answerDial = (turn: ModelTurn, told: SimulatedLine): boolean => {
  const at = turn.model.dial?.lines.findIndex(({ state, isTold }) => state === 'ringing' && !isTold) ?? -1;
  const line = turn.model.dial?.lines[at];
  if (!line) return false;
  setLine(turn, at, toldLine(line, told, turn.nowMs));
  return true;
};

/** A line has rung as long as it does, all of them may no longer, or they have talked as long as they may. */
export const fireDialTimer = (turn: ModelTurn, timerId: string): void => {
  const { dial: under } = turn.model;
  if (!under) return;
  if (timerId === TALK_TIMER) {
    endTalk(turn, under);
    return;
  }
  if (timerId === LIMIT_TIMER) {
    finish(turn, { status: 'noAnswer' });
    return;
  }
  const at = Number(timerId.slice(DIAL_TIMER.length));
  const line = under.lines[at];
  if (line?.outcome === 'answered') join(turn, under, line);
  else if (line) lose(turn, at, line);
};

/** Gives it up: the lines that ring, or the talk. */
export const leaveDial = (turn: ModelTurn): void => {
  const { dial: under } = turn.model;
  if (!under) return;
  if (!under.joined) {
    finish(turn, { status: 'cancelled' });
    return;
  }
  const { target, atMs } = under.joined;
  finish(turn, { status: 'ended', target, durationMs: turn.nowMs - atMs });
};

const ring = (turn: ModelTurn, at: number): void => {
  const target = turn.model.dial?.command.targets[at];
  if (target) setLine(turn, at, ringingLine(target.target, turn.world, turn.nowMs, target.timeoutMs));
};

const setLine = (turn: ModelTurn, at: number, line: ModelLine): void => {
  const { dial: under } = turn.model;
  if (!under) return;
  turn.set({ dial: { ...under, lines: under.lines.with(at, line) } });
  if (line.state === 'ringing') turn.startTimer(`${DIAL_TIMER}${at}`, line.endsAtMs - turn.nowMs);
};

const join = (turn: ModelTurn, under: ModelDial, { target, talkMs }: ModelLine): void => {
  stopTimers(turn, under);
  const wantedMs = talkMs ?? 0;
  turn.set({ dial: { ...under, joined: { target, atMs: turn.nowMs, talkMs: wantedMs } } });
  turn.startTimer(TALK_TIMER, Math.min(wantedMs, under.command.timeLimitMs ?? wantedMs));
  turn.report({ event: 'dialResult', dialId: under.command.dialId, status: 'answered', target });
};

// The next one rings, others still do, or all have been tried in vain.
const lose = (turn: ModelTurn, at: number, line: ModelLine): void => {
  setLine(turn, at, { ...line, state: 'over' });
  const lines = turn.model.dial?.lines ?? [];
  if (lines.some(({ state }) => state === 'ringing')) return;
  const next = lines.findIndex(({ state }) => state === 'waiting');
  if (next >= 0) ring(turn, next);
  else finish(turn, { status: (['noAnswer', 'busy'] as const).find((one) => lines.some(isLost(one))) ?? 'failed' });
};
const isLost = (how: SimulatedLine['outcome']) => (line: ModelLine) => line.outcome === how;

const endTalk = (turn: ModelTurn, { command: { timeLimitMs }, joined }: ModelDial): void => {
  if (!joined) return;
  const { target, atMs, talkMs } = joined;
  const isCut = timeLimitMs !== undefined && timeLimitMs < talkMs;
  finish(turn, { status: 'ended', target, durationMs: turn.nowMs - atMs, ...(isCut ? { reason: 'timeLimit' } : {}) });
};

const finish = (turn: ModelTurn, result: Result): void => {
  const { dial: under } = turn.model;
  if (!under) return;
  stopTimers(turn, under);
  turn.set({ dial: null });
  turn.report({ event: 'dialResult', dialId: under.command.dialId, ...result });
};

const stopTimers = (turn: ModelTurn, { lines, joined }: ModelDial): void => {
  turn.stopTimer(LIMIT_TIMER);
  if (joined) turn.stopTimer(TALK_TIMER);
  for (const [at, { state }] of lines.entries()) if (state === 'ringing') turn.stopTimer(`${DIAL_TIMER}${at}`);
};
