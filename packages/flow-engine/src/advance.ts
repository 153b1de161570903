import type { Effect, EngineEvent } from '@callwright/protocol';
import type { FlowInstance } from './instance.js';
import type { FlowProgram } from './program.js';
import { Walk } from './walk.js';

/** What one event brought about. */
export type Turn = { readonly instance: FlowInstance; readonly effects: readonly Effect[] };

/**
 * The engine: one event in, the next state and its effects out. Pure and total; plain JSON both ways. The same flow
 * and the same events give the same effects, which is what replay, tests and proofs rest on. It never throws: a node
 * that throws fails the flow.
 */
export const advance = (program: FlowProgram, before: FlowInstance, event: EngineEvent): Turn => {
  const instance = { ...before, eventCount: before.eventCount + 1 };
  if (before.status === 'waitingToStart')
    return event.event === 'flowStarted' ? begin(program, instance, event) : still(instance);
  if (before.status !== 'running') return still(instance);
  if (event.event === 'hangup') {
    return {
      instance: { ...instance, status: 'finished', timers: [] },
      effects: [{ effect: 'flowFinished', reason: event.reason }],
    };
  }
  if (event.event === 'timerFired' && !before.timers.includes(event.timerId)) return still(instance);
  const walk = new Walk(program, isInput(event) ? { ...instance, silentSteps: 0 } : instance, event.timestamp);
  walk.deliver(event);
  return { instance: walk.instance, effects: walk.effects };
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

const still = (instance: FlowInstance): Turn => ({ instance, effects: [] });

// What the caller does, and not the passing of time, is what a loop must wait for.
const isInput = (event: EngineEvent) =>
  event.event === 'dtmf' ||
  (event.event === 'gatherResult' && (event.reason === 'digits' || event.reason === 'speech'));
