import type { Effect, EngineEvent } from '@callwright/protocol';
import { isFailureOf } from './failure.js';
import type { FlowInstance } from './instance.js';
import type { FlowProgram } from './program.js';
import { FAILURE_PLAY_ID, Walk } from './walk.js';

/** What one event brought about. */
export type Turn = { readonly instance: FlowInstance; readonly effects: readonly Effect[] };

/**
 * The engine: one event in, the next state and its effects out. Pure and total; plain JSON both ways. The same flow
 * and the same events give the same effects, which is what replay, tests and proofs rest on. It never throws: a node
 * that throws fails the flow.
 */
export const advance = (program: FlowProgram, before: FlowInstance, event: EngineEvent): Turn => {
  const instance = { ...before, eventCount: before.eventCount + 1 };
  switch (before.status) {
    case 'waitingToStart':
      return event.event === 'flowStarted' ? begin(program, instance, event) : still(instance);
    case 'running':
      return event.event === 'hangup' ? end(instance, event.reason) : goOn(program, instance, event);
    case 'failed':
      return isFailureOf(event, FAILURE_PLAY_ID) ? giveUp(instance) : still(instance);
    case 'finished':
      return still(instance);
  }
};

const begin = (
  program: FlowProgram,
  instance: FlowInstance,
  event: Extract<EngineEvent, { event: 'flowStarted' }>,
): Turn => {
  const walk = new Walk(program, { ...instance, status: 'running', vars: event.input }, event.timestamp);
  walk.enter(program.start);
  return { instance: walk.instance, effects: walk.effects };
};

const goOn = (program: FlowProgram, instance: FlowInstance, event: EngineEvent): Turn => {
  if (event.event === 'timerFired' && !instance.timers.includes(event.timerId)) return still(instance);
  const walk = new Walk(program, isInput(event) ? { ...instance, silentSteps: 0 } : instance, event.timestamp);
  walk.deliver(event);
  return { instance: walk.instance, effects: walk.effects };
};

const end = (instance: FlowInstance, reason: string): Turn => ({
  instance: { ...instance, status: 'finished', timers: [] },
  effects: [
    ...instance.timers.map((timerId): Effect => ({ effect: 'stopTimer', timerId })),
    { effect: 'flowFinished', reason },
  ],
});

// The words that should have said goodbye could not be said; without them nothing else ends the call.
const giveUp = (instance: FlowInstance): Turn => ({
  instance,
  effects: [{ effect: 'command', command: { command: 'hangup', reason: 'failed', initiator: 'system' } }],
});

const still = (instance: FlowInstance): Turn => ({ instance, effects: [] });

// What the caller does, and not the passing of time, is what a loop must wait for.
const isInput = (event: EngineEvent) =>
  event.event === 'dtmf' ||
  (event.event === 'gatherResult' && (event.reason === 'digits' || event.reason === 'speech'));
