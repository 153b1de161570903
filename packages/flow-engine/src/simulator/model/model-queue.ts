import type { CommandOf, SessionEventOf } from '@callwright/protocol';
import type { ModelQueue } from './call-model.js';
import type { SimulatedQueue } from './call-world.js';
import type { ModelTurn } from './model-turn.js';

/** What the timers of a queue are named by. */
export const QUEUE_TIMER = 'queue:';
const LIMIT_TIMER = `${QUEUE_TIMER}limit`;
const NEXT_TIMER = `${QUEUE_TIMER}next`;
const TALK_TIMER = `${QUEUE_TIMER}talk`;
const AGENT = 'agent-1';

type Result = Omit<SessionEventOf<'queueResult'>, 'event' | 'timestamp' | 'commandId' | 'queueId' | 'queue'>;

/** Lets the call wait; a queue it waits in already is left. */
export const enqueue = (turn: ModelTurn, command: CommandOf<'enqueue'>): void => {
  leaveQueue(turn);
  turn.set({ queue: { command, plan: null, position: 1, answeredAtMs: null } });
  const plan =
    turn.world.queues[command.queue] ?? (turn.world.unknown === 'fails' ? { outcome: 'failed' as const } : null);
  if (plan?.outcome === 'failed' || plan?.outcome === 'full') {
    finish(turn, { status: plan.outcome });
    return;
  }
  if (command.maxWaitMs !== undefined) turn.startTimer(LIMIT_TIMER, command.maxWaitMs);
  if (plan) follow(turn, plan);
  else report(turn, command, { status: 'waiting', position: 1 });
};

/** Tells what a queue does with the caller. @returns whether that was not known */
export const answerQueue = (turn: ModelTurn, plan: SimulatedQueue): boolean => {
  if (turn.model.queue?.plan !== null) return false;
  if (plan.outcome === 'failed' || plan.outcome === 'full') finish(turn, { status: plan.outcome });
  else follow(turn, plan);
  return true;
};

/** The caller moves up, has waited long enough, or has talked as long as they do. */
export const fireQueueTimer = (turn: ModelTurn, timerId: string): void => {
  const { queue: under } = turn.model;
  if (!under) return;
  if (timerId === LIMIT_TIMER) {
    finish(turn, { status: 'timeout' });
    return;
  }
  if (timerId === TALK_TIMER) {
    leaveQueue(turn);
    return;
  }
  if (under.position > 1) moveUp(turn, { ...under, position: under.position - 1 });
  else answer(turn, under);
};

/** Leaves the queue, or the agent. */
export const leaveQueue = (turn: ModelTurn): void => {
  const { queue: under } = turn.model;
  if (!under) return;
  if (under.answeredAtMs === null) finish(turn, { status: 'left' });
  else finish(turn, { status: 'ended', agent: AGENT, durationMs: turn.nowMs - under.answeredAtMs });
};

const follow = (turn: ModelTurn, plan: SimulatedQueue): void => {
  const { queue: under } = turn.model;
  if (under) moveUp(turn, { ...under, plan, position: plan.position ?? 1 });
};

// Whoever is ahead takes equally long.
const moveUp = (turn: ModelTurn, under: ModelQueue): void => {
  const { plan, position, command } = under;
  turn.set({ queue: under });
  const { afterMs = 0, position: places = 1, estimatedWaitMs, outcome } = plan ?? {};
  const left = estimatedWaitMs === undefined ? undefined : Math.round((estimatedWaitMs * position) / places);
  if (outcome === 'answered') turn.startTimer(NEXT_TIMER, Math.round(afterMs / places));
  report(turn, command, { status: 'waiting', position, estimatedWaitMs: left });
};

const answer = (turn: ModelTurn, under: ModelQueue): void => {
  turn.stopTimer(LIMIT_TIMER);
  turn.set({ queue: { ...under, answeredAtMs: turn.nowMs } });
  turn.startTimer(TALK_TIMER, under.plan?.talkMs ?? 0);
  report(turn, under.command, { status: 'answered', agent: AGENT });
};

const finish = (turn: ModelTurn, result: Result): void => {
  const { queue: under } = turn.model;
  if (!under) return;
  for (const timerId of [LIMIT_TIMER, NEXT_TIMER, TALK_TIMER]) turn.stopTimer(timerId);
  turn.set({ queue: null });
  report(turn, under.command, result);
};

const report = (turn: ModelTurn, { queueId, queue }: CommandOf<'enqueue'>, result: Result): void =>
  turn.report({ event: 'queueResult', queueId, queue, ...result });
