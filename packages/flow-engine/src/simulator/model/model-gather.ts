import type { CommandOf, SessionEvent } from '@callwright/protocol';
import { cancelGather, continueGather, type GatherStep, startGather } from '../../gather.js';
import type { ModelTurn } from './model-turn.js';

/** What the timers of a question are named by. */
export const GATHER_TIMER = 'gather:';

/** Asks a question; one that is under way is called off. */
export const beginGather = (turn: ModelTurn, command: CommandOf<'gather'>): void => {
  if (turn.model.gather) takeStep(turn, cancelGather(turn.model.gather));
  takeStep(turn, startGather(command));
};

/** The question sees an event of the call. */
export const goOnGathering = (turn: ModelTurn, event: SessionEvent): void => {
  if (turn.model.gather) takeStep(turn, continueGather(turn.model.gather, event));
};

/** A timer of the question has run out. */
export const fireGatherTimer = (turn: ModelTurn, timerId: string): void => {
  const event = { event: 'timerFired', timestamp: turn.nowMs, timerId: timerId.slice(GATHER_TIMER.length) } as const;
  if (turn.model.gather) takeStep(turn, continueGather(turn.model.gather, event));
};

const takeStep = (turn: ModelTurn, { state, effects, outcome }: GatherStep): void => {
  turn.set({ gather: outcome ? null : state });
  for (const effect of effects) {
    if (effect.effect === 'command') {
      turn.outputs.push({ output: 'composed', command: effect.command });
      turn.perform(effect.command);
    } else if (effect.effect === 'startTimer') turn.startTimer(`${GATHER_TIMER}${effect.timerId}`, effect.afterMs);
    else turn.stopTimer(`${GATHER_TIMER}${effect.timerId}`);
  }
  const { gatherId, secret = false } = state.command;
  if (outcome) turn.report({ event: 'gatherResult', gatherId, ...outcome }, secret);
};
